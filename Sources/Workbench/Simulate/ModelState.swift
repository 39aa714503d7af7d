import Simulation
import Statistics
import Store

/// What blocks of a model run come down to: one sample over people for each output and time.
struct ModelState: GroupState {
  private(set) var samples: SampleStates

  init(outputCount: Int, timeCount: Int, rule: QuantileRule) {
    samples = SampleStates(sampleCount: outputCount * timeCount, bits: rule.bits)
  }

  init?(_ group: StoredGroup) {
    guard let samples = SampleStates(bytes: group.state[...]) else { return nil }
    self.samples = samples
  }

  mutating func add(_ block: StoredBlock) {
    for output in 0..<block.outputCount {
      for time in 0..<block.timeCount {
        let start = output * block.subjectCount * block.timeCount + time
        let values = stride(
          from: start, to: start + block.subjectCount * block.timeCount, by: block.timeCount
        )
        .map { block.values[$0] }
        samples.add(values, to: output * block.timeCount + time)
      }
    }
  }

  mutating func merge(_ next: ModelState) { samples.merge(next.samples) }

  var bytes: [UInt8] { samples.bytes }
  var kept: [Double] { [] }
}

/// The samples of all people, from blocks and groups in order.
struct ModelSamples {
  private let plan: BlockPlan
  private let empty: ModelState
  /// Blocks of the group that is being read.
  private var current: ModelState
  private var total: ModelState

  init(plan: BlockPlan, empty: ModelState) {
    self.plan = plan
    self.empty = empty
    current = empty
    total = empty
  }

  var samples: SampleStates { total.samples }

  mutating func add(_ block: StoredBlock) {
    current.add(block)
    guard block.index == plan.blocks(ofGroup: plan.group(ofBlock: block.index)).upperBound - 1 else { return }
    total.merge(current)
    current = empty
  }

  mutating func add(_ group: StoredGroup) throws(StoreError) {
    guard let state = ModelState(group), state.samples.count == total.samples.count,
      state.samples.bits == total.samples.bits
    else {
      throw StoreError("the partial state of group \(group.index) is of another run", kind: .failed)
    }
    total.merge(state)
  }
}
