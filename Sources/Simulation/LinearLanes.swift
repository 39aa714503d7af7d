import Compilation
import Dosing
import Lanes
import Solvers

/// The doses of the subjects in a group of lanes, and how their solution ended.
struct LinearLanes {
  private let model: CompiledModel
  private let firstRateInput: Int
  private let inputCount: Int

  /// Moments of all lanes, one lane after another.
  private var moments: [DoseSchedule.Moment] = []
  private var next = Array(repeating: 0, count: LaneMatrix.laneCount)
  private var end = Array(repeating: 0, count: LaneMatrix.laneCount)
  /// Inputs at a constant rate that run now: lane × infused state.
  private var running: [Int]

  /// Time of each lane's next moment; infinity when there is none.
  private(set) var nextTimes = Array(repeating: Double.infinity, count: LaneMatrix.laneCount)
  private(set) var earliest = Double.infinity
  /// Where a lane stands between two outputs.
  var clocks = Array(repeating: 0.0, count: LaneMatrix.laneCount)

  private(set) var statuses = Array(repeating: LaneStatus.done, count: LaneMatrix.laneCount)
  /// Index of the first output that a failed lane does not have.
  private(set) var firstMissing = Array(repeating: 0, count: LaneMatrix.laneCount)
  var isWatched = false
  /// Intervals and moments passed by subjects.
  var steps = 0

  init(model: CompiledModel, solution: LinearSolution) {
    self.model = model
    firstRateInput = solution.firstRateInput
    inputCount = model.infusedStates.count
    running = Array(repeating: 0, count: LaneMatrix.laneCount * model.infusedStates.count)
  }

  mutating func begin(
    _ group: ArraySlice<SimulationSubject>, doseStates: [String: Int], workspace: Workspace,
    inputs: LaneMatrix
  ) {
    isWatched = false
    moments.removeAll(keepingCapacity: true)
    for index in running.indices { running[index] = 0 }
    for row in 0..<inputs.rowCount { inputs.fill(row: row, with: row < firstRateInput ? 1 : 0) }
    for lane in 0..<LaneMatrix.laneCount {
      statuses[lane] = .done
      next[lane] = moments.count
      if lane < group.count {
        let schedule = DoseSchedule(
          group[group.startIndex + lane].doses,
          state: { doseStates[$0.compartment] ?? 0 },
          amountToState: { workspace.value(model.amountToState[$0], lane: lane) },
          value: { workspace.value($0, lane: lane) })
        if let time = schedule.invalidTime {
          fail(lane, .invalidDose(time: time), output: 0)
        } else {
          moments += schedule.moments
        }
      }
      end[lane] = moments.count
      nextTimes[lane] = next[lane] < end[lane] ? moments[next[lane]].time : .infinity
    }
    findEarliest()
  }

  mutating func findEarliest() { earliest = nextTimes.reduce(.infinity) { min($0, $1) } }

  /// Lanes with a moment before a time, as bits.
  func due(before time: Double) -> UInt64 {
    var bits: UInt64 = 0
    for lane in nextTimes.indices where nextTimes[lane] < time { bits |= 1 << UInt64(lane) }
    return bits
  }

  /// Applies all moments due by now, in all lanes.
  mutating func apply(upTo time: Double, to states: LaneMatrix, inputs: LaneMatrix) {
    for lane in nextTimes.indices where nextTimes[lane] <= time {
      apply(lane, upTo: time, to: states, inputs: inputs)
    }
  }

  mutating func apply(_ lane: Int, upTo time: Double, to states: LaneMatrix, inputs: LaneMatrix) {
    var index = next[lane]
    let last = end[lane]
    repeat {
      let moment = moments[index]
      index += 1
      if moment.bolus != 0 { states[moment.state, lane] += moment.bolus }
      if moment.rateChange != 0 { change(moment, lane, inputs) }
    } while index < last && moments[index].time <= time
    steps += index - next[lane]
    next[lane] = index
    nextTimes[lane] = index < last ? moments[index].time : .infinity
  }

  private mutating func change(_ moment: DoseSchedule.Moment, _ lane: Int, _ inputs: LaneMatrix) {
    guard let index = model.infusedStates.firstIndex(of: moment.state) else { return }
    let place = lane * inputCount + index
    running[place] += moment.rateChange > 0 ? 1 : -1
    // Exactly zero when nothing runs, whatever the rounding of sums and differences.
    inputs[firstRateInput + index, lane] =
      running[place] == 0 ? 0 : inputs[firstRateInput + index, lane] + moment.rateChange
  }

  // MARK: Failures

  private mutating func fail(_ lane: Int, _ status: LaneStatus, output: Int) {
    statuses[lane] = status
    firstMissing[lane] = output
  }

  /// Initial values and coefficients must be numbers.
  mutating func check(_ count: Int, rates: LaneMatrix, states: LaneMatrix, at time: Double) {
    for lane in 0..<count where statuses[lane] == .done {
      if let state = states.firstRowNotFinite(lane: lane) {
        fail(lane, .notFinite(time: time, state: state), output: 0)
      } else if let row = rates.firstRowNotFinite(lane: lane) {
        let state = model.linearStructure.matrices?.all[row].row ?? 0
        fail(lane, .notFinite(time: time, state: state), output: 0)
      }
    }
  }

  /// Lanes whose states are no longer numbers, as bits; what is lost once stays lost.
  func failed(_ count: Int, in states: LaneMatrix) -> UInt64 {
    var bits: UInt64 = 0
    for lane in 0..<count where statuses[lane] == .done && states.firstRowNotFinite(lane: lane) != nil {
      bits |= 1 << UInt64(lane)
    }
    return bits
  }

  mutating func watch(_ count: Int, _ states: LaneMatrix, at time: Double, output: Int) {
    for lane in 0..<count where statuses[lane] == .done {
      if let state = states.firstRowNotFinite(lane: lane) {
        fail(lane, .notFinite(time: time, state: state), output: output)
      }
    }
  }
}
