import Compilation
import Dosing
import Lanes
import Solvers

/// The subjects of one block on their way through the integrator: loads them, doses them, reads them out.
final class BlockTask: LaneTask {
  private let model: CompiledModel
  private let subjects: [SimulationSubject]
  private let doseStates: [String: Int]
  private let times: [Double]
  private let startTime: Double
  private let workspace: Workspace
  private let readout: Readout

  private(set) var outcomes: [LaneStatus]
  private var nextSubject = 0
  private var lanes: [LaneProgress]

  /// Where the subject of a lane stands.
  private struct LaneProgress {
    var subject = 0
    var moments: [DoseSchedule.Moment] = []
    /// Next moment to apply and next output time to read.
    var moment = 0
    var output = 0
    /// Doses at a constant rate that run now, by infused state.
    var runningInputs: [Int] = []
  }

  init(
    model: CompiledModel, subjects: [SimulationSubject], doseStates: [String: Int], times: [Double],
    startTime: Double, workspace: Workspace
  ) {
    self.model = model
    self.subjects = subjects
    self.doseStates = doseStates
    self.times = times
    self.startTime = startTime
    self.workspace = workspace
    readout = Readout(
      model: model, workspace: workspace, subjectCount: subjects.count, timeCount: times.count)
    outcomes = Array(repeating: .done, count: subjects.count)
    lanes = Array(repeating: LaneProgress(), count: LaneMatrix.laneCount)
  }

  /// subject × time × output.
  func values() -> [Double] { readout.finish() }

  func begin(lane: Int, y: LaneMatrix) -> LaneStart? {
    while nextSubject < subjects.count {
      let subject = nextSubject
      nextSubject += 1
      workspace.load(subjects[subject].values, lane: lane)
      let schedule = DoseSchedule(
        subjects[subject].doses,
        states: { self.doseStates[$0.compartment] ?? 0 },
        amountToState: { self.workspace.value(self.model.amountToState[$0], lane: lane) },
        value: { self.workspace.value($0, lane: lane) })
      if let time = schedule.invalidTime {
        outcomes[subject] = .invalidDose(time: time)
        continue
      }
      for row in 0..<y.rowCount { y[row, lane] = workspace.initial[row, lane] }
      for row in 0..<workspace.inputRate.rowCount { workspace.inputRate[row, lane] = 0 }
      lanes[lane] = LaneProgress(
        subject: subject, moments: schedule.moments,
        runningInputs: Array(repeating: 0, count: workspace.inputRate.rowCount))
      apply(upTo: startTime, lane: lane, y: y)
      readOutputs(at: startTime, lane: lane, y: y)
      guard lanes[lane].output < times.count else { continue }
      let stop = nextStop(lane)
      return LaneStart(time: startTime, stop: stop, firstOutput: nextOutput(lane, before: stop))
    }
    return nil
  }

  func output(lane: Int, time: Double, theta: Double, stepper: LaneStepper) -> Double {
    readout.add(subject: lanes[lane].subject, timeIndex: lanes[lane].output, lane: lane, time: time) {
      stepper.interpolate(lane: lane, theta: theta, into: $0, column: $1)
    }
    lanes[lane].output += 1
    return nextOutput(lane, before: nextStop(lane))
  }

  func arrive(lane: Int, time: Double, y: LaneMatrix) -> LaneArrival {
    apply(upTo: time, lane: lane, y: y)
    readOutputs(at: time, lane: lane, y: y)
    guard lanes[lane].output < times.count else { return .finished }
    let stop = nextStop(lane)
    return .proceed(stop: stop, nextOutput: nextOutput(lane, before: stop))
  }

  func finish(lane: Int, status: LaneStatus) { outcomes[lanes[lane].subject] = status }

  // MARK: Stops and outputs

  /// The next dose or the last output, whichever comes first.
  private func nextStop(_ lane: Int) -> Double {
    let end = times[times.count - 1]
    let progress = lanes[lane]
    return progress.moment < progress.moments.count ? min(end, progress.moments[progress.moment].time) : end
  }

  private func nextOutput(_ lane: Int, before stop: Double) -> Double {
    let index = lanes[lane].output
    return index < times.count && times[index] < stop ? times[index] : .infinity
  }

  /// Applies all doses due by now.
  private func apply(upTo time: Double, lane: Int, y: LaneMatrix) {
    while lanes[lane].moment < lanes[lane].moments.count {
      let moment = lanes[lane].moments[lanes[lane].moment]
      guard moment.time <= time else { return }
      lanes[lane].moment += 1
      if moment.bolus != 0 { y[moment.state, lane] += moment.bolus }
      guard moment.rateChange != 0, let row = model.infusedStates.firstIndex(of: moment.state) else {
        continue
      }
      lanes[lane].runningInputs[row] += moment.rateChange > 0 ? 1 : -1
      // Exactly zero when nothing runs, whatever the rounding of sums and differences.
      workspace.inputRate[row, lane] =
        lanes[lane].runningInputs[row] == 0 ? 0 : workspace.inputRate[row, lane] + moment.rateChange
    }
  }

  /// Reads the outputs due at a stop, after what happens there.
  private func readOutputs(at time: Double, lane: Int, y: LaneMatrix) {
    while lanes[lane].output < times.count, times[lanes[lane].output] <= time {
      readout.add(
        subject: lanes[lane].subject, timeIndex: lanes[lane].output, lane: lane,
        time: times[lanes[lane].output]
      ) { target, column in
        for row in 0..<y.rowCount { target[row, column] = y[row, lane] }
      }
      lanes[lane].output += 1
    }
  }
}
