import Foundation
import Store
import Testing

@Suite("Groups and parts in the work folder") struct StoredGroupTests {
  let plan = String(repeating: "a", count: 64)

  func group() throws -> (group: StoredGroup, blocks: [StoredBlock]) {
    let blocks = Fixture.blocks(Fixture.layout(subjects: 7), size: 3)
    let group = StoredGroup(
      index: 0, arm: 0, blocks: 0..<3, digests: try blocks.map { try $0.digest() },
      failures: [.init(subject: 1, message: "subject S2: step too small")],
      counters: [.init(name: "steps", count: 1 << 40)], state: [1, 2, 255, 0], kept: [1.5, .nan, -0.0])
    return (group, blocks)
  }

  @Test("a group takes the place of its blocks and reads back")
  func replaces() throws {
    let scratch = try Scratch()
    let folder = try RunFolder.open(scratch.file("run"), planHash: plan)
    let (group, blocks) = try group()
    for block in blocks { try folder.write(block) }
    try folder.replaceBlocks(by: group)
    #expect(try scratch.names(in: "run.part/blocks") == ["0000000.group"])
    let found = try #require(try folder.group(0))
    #expect(found.digests == group.digests && found.failures == group.failures)
    #expect(found.counters == group.counters && found.state == group.state && found.blocks == 0..<3)
    #expect(found.kept.map(\.bitPattern) == group.kept.map(\.bitPattern))

    // Killed between the two: the blocks that are left go.
    try folder.write(blocks[1])
    #expect(try folder.summarisedBlocks(within: 0..<3) == [0, 1, 2])
    #expect(try folder.completedBlocks().isEmpty)
    #expect(try folder.summarisedBlocks(within: 1..<3).isEmpty)
  }

  @Test("a damaged group is none")
  func damaged() throws {
    let scratch = try Scratch()
    let folder = try RunFolder.open(scratch.file("run"), planHash: plan)
    try folder.replaceBlocks(by: try group().group)
    let path = scratch.file("run.part/blocks/0000000.group")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var flipped = bytes
    flipped[100] ^= 4
    for damage in [flipped, bytes.dropLast(1), bytes.prefix(80), Data()] {
      try damage.write(to: URL(fileURLWithPath: path))
      #expect(try folder.group(0) == nil)
      #expect(try folder.summarisedBlocks(within: 0..<3).isEmpty)
    }
  }

  @Test("values of one output are read without the others")
  func slices() throws {
    let scratch = try Scratch()
    let folder = try RunFolder.open(scratch.file("run"), planHash: plan)
    let block = Fixture.blocks(Fixture.layout(subjects: 2), size: 2)[0]
    try folder.write(block)
    let shape = BlockShape(subjectCount: 2, timeCount: 3, outputCount: 2)
    for output in 0..<2 {
      #expect(try folder.values(block: 0, output: output, of: shape) == Array(block.values(ofOutput: output)))
    }
  }

  @Test("parts of a run do not mix in one folder, and are put together in another")
  func parts() throws {
    let scratch = try Scratch()
    let blocks = Fixture.blocks(Fixture.layout(subjects: 7), size: 3)
    let one = try RunFolder.open(scratch.file("one"), planHash: plan, part: "1/2")
    try one.write(blocks[0])
    #expect(throws: StoreError.self) {
      _ = try RunFolder.open(scratch.file("one"), planHash: plan, part: "2/2")
    }
    try one.finish { try one.keepPieces(in: $0) }
    let two = try RunFolder.open(scratch.file("two"), planHash: plan, part: "2/2")
    for block in blocks[1...] { try two.write(block) }
    try two.finish { try two.keepPieces(in: $0) }

    let whole = try RunFolder.open(scratch.file("whole"), planHash: plan)
    for shard in ["one", "two"] { try whole.adopt(piecesOf: scratch.file(shard)) }
    #expect(try whole.completedBlocks() == [0, 1, 2])
    #expect(try whole.read(block: 2) == blocks[2])
    #expect(throws: StoreError.self) { try whole.adopt(piecesOf: scratch.file("none")) }
  }

  @Test("files that a killed run did not finish go")
  func torn() throws {
    let scratch = try Scratch()
    _ = try RunFolder.open(scratch.file("run"), planHash: plan)
    try Data([1]).write(to: URL(fileURLWithPath: scratch.file("run.part/blocks/0000000.block.77.writing")))
    _ = try RunFolder.open(scratch.file("run"), planHash: plan)
    #expect(try scratch.names(in: "run.part/blocks").isEmpty)
  }
}
