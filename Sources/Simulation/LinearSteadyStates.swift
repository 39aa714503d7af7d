import Lanes
import Solvers

/// Steady states of linear systems, as solutions of equations: where an interval with its dose leads back to
/// where it began, x = M·x + g, or where an endless infusion moves nothing, A·x + b + F·R = 0.
struct LinearSteadyStates {
  /// What holds at the record; a state instead, where it never settles.
  enum Settled {
    case states([Double])
    case unsettled(state: Int)
  }

  private let propagator: LinearPropagator
  private let firstRateInput: Int
  private let infusedStates: [Int]
  /// States that nothing reads: they have no steady state and matter to no other.
  let isCollecting: [Bool]
  private let stages: [LinearPropagator.Exponential]

  init(_ propagator: LinearPropagator, _ solution: LinearSolution, infusedStates: [Int]) {
    self.propagator = propagator
    firstRateInput = solution.firstRateInput
    self.infusedStates = infusedStates
    let read = Set(propagator.program.rates.map(\.column))
    isCollecting = (0..<propagator.program.stateCount).map { !read.contains($0) }
    stages = (0..<4).map { _ in propagator.makeExponential() }
  }

  /// Solves for the targets of all lanes at once; nil where a lane has none.
  func solve(_ targets: [SteadyState?]) -> [Settled?] {
    let lengths = targets.map { $0.map(Self.lengths) }
    for (stage, exponential) in stages.enumerated() {
      propagator.compute(exponential) { lengths[$0].map { $0[stage] } ?? 0 }
    }
    return targets.enumerated().map { lane, target in target.map { settle($0, lane) } }
  }

  /// While one more infusion runs, from its end to the next arrival; then the same from the last arrival to
  /// the record.
  private static func lengths(_ target: SteadyState) -> [Double] {
    if target.isEndless { return [1, 0, 0, 0] }
    let lead = target.hasLag ? target.time - target.arrival : 0
    guard target.portion.rate > 0 else { return [target.interval, 0, lead, 0] }
    let (rest, leadRest) = (min(target.rest, target.interval), min(target.rest, lead))
    return [rest, target.interval - rest, leadRest, lead - leadRest]
  }

  private func settle(_ target: SteadyState, _ lane: Int) -> Settled {
    let state = target.portion.state
    let size = isCollecting.count
    guard !isCollecting[state] else { return .unsettled(state: state) }
    func inputs(running: Int) -> [Double] {
      var inputs = Array(repeating: 1.0, count: firstRateInput)
      inputs += infusedStates.map { $0 == state ? Double(running) * target.portion.rate : 0 }
      return inputs
    }
    func carry(_ first: Int, _ start: [Double]) -> [Double] {
      let middle = propagator.carry(
        stages[first], lane: lane, states: start, inputs: inputs(running: target.overlap + 1))
      return propagator.carry(
        stages[first + 1], lane: lane, states: middle, inputs: inputs(running: target.overlap))
    }
    var given = Array(repeating: 0.0, count: size)
    given[state] = target.portion.bolus
    let first = propagator.deviation(stages[0], lane: lane)
    let second = propagator.deviation(stages[1], lane: lane)
    let change = Self.product(second, first)
    let kept = (0..<size).filter { !isCollecting[$0] }
    if let growing = Self.growing(change, kept) { return .unsettled(state: growing) }
    var matrix = change
    var right = carry(0, given)
    if target.isEndless {
      let rates = propagator.coefficients(lane: lane)
      matrix = rates
      let held = inputs(running: 1)
      for row in 0..<size {
        var sum = 0.0
        for (column, input) in held.enumerated() { sum += rates[row][size + column] * input }
        right[row] = sum
      }
    }
    guard var steady = Self.solution(matrix, right, kept) else { return .unsettled(state: state) }
    if target.hasLag {
      steady[state] += target.portion.bolus
      steady = carry(2, steady)
    }
    return .states(steady)
  }

  /// (a + 1)·(b + 1) − 1 of matrices that stand for their difference from 1.
  private static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    var result = a
    for row in a.indices {
      for column in a.indices {
        var sum = a[row][column] + b[row][column]
        for middle in a.indices { sum += a[row][middle] * b[middle][column] }
        result[row][column] = sum
      }
    }
    return result
  }

  /// x with matrix·x = −right among the kept rows and columns, by elimination with row pivots; nil where there
  /// is none.
  private static func solution(_ matrix: [[Double]], _ right: [Double], _ kept: [Int]) -> [Double]? {
    let count = kept.count
    var a: [[Double]] = kept.map { row in kept.map { matrix[row][$0] } + [-right[row]] }
    for column in 0..<count {
      var pivot = column
      for row in column..<count where abs(a[row][column]) > abs(a[pivot][column]) { pivot = row }
      guard abs(a[pivot][column]) > 0 else { return nil }
      a.swapAt(column, pivot)
      for row in column..<count where row > column && a[row][column] != 0 {
        let factor = a[row][column] / a[column][column]
        for index in column...count { a[row][index] -= factor * a[column][index] }
      }
    }
    var result = Array(repeating: 0.0, count: matrix.count)
    for row in (0..<count).reversed() {
      var sum = a[row][count]
      for column in row..<count where column > row { sum -= a[row][column] * result[kept[column]] }
      result[kept[row]] = sum / a[row][row]
    }
    return result.contains { !$0.isFinite } ? nil : result
  }

  /// A state that does not die away as M = change + 1 is repeated; nil when all do.
  private static func growing(_ change: [[Double]], _ kept: [Int]) -> Int? {
    // M, M², M⁴, …, by their differences from 1, which keep what a slow decay is.
    var power: [[Double]] = kept.map { row in kept.map { change[row][$0] } }
    var worst = 0
    for _ in 0..<60 {
      var largest = -1.0
      for row in power.indices {
        var size = 0.0
        for column in power.indices { size += abs(power[row][column] + (row == column ? 1 : 0)) }
        guard size.isFinite else { return kept[row] }
        if size > largest { (largest, worst) = (size, row) }
      }
      if largest < 0.5 { return nil }
      if largest > 1e100 { break }
      power = product(power, power)
    }
    return kept.isEmpty ? nil : kept[worst]
  }
}
