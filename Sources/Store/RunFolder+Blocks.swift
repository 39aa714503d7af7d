import Foundation

/// Blocks and groups of the work folder.
extension RunFolder {
  /// Indices of the blocks that need not be computed again, ascending. Damaged ones are not among them.
  package func completedBlocks() throws(StoreError) -> [Int] {
    var indices: [Int] = []
    for name in try names() where name.hasSuffix(".block") {
      guard let index = Int(name.dropLast(".block".count)), name == Self.name(index) + ".block" else {
        continue
      }
      let decoded = try StoredBlock.decode(try FileSystem.bytes(of: file(index)))
      if let decoded, decoded.planHash == planHash, decoded.block.index == index { indices.append(index) }
    }
    return indices.sorted()
  }

  /// Writes a finished block; safe to call from any thread for different blocks.
  package func write(_ block: StoredBlock) throws(StoreError) {
    var file = try OutputFile(path: file(block.index))
    try file.write(bytes: try block.encoded(planHash: planHash))
    try file.finish()
  }

  package func read(block index: Int) throws(StoreError) -> StoredBlock {
    let decoded = try StoredBlock.decode(try FileSystem.bytes(of: file(index)))
    guard let decoded, decoded.planHash == planHash, decoded.block.index == index else {
      throw damaged(file(index))
    }
    return decoded.block
  }

  /// The values of one output of a block as they lie in its file: subject × time, little-endian doubles. For
  /// blocks that were read before: the digest is not looked at again.
  package func valueBytes(block index: Int, output: Int, of block: BlockShape) throws(StoreError) -> [UInt8] {
    let size = 8 * block.subjectCount * block.timeCount
    let path = file(index)
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      let end = try handle.seekToEnd()
      let start = Int(end) - SealedBytes.tailLength - size * (block.outputCount - output)
      guard start >= SealedBytes.headLength else { throw damaged(path) }
      try handle.seek(toOffset: UInt64(start))
      let data = try handle.read(upToCount: size) ?? Data()
      guard data.count == size else { throw damaged(path) }
      return Array(data)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError.cannot("read", path, error)
    }
  }

  /// The same as numbers.
  package func values(block index: Int, output: Int, of block: BlockShape) throws(StoreError) -> [Double] {
    var reader = ByteReader(try valueBytes(block: index, output: output, of: block)[...])
    return reader.numbers(block.subjectCount * block.timeCount) ?? []
  }

  /// The result hash: SHA-256 over all values as little-endian doubles in the order arm, output, subject,
  /// time. One output of one block is in memory at a time.
  ///
  /// - Parameters:
  ///   - blocks: In order of arm and first subject.
  ///   - shape: Of a block; those of one arm differ in the number of subjects at most.
  package func resultHash(
    blocks: Range<Int>, arm: (Int) -> Int, shape: (Int) -> BlockShape
  ) throws(StoreError) -> String {
    var hash = try ContentHash()
    var first = blocks.lowerBound
    while first < blocks.upperBound {
      let end = (first..<blocks.upperBound).first { arm($0) != arm(first) } ?? blocks.upperBound
      for output in 0..<shape(first).outputCount {
        for index in first..<end {
          hash.update(bytes: try valueBytes(block: index, output: output, of: shape(index)))
        }
      }
      first = end
    }
    return hash.hexadecimal()
  }

  // MARK: Groups

  /// Blocks that need not be computed again because their group's partial state is there and undamaged. What
  /// is left of their own files is removed.
  package func summarisedBlocks(within wanted: Range<Int>) throws(StoreError) -> Set<Int> {
    var blocks: Set<Int> = []
    for name in try names() where name.hasSuffix(".group") {
      guard let index = Int(name.dropLast(".group".count)), name == Self.name(index) + ".group",
        let group = try group(index), wanted.clamped(to: group.blocks) == group.blocks
      else { continue }
      try removeBlocks(of: group)
      blocks.formUnion(group.blocks)
    }
    return blocks
  }

  /// The partial state of a group; nil where there is none or it is damaged.
  package func group(_ index: Int) throws(StoreError) -> StoredGroup? {
    let path = groupFile(index)
    guard FileSystem.isThere(path) else { return nil }
    let decoded = try StoredGroup.decode(try FileSystem.bytes(of: path))
    guard let decoded, decoded.planHash == planHash, decoded.group.index == index else { return nil }
    return decoded.group
  }

  /// Writes a group's partial state, then removes its blocks: their courses are wanted no longer.
  package func replaceBlocks(by group: StoredGroup) throws(StoreError) {
    var file = try OutputFile(path: groupFile(group.index))
    try file.write(bytes: try group.encoded(planHash: planHash))
    try file.finish()
    try removeBlocks(of: group)
  }

  /// Removes the blocks that a group replaces; some may have gone before.
  func removeBlocks(of group: StoredGroup) throws(StoreError) {
    for block in group.blocks where FileSystem.isThere(file(block)) {
      do { try FileManager.default.removeItem(atPath: file(block)) } catch {
        throw StoreError.cannot("remove", file(block), error)
      }
    }
  }

  // MARK: Names

  func names() throws(StoreError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: blocks) } catch {
      throw StoreError.cannot("read the folder", blocks, error)
    }
  }

  /// Files that a killed run did not finish.
  func removeTorn() throws(StoreError) {
    for name in try names() where name.hasSuffix(".writing") {
      try? FileManager.default.removeItem(atPath: blocks + "/" + name)
    }
  }

  private func damaged(_ path: String) -> StoreError {
    StoreError("'\(path)' is damaged; remove it and give the same command again", kind: .failed)
  }

  private static func name(_ index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 7 - digits.count)) + digits
  }

  private func file(_ index: Int) -> String { blocks + "/" + Self.name(index) + ".block" }

  private func groupFile(_ index: Int) -> String { blocks + "/" + Self.name(index) + ".group" }
}

/// The lengths of a block.
package struct BlockShape: Sendable, Hashable {
  package let subjectCount: Int
  package let timeCount: Int
  package let outputCount: Int

  package init(subjectCount: Int, timeCount: Int, outputCount: Int) {
    self.subjectCount = subjectCount
    self.timeCount = timeCount
    self.outputCount = outputCount
  }
}
