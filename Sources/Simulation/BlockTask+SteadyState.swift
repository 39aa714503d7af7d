import Compilation
import Lanes
import Solvers

/// Steady states: a lane leaves its own time, repeats what led up to a record, and comes back.
extension BlockTask {
  /// Starts the search; the lane has just met the record.
  func beginSteadyState(_ target: SteadyState, lane: Int, y: LaneMatrix) -> LaneArrival {
    if isCollecting[target.portion.state] {
      return .failed(.noSteadyState(time: target.time, state: target.portion.state))
    }
    let rates = (0..<workspace.inputRate.rowCount).map { workspace.inputRate[$0, lane] }
    let initial = (0..<y.rowCount).map { workspace.initial[$0, lane] }
    lanes[lane].cycle = SteadyStateCycle(
      target: target, states: column(y, lane), rates: rates, running: lanes[lane].runningInputs,
      slopes: workspace.setSlopes(nil, lane: lane), start: initial,
      search: FixedPointSearch(
        rtol: max(tolerances.rtol, 4e-12), atol: tolerances.atol, isIgnored: isCollecting),
      round: target.isEndless || dependsOnTime ? 0 : nil)
    return startRound(target, from: initial, lane: lane, y: y)
  }

  /// The lane has reached a stop of the search; nil when the steady state is set and its time is the
  /// record's again.
  func continueSteadyState(lane: Int, y: LaneMatrix) -> LaneArrival? {
    guard let cycle = lanes[lane].cycle else { return nil }
    let target = cycle.target
    switch cycle.phase {
    case .leadIn:
      if !cycle.hasEnded, innerEnd(of: target, from: target.arrival, before: target.time) != nil {
        endInfusion(target, lane: lane, y: y)
        return .proceed(stop: target.time, nextOutput: .infinity)
      }
      return finishSteadyState(lane: lane, y: y)
    case .cycles(let left):
      let start = target.arrival - Double(left) * target.interval
      let next = nextArrival(target, left: left)
      if !cycle.hasEnded, innerEnd(of: target, from: start, before: next) != nil {
        endInfusion(target, lane: lane, y: y)
        return .proceed(stop: next, nextOutput: .infinity)
      }
      if left > 1 {
        lanes[lane].cycle?.phase = .cycles(left: left - 1)
        return startInterval(target, left: left - 1, lane: lane, y: y, isBack: false)
      }
      return judgeRound(target, lane: lane, y: y)
    }
  }

  // MARK: Rounds

  private func startRound(
    _ target: SteadyState, from state: [Double], lane: Int, y: LaneMatrix
  ) -> LaneArrival {
    for (row, value) in state.enumerated() {
      y[row, lane] = isCollecting[row] ? workspace.initial[row, lane] : value
    }
    lanes[lane].cycle?.start = column(y, lane)
    let intervals = lanes[lane].cycle?.intervalsPerRound ?? 1
    lanes[lane].cycle?.phase = .cycles(left: target.isEndless ? 1 : intervals)
    return startInterval(
      target, left: target.isEndless ? 1 : intervals, lane: lane, y: y, isBack: true)
  }

  /// Gives the dose at the start of an interval.
  private func startInterval(
    _ target: SteadyState, left: Int, lane: Int, y: LaneMatrix, isBack: Bool
  ) -> LaneArrival {
    if target.isEndless {
      setRates(target, running: 1, lane: lane)
      let start = target.time - (lanes[lane].cycle?.length ?? 1)
      return .proceed(stop: target.time, nextOutput: .infinity, from: start)
    }
    let start = target.arrival - Double(left) * target.interval
    let next = nextArrival(target, left: left)
    give(target, at: start, lane: lane, y: y)
    return .proceed(
      stop: innerEnd(of: target, from: start, before: next) ?? next, nextOutput: .infinity,
      from: isBack ? start : nil)
  }

  private func judgeRound(_ target: SteadyState, lane: Int, y: LaneMatrix) -> LaneArrival? {
    guard var cycle = lanes[lane].cycle else { return nil }
    let image = column(y, lane)
    guard let round = cycle.round else {
      let verdict = cycle.search.add(start: cycle.start, image: image)
      lanes[lane].cycle = cycle
      switch verdict {
      case .found: return startLeadIn(target, lane: lane, y: y)
      case .next(let state): return startRound(target, from: state, lane: lane, y: y)
      case .givenUp: return noSteadyState(cycle)
      }
    }
    let change = cycle.search.change(from: cycle.start, to: image)
    let isSteady = change <= 1 && cycle.lastChange <= 1 || change == 0
    // A slow drift passes for rest over a short round, but grows with its length.
    if isSteady, change <= max(cycle.lastChange, 0.1) { return startLeadIn(target, lane: lane, y: y) }
    guard change.isFinite, round < (target.isEndless ? SteadyStateCycle.maximumRounds : 13) else {
      return noSteadyState(cycle)
    }
    cycle.round = round + 1
    cycle.lastChange = change
    lanes[lane].cycle = cycle
    return startRound(target, from: image, lane: lane, y: y)
  }

