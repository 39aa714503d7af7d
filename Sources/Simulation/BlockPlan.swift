/// How the subjects of a run fall into blocks, groups of blocks and shards. Nothing but the number of arms
/// and subjects decides, so that threads, restarts and shards agree.
///
/// Blocks of all arms stand in one row, arm slowest; the last block of an arm may be short. A group is what
/// shares one partial state; no group holds two arms.
package struct BlockPlan: Sendable, Hashable {
  package static let defaultBlockSize = 256

  /// Subjects in a block of a run: many where there are very many and each gives little, since lanes stand
  /// idle at the end of a block (7 % of the time of blocks of 256 on the 12-state problem).
  package static func blockSize(subjectCount: Int, valuesPerSubject: Int) -> Int {
    subjectCount >= 8192 && valuesPerSubject <= 4096 ? 2048 : defaultBlockSize
  }

  package let armCount: Int
  package let subjectCount: Int
  package let blockSize: Int
  package let blocksPerArm: Int
  package let blocksPerGroup: Int

  /// - Parameter groupSize: Subjects in a group, a multiple of the block size.
  package init(
    armCount: Int = 1, subjectCount: Int, blockSize: Int = Self.defaultBlockSize, groupSize: Int = 65_536
  ) {
    precondition(armCount > 0 && blockSize > 0 && groupSize % blockSize == 0)
    self.armCount = armCount
    self.subjectCount = subjectCount
    self.blockSize = blockSize
    blocksPerArm = (subjectCount + blockSize - 1) / blockSize
    blocksPerGroup = groupSize / blockSize
  }

  package var blockCount: Int { armCount * blocksPerArm }
  package var groupsPerArm: Int { (blocksPerArm + blocksPerGroup - 1) / blocksPerGroup }
  package var groupCount: Int { armCount * groupsPerArm }

  package func arm(ofGroup group: Int) -> Int { group / groupsPerArm }

  package func group(ofBlock block: Int) -> Int {
    block / blocksPerArm * groupsPerArm + block % blocksPerArm / blocksPerGroup
  }

  package func blocks(ofGroup group: Int) -> Range<Int> {
    let start = arm(ofGroup: group) * blocksPerArm
    let first = group % groupsPerArm * blocksPerGroup
    return start + first..<start + min(blocksPerArm, first + blocksPerGroup)
  }

  /// Subjects of a block, as indices within its arm.
  package func subjects(ofBlock block: Int) -> Range<Int> {
    let first = block % blocksPerArm * blockSize
    return first..<min(subjectCount, first + blockSize)
  }

  package func subjects(ofGroup group: Int) -> Range<Int> {
    let blocks = blocks(ofGroup: group)
    return subjects(ofBlock: blocks.lowerBound)
      .lowerBound..<subjects(ofBlock: blocks.upperBound - 1).upperBound
  }
}

/// One of the parts into which a run is divided among machines: the `index`-th of `count`, from 1.
package struct Shard: Sendable, Hashable, Codable, CustomStringConvertible {
  package let index: Int
  package let count: Int

  /// The whole run.
  package static let whole = Shard(index: 1, count: 1)

  private init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// Reads `I/N`; nil where it is not that.
  package init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], index >= 1, index <= count,
      count <= 1_000_000
    else { return nil }
    self.init(index: index, count: count)
  }

  package var description: String { "\(index)/\(count)" }

  /// The part's share of a row of pieces: consecutive, sizes differ by one at most.
  package func pieces(of total: Int) -> Range<Int> {
    (index - 1) * total / count..<index * total / count
  }
}
