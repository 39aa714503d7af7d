import Lanes
import Solvers
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The exponential of matrices against 120 digits and against closed forms.
struct LinearPropagatorTests {
  /// Rounding of some tens of operations.
  static let accuracy = 1e-13

  @Test(arguments: LinearReference.cases)
  func matricesOfAllKinds(_ reference: LinearCase) {
    let computed = exponential(of: reference.entries, size: reference.size, time: reference.time)
    let largest = reference.exponential.reduce(0) { max($0, abs($1)) }
    for (index, (value, expected)) in zip(computed, reference.exponential).enumerated() {
      let scale = reference.accuracy == .each ? abs(expected) : largest
      #expect(
        abs(value - expected) <= Self.accuracy * scale + 1e-290,
        "row \(index / reference.size), column \(index % reference.size): \(value), \(expected)")
    }
  }

  /// Absorption and elimination (Bateman 1910): equal, nearly equal and far apart.
  ///
  ///     A(t)/D = ka·t·e^(−ke·t)·(1 − e^(−δ))/δ,   δ = (ka − ke)·t
  @Test(arguments: [1.0, 1 + 1e-15, 1 + 1e-12, 1 + 1e-6, 0.999, 3, 1e3, 1e6, 1e-3])
  func absorptionAndElimination(ratio: Double) {
    for (ke, t) in [(0.1, 5.0), (0.1, 0.001), (2.5, 12), (0.004, 168)] {
      let ka = ke * ratio
      let entries = [(row: 0, column: 0, value: -ka), (1, 0, ka), (1, 1, -ke)]
      let computed = exponential(of: entries, size: 2, time: t)
      let delta = (ka - ke) * t
      let share = delta == 0 ? 1 : -expm1(-delta) / delta
      let expected = ka * t * exp(-ke * t) * share
      #expect(abs(computed[2] / expected - 1) < Self.accuracy, "ke \(ke), t \(t)")
      #expect(abs(computed[3] / exp(-ke * t) - 1) < Self.accuracy)
    }
  }

  /// Two compartments, by their eigenvalues.
  @Test func twoCompartments() {
    let (k10, k12, k21, t) = (0.32, 0.11, 0.022, 24.0)
    let entries = [(row: 0, column: 0, value: -(k10 + k12)), (0, 1, k21), (1, 0, k12), (1, 1, -k21)]
    let computed = exponential(of: entries, size: 2, time: t)
    let sum = k10 + k12 + k21
    let alpha = (sum + (sum * sum - 4 * k10 * k21).squareRoot()) / 2
    let beta = k10 * k21 / alpha
    let central = ((alpha - k21) * exp(-alpha * t) + (k21 - beta) * exp(-beta * t)) / (alpha - beta)
    let peripheral = k12 / (alpha - beta) * (exp(-beta * t) - exp(-alpha * t))
    #expect(abs(computed[0] / central - 1) < Self.accuracy)
    #expect(abs(computed[2] / peripheral - 1) < Self.accuracy)
  }

  /// A fast exchange hides a slow loss, since the diagonal holds their sum: a change of ε in it changes the
  /// result by ε·‖A‖·r, and the doublings add some tens of such changes.
  @Test func fastExchangeWithSlowLoss() {
    let (fast, slow, t) = (1e6, 0.125, 4.0)
    let entries = [(row: 0, column: 0, value: -(fast + slow)), (0, 1, fast), (1, 0, fast), (1, 1, -fast)]
    let computed = exponential(of: entries, size: 2, time: t)
    // λ = −2·fast·slow / (2·fast + slow + √(4·fast² + slow²))
    let root = (4 * fast * fast + slow * slow).squareRoot()
    let expected = exp(-2 * fast * slow * t / (2 * fast + slow + root)) / 2
    for value in computed { #expect(abs(value / expected - 1) < 100 * Double.ulpOfOne * fast * t) }
  }

  /// dx/dt = −k·x + R:  x(t) = x0·e^(−kt) + R·(1 − e^(−kt))/k
  @Test func inputsAtAConstantRate() {
    for (k, t) in [(0.2, 6.0), (1e-9, 6), (40, 6), (0, 6)] {
      let program = LinearProgram(stateCount: 1, inputCount: 1, rates: [(0, 0), (0, 1)])
      let propagator = LinearPropagator(program)
      propagator.rates.fill(row: 0, with: -k)
      propagator.rates.fill(row: 1, with: 1)
      propagator.inputs.fill(row: 0, with: 2.5)
      propagator.update()
      let (state, next) = (LaneMatrix(rows: 1), LaneMatrix(rows: 1))
      state.fill(row: 0, with: 3)
      let exponential = propagator.makeExponential()
      propagator.compute(exponential) { _ in t }
      propagator.bindStep(exponential, from: state, to: next).run()
      let expected = 3 * exp(-k * t) + 2.5 * (k == 0 ? t : -expm1(-k * t) / k)
      #expect(abs(next[0, 17] / expected - 1) < Self.accuracy, "k \(k)")
    }
  }

  @Test func aLaneDoesNotSeeItsNeighbours() {
    let entries = LinearReference.cases[0].entries
    let size = LinearReference.cases[0].size
    let program = LinearProgram(
      stateCount: size, inputCount: 0, rates: entries.map { ($0.row, $0.column) })
    func last(others: Double) -> [UInt64] {
      let propagator = LinearPropagator(program)
      let (state, next) = (LaneMatrix(rows: size), LaneMatrix(rows: size))
      for row in 0..<size { state.fill(row: row, with: 1 + Double(row)) }
      for (row, entry) in entries.enumerated() {
        propagator.rates.fill(row: row, with: entry.value * others)
        propagator.rates[row, LaneMatrix.laneCount - 1] = entry.value
      }
      propagator.update()
      let exponential = propagator.makeExponential()
      propagator.compute(exponential) { $0 == LaneMatrix.laneCount - 1 ? 3.7 : 3.7 * others }
      propagator.bindStep(exponential, from: state, to: next).run()
      return (0..<size).map { next[$0, LaneMatrix.laneCount - 1].bitPattern }
    }
    let alone = last(others: 1)
    #expect(last(others: 1e4) == alone)
    #expect(last(others: 0) == alone)
    #expect(last(others: .nan) == alone)
  }

  /// exp(A·r), row by row, read off as what becomes of unit states.
  private func exponential(
    of entries: [(row: Int, column: Int, value: Double)], size: Int, time: Double
  ) -> [Double] {
    let program = LinearProgram(
      stateCount: size, inputCount: 0, rates: entries.map { ($0.row, $0.column) })
    let propagator = LinearPropagator(program)
    for (row, entry) in entries.enumerated() { propagator.rates.fill(row: row, with: entry.value) }
    propagator.update()
    let (state, next) = (LaneMatrix(rows: size), LaneMatrix(rows: size))
    for index in 0..<size { state[index, index] = 1 }
    let exponential = propagator.makeExponential()
    propagator.compute(exponential) { _ in time }
    propagator.bindStep(exponential, from: state, to: next).run()
    return (0..<size * size).map { next[$0 / size, $0 % size] }
  }
}