  private func noSteadyState(_ cycle: SteadyStateCycle) -> LaneArrival {
    .failed(.noSteadyState(time: cycle.target.time, state: cycle.search.slowest))
  }

  // MARK: From the last arrival to the record

  private func startLeadIn(_ target: SteadyState, lane: Int, y: LaneMatrix) -> LaneArrival? {
    lanes[lane].cycle?.phase = .leadIn
    lanes[lane].cycle?.hasEnded = true
    guard target.hasLag else { return finishSteadyState(lane: lane, y: y) }
    give(target, at: target.arrival, lane: lane, y: y)
    guard target.arrival < target.time else { return finishSteadyState(lane: lane, y: y) }
    let end = innerEnd(of: target, from: target.arrival, before: target.time)
    return .proceed(stop: end ?? target.time, nextOutput: .infinity, from: target.arrival)
  }

  /// Sets what the record says: the steady state, beside or in place of what was there.
  private func finishSteadyState(lane: Int, y: LaneMatrix) -> LaneArrival? {
    guard let cycle = lanes[lane].cycle else { return nil }
    let target = cycle.target
    lanes[lane].cycle = nil
    workspace.setSlopes(cycle.slopes, lane: lane)
    for row in 0..<y.rowCount {
      if isCollecting[row] {
        y[row, lane] = target.isAdding ? cycle.states[row] : workspace.initial[row, lane]
      } else if target.isAdding {
        y[row, lane] += cycle.states[row]
      }
    }
    for row in cycle.rates.indices {
      workspace.inputRate[row, lane] = target.isAdding ? cycle.rates[row] : 0
      lanes[lane].runningInputs[row] = target.isAdding ? cycle.running[row] : 0
    }
    for _ in target.endsAfterRecord {
      changeRate(target.portion.state, by: target.portion.rate, of: target.dose, lane: lane)
    }
    return nil
  }

  // MARK: Doses of the series

  /// A dose of the series: a bolus, or an infusion that starts beside those that run.
  private func give(_ target: SteadyState, at time: Double, lane: Int, y: LaneMatrix) {
    lanes[lane].cycle?.hasEnded = false
    if target.portion.bolus != 0 {
      addBolus(
        target.portion.bolus, of: target.dose, to: target.portion.state, at: time, lane: lane, y: y)
    }
    shiftInput(target.portion.rate, of: target.dose, into: target.portion.state, lane: lane, y: y)
    let runsBriefly = target.rest < target.interval && time + target.rest <= time
    setRates(target, running: target.overlap + (runsBriefly ? 0 : 1), lane: lane)
  }

  private func endInfusion(_ target: SteadyState, lane: Int, y: LaneMatrix) {
    lanes[lane].cycle?.hasEnded = true
    shiftInput(-target.portion.rate, of: target.dose, into: target.portion.state, lane: lane, y: y)
    setRates(target, running: target.overlap, lane: lane)
  }

  /// Nothing but so many infusions of the series run.
  private func setRates(_ target: SteadyState, running: Int, lane: Int) {
    for row in 0..<workspace.inputRate.rowCount {
      let isOwn = model.infusedStates[row] == target.portion.state
      workspace.inputRate[row, lane] = isOwn ? Double(running) * target.portion.rate : 0
    }
    for input in inputDerivatives(of: target.dose, into: target.portion.state, lane: lane) {
      guard let row = model.infusedStates.firstIndex(of: input.state) else { continue }
      workspace.inputRate[row, lane] = Double(running) * input.rate
    }
  }

  /// When, before `stop`, one of the infusions that run from an arrival on ends.
  private func innerEnd(of target: SteadyState, from start: Double, before stop: Double) -> Double? {
    let end = start + target.rest
    guard target.portion.rate > 0, !target.isEndless, end > start, end < stop else { return nil }
    return end
  }

  private func nextArrival(_ target: SteadyState, left: Int) -> Double {
    left == 1 ? target.arrival : target.arrival - Double(left - 1) * target.interval
  }

  private func column(_ y: LaneMatrix, _ lane: Int) -> [Double] { (0..<y.rowCount).map { y[$0, lane] } }
}
