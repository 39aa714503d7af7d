import Foundation
import Store
import Testing

@Suite("The folder of a run") struct RunFolderTests {
  let planA = String(repeating: "a", count: 64)
  let planB = String(repeating: "b", count: 64)

  @Test("it appears whole, and the work folder goes")
  func appearsWhole() throws {
    let scratch = try Scratch()
    let folder = try RunFolder.open(scratch.file("run"), planHash: planA)
    #expect(try scratch.names() == ["run.part"])
    try folder.finish { try writeTextFile("x", to: $0 + "/summary.csv") }
    #expect(try scratch.names() == ["run"])
    #expect(try scratch.names(in: "run") == ["summary.csv"])
  }

  @Test("finished blocks are found again by the same plan, and only by it")
  func resumes() throws {
    let scratch = try Scratch()
    let layout = Fixture.layout(subjects: 7)
    let blocks = Fixture.blocks(layout, size: 3)
    let first = try RunFolder.open(scratch.file("run"), planHash: planA)
    try first.write(blocks[2])
    try first.write(blocks[0])

    let second = try RunFolder.open(scratch.file("run"), planHash: planA)
    #expect(try second.completedBlocks() == [0, 2])
    #expect(try second.read(block: 2) == blocks[2])

    let error = #expect(throws: StoreError.self) {
      _ = try RunFolder.open(scratch.file("run"), planHash: planB)
    }
    #expect(error?.kind == .refused)
    #expect(error?.message.contains("run.part' holds unfinished work of another run") == true)
    let forced = try RunFolder.open(scratch.file("run"), force: true, planHash: planB)
    #expect(try forced.completedBlocks().isEmpty)
  }

  @Test("a damaged block is not taken for a finished one")
  func damagedBlock() throws {
    let scratch = try Scratch()
    let folder = try RunFolder.open(scratch.file("run"), planHash: planA)
    let block = Fixture.blocks(Fixture.layout(subjects: 2), size: 2)[0]
    try folder.write(block)
    let path = scratch.file("run.part/blocks/0000000.block")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for damage in [bytes.dropLast(9), bytes.prefix(70), Data(), bytes + [0]] {
      try damage.write(to: URL(fileURLWithPath: path))
      #expect(try folder.completedBlocks().isEmpty)
      #expect(throws: StoreError.self) { try folder.read(block: 0) }
    }
    var flipped = bytes
    flipped[150] ^= 1
    try flipped.write(to: URL(fileURLWithPath: path))
    #expect(try folder.completedBlocks().isEmpty)
  }

  @Test("an existing folder is refused, and with force replaced only when the new one is whole")
  func existing() throws {
    let scratch = try Scratch()
    try RunFolder.open(scratch.file("run"), planHash: planA).finish {
      try writeTextFile("old", to: $0 + "/old.txt")
    }
    let error = #expect(throws: StoreError.self) {
      _ = try RunFolder.open(scratch.file("run/"), planHash: planA)
    }
    #expect(error?.kind == .refused)
    #expect(error?.message.contains("--force") == true)

    let folder = try RunFolder.open(scratch.file("run"), force: true, planHash: planB)
    #expect(try scratch.text("run/old.txt") == "old")
    struct Stop: Error {}
    #expect(throws: Stop.self) { try folder.finish { _ in throw Stop() } }
    #expect(try scratch.text("run/old.txt") == "old")
    try folder.finish { try writeTextFile("new", to: $0 + "/new.txt") }
    #expect(try scratch.names() == ["run"])
    #expect(try scratch.names(in: "run") == ["new.txt"])
  }

  @Test("what stands in the way is named", arguments: ["", "/", ".", "a/..", "/dev/null/run"])
  func inTheWay(path: String) throws {
    let error = #expect(throws: StoreError.self) { _ = try RunFolder.open(path, planHash: planA) }
    #expect(error?.message.contains("'\(path)") == true)
  }

  @Test("a file at the place of the folder is not touched")
  func fileInTheWay() throws {
    let scratch = try Scratch()
    try writeTextFile("mine", to: scratch.file("run"))
    #expect(throws: StoreError.self) {
      _ = try RunFolder.open(scratch.file("run"), force: true, planHash: planA)
    }
    #expect(try scratch.text("run") == "mine")
  }

  @Test("the result hash follows arm, output, subject, time, whatever the blocks")
  func resultHash() throws {
    let layout = Fixture.layout(arms: ["one", "two", "three"], subjects: 7)
    var expected = try ContentHash()
    for arm in 0..<3 {
      for output in 0..<2 {
        for subject in 0..<7 {
          expected.update(
            doubles: (0..<3).map { Fixture.value(arm: arm, output: output, subject: subject, time: $0) })
        }
      }
    }
    let digest = expected.hexadecimal()
    for size in [1, 2, 3, 7] {
      let scratch = try Scratch()
      let folder = try RunFolder.open(scratch.file("run"), planHash: planA)
      let blocks = Fixture.blocks(layout, size: size)
      for block in blocks.reversed() { try folder.write(block) }
      let found = try folder.resultHash(
        blocks: 0..<blocks.count, arm: { blocks[$0].arm },
        shape: { BlockShape(subjectCount: blocks[$0].subjectCount, timeCount: 3, outputCount: 2) })
      #expect(found == digest)
    }
  }
}
