import Compilation
import Dosing
import Lanes
import Solvers

/// The subjects of one block on their way through the integrator: loads them, doses them
/// (`BlockTask+Doses.swift`), reads them out (`BlockTask+Outputs.swift`).
final class BlockTask: LaneTask {
  let model: CompiledModel
  let subjects: [SimulationSubject]
  private let doseStates: [String: Int]
  let times: [Double]
  private let startTime: Double
  let workspace: Workspace
  let readout: Readout

  private(set) var outcomes: [LaneStatus]
  private var nextSubject = 0
  /// One a lane.
  var lanes: [LaneProgress]

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

  func output(lane: Int, time: Double, state: LaneMatrix) -> Double {
    readout.add(
      subject: lanes[lane].subject, timeIndex: lanes[lane].output, lane: lane, time: time, state: state)
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
}
