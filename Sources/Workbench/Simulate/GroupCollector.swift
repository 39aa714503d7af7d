import Simulation
import Store

/// What a group of blocks comes down to where their courses are not kept.
protocol GroupState {
  /// Adds the block that follows.
  mutating func add(_ block: StoredBlock)
  /// The partial state, and the numbers kept one by one.
  var bytes: [UInt8] { get }
  var kept: [Double] { get }
}

/// Replaces the blocks of a group by their partial state as soon as the last of them is finished, so that the
/// work folder stays small.
///
/// Whatever the order in which blocks are finished, the state is made of them in the order of their index.
struct GroupCollector<State: GroupState> {
  private let folder: RunFolder
  private let plan: BlockPlan
  private let empty: State
  private var finished: Set<Int>
  /// The group whose blocks came one after another so far, to spare reading them again.
  private var current: Record?

  /// - Parameters:
  ///   - finished: Blocks that lie in the folder.
  ///   - empty: The state of no block.
  init(_ folder: RunFolder, plan: BlockPlan, finished: Set<Int>, empty: State) throws(StoreError) {
    self.folder = folder
    self.plan = plan
    self.finished = finished
    self.empty = empty
    // A run that was killed may leave groups without their state.
    for group in Set(finished.map(plan.group(ofBlock:))).sorted() { try replaceIfWhole(group) }
  }

  /// Takes a block that has just been written.
  mutating func take(_ block: StoredBlock) throws(StoreError) {
    let group = plan.group(ofBlock: block.index)
    finished.insert(block.index)
    if block.index == plan.blocks(ofGroup: group).lowerBound {
      current = Record(group: group, plan: plan, state: empty)
    }
    if current?.next == block.index { try current?.add(block) } else { current = nil }
    try replaceIfWhole(group)
  }

  private mutating func replaceIfWhole(_ group: Int) throws(StoreError) {
    let blocks = plan.blocks(ofGroup: group)
    guard blocks.allSatisfy(finished.contains) else { return }
    var record = Record(group: group, plan: plan, state: empty)
    if let current, current.group == group, current.next == blocks.upperBound {
      record = current
    } else {
      for block in blocks { try record.add(try folder.read(block: block)) }
    }
    try folder.replaceBlocks(by: record.stored)
    finished.subtract(blocks)
    current = nil
  }

  private struct Record {
    let group: Int
    let arm: Int
    let blocks: Range<Int>
    var next: Int
    var state: State
    var digests: [[UInt8]] = []
    var failures: [StoredGroup.Failure] = []
    var counters: [StoredCounter] = []

    init(group: Int, plan: BlockPlan, state: State) {
      self.group = group
      self.state = state
      arm = plan.arm(ofGroup: group)
      blocks = plan.blocks(ofGroup: group)
      next = blocks.lowerBound
    }

    mutating func add(_ block: StoredBlock) throws(StoreError) {
      state.add(block)
      digests.append(try block.digest())
      for (place, message) in block.failures.enumerated() {
        if let message {
          failures.append(StoredGroup.Failure(subject: block.firstSubject + place, message: message))
        }
      }
      counters = StoredCounter.sum(counters + block.counters)
      next += 1
    }

    var stored: StoredGroup {
      StoredGroup(
        index: group, arm: arm, blocks: blocks, digests: digests, failures: failures, counters: counters,
        state: state.bytes, kept: state.kept)
    }
  }
}
