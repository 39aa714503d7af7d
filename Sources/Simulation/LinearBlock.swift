import Compilation
import Dosing
import Lanes
import Solvers

/// Subjects of a linear model, 64 at a time in lock step from output to output, each state exact.
///
/// Between two outputs all lanes move by one propagator. A lane that is dosed in between moves to its doses
/// and on from there instead, by propagators of its own.
struct LinearBlock {
  private let model: CompiledModel
  private let solution: LinearSolution
  private let times: [Double]
  private let startTime: Double
  private let workspace: Workspace
  private let loadTape: BoundTape
  private var propagators: LinearPropagators
  private var outputs: LinearOutputs

  private var lanes: LinearLanes
  /// How far all lanes are behind the output time that they stand at: within the rounding of the clock.
  private var behind = 0.0
  /// Index of the states that hold now.
  private var side = 0

  private(set) var outcomes: [LaneStatus] = []
  private(set) var work = WorkCount()

  init(_ model: CompiledModel, _ solution: LinearSolution, times: [Double], startTime: Double) {
    self.model = model
    self.solution = solution
    self.times = times
    self.startTime = startTime
    workspace = Workspace(model: model)
    propagators = LinearPropagators(solution.program)
    let banks = workspace.banks(
      time: LaneMatrix(rows: 0), state: LaneMatrix(rows: 0), slope: LaneMatrix(rows: 0))
    loadTape = BoundTape(
      solution.loadTape, banks: banks + [propagators.propagator.rates, LaneMatrix(rows: 0, width: .uniform)],
      temporaries: LaneMatrix(rows: solution.loadTape.temporaryCount))
    outputs = LinearOutputs(model: model, workspace: workspace, states: propagators.states)
    lanes = LinearLanes(model: model, solution: solution)
  }

  /// - Returns: subject × time × output; nil when cancelled.
  mutating func run(
    _ subjects: [SimulationSubject], doseStates: [String: Int], isCancelled: () -> Bool
  ) -> [Double]? {
    let width = times.count * model.outputs.count
    // Every number is written: each group has all of its lanes at all times.
    var values = LaneMatrix.unwrittenRuns(count: subjects.count * width)
    for first in stride(from: 0, to: subjects.count, by: LaneMatrix.laneCount) {
      if isCancelled() { return nil }
      let group = subjects[first..<min(subjects.count, first + LaneMatrix.laneCount)]
      load(group, doseStates)
      solve(group.count, into: &values, offset: first * width)
      if lanes.failed(group.count, in: propagators.states[side]) != 0 {
        // Rare: once more, looking at every interval for the place where a number is lost.
        load(group, doseStates)
        lanes.isWatched = true
        solve(group.count, into: &values, offset: first * width)
      }
      for lane in 0..<group.count {
        let status = lanes.statuses[lane]
        if status != .done {
          let blank = lanes.firstMissing[lane] * model.outputs.count
          for index in blank..<width { values[(first + lane) * width + index] = .nan }
        }
        outcomes.append(status)
      }
    }
    work.steps += lanes.steps
    work += propagators.work
    return values
  }

  /// Puts subjects into the lanes; the lanes beyond them repeat the last one, without doses.
  private mutating func load(_ group: ArraySlice<SimulationSubject>, _ doseStates: [String: Int]) {
    workspace.load(group)
    loadTape.run()
    propagators.reset(subjects: group.count)
    side = 0
    propagators.states[0].copy(workspace.initial)
    lanes.begin(
      group, doseStates: doseStates, workspace: workspace, inputs: propagators.propagator.inputs)
    if lanes.hasSteadyStates {
      lanes.settle(
        LinearSteadyStates(propagators.propagator, solution, infusedStates: model.infusedStates))
    }
  }

  private mutating func solve(_ count: Int, into values: inout [Double], offset: Int) {
    behind = 0
    lanes.check(count, rates: propagators.propagator.rates, states: propagators.states[side], at: startTime)
    lanes.apply(
      upTo: startTime, before: times[0] == startTime ? 0 : nil, to: propagators.states[side],
      inputs: propagators.propagator.inputs)
    var previous = startTime
    for (index, time) in times.enumerated() {
      lanes.nextOutput = index
      if time > previous {
        move(from: previous, to: time, output: index)
        previous = time
      }
      if lanes.isWatched { lanes.watch(count, propagators.states[side], at: time, output: index) }
      let isFull = outputs.read(time: time, side: side)
      if lanes.earliest <= time {
        lanes.nextOutput = index + 1
        lanes.apply(
          upTo: time, before: nil, to: propagators.states[side], inputs: propagators.propagator.inputs)
        lanes.findEarliest()
      }
      if isFull || index == times.count - 1 {
        outputs.write(
          into: &values, lanes: count, offset: offset, stride: times.count * model.outputs.count,
          lastTime: index)
      }
    }
    lanes.steps += count * times.count
  }

  /// Moves all lanes to the next output time.
  private mutating func move(from previous: Double, to time: Double, output: Int) {
    let resolution = 2 * max(abs(time), abs(previous)).ulp
    let wanted = time - previous + behind
    behind = wanted - propagators.moveAll(by: wanted, from: side, resolution: resolution)
    if lanes.earliest <= time {
      moveDosed(from: previous, to: time, output: output, resolution: resolution)
    }
    side = 1 - side
  }

  /// Moves the lanes that are dosed before `time` once more, from dose to dose.
  private mutating func moveDosed(
    from previous: Double, to time: Double, output: Int, resolution: Double
  ) {
    let (before, after) = (propagators.states[side], propagators.states[1 - side])
    let inputs = propagators.propagator.inputs
    let dosed = lanes.due(before: time)
    forEachBit(dosed) { lanes.clocks[$0] = previous }
    var moving = dosed
    while moving != 0 {
      var missing: UInt64 = 0
      forEachBit(moving) { lane in
        let step = lanes.nextTimes[lane] - lanes.clocks[lane]
        missing |= propagators.request(step, lane: lane, resolution: resolution)
      }
      propagators.move(moving, from: side, within: true, missing: missing)
      var rest = moving
      while rest != 0 {
        let lane = rest.trailingZeroBitCount
        rest &= rest - 1
        lanes.clocks[lane] = lanes.nextTimes[lane]
        lanes.apply(lane, upTo: lanes.clocks[lane], to: before, inputs: inputs)
        if lanes.nextTimes[lane] >= time { moving &= ~(1 << UInt64(lane)) }
      }
    }
    if dosed != 0 {
      var missing: UInt64 = 0
      forEachBit(dosed) { lane in
        missing |= propagators.request(time - lanes.clocks[lane], lane: lane, resolution: resolution)
      }
      propagators.move(dosed, from: side, within: false, missing: missing)
    }
    lanes.apply(upTo: time, before: output, to: after, inputs: inputs)
    lanes.findEarliest()
  }
}
