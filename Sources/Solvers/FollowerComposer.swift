import Lanes

/// Advances the states that follow the others, dy/dt = g(t, others) + λ·y, by collocation at the start, the
/// middle and the end of the step (Lobatto IIIA of order 4: Simpson's rule that knows λ):
///
///     F_m = g_m + λ·Y_m,   z = h·λ
///     Y_½ = y + h·(5/24·F_0 + 1/3·F_½ − 1/24·F_1)
///     Y_1 = y + h·(1/6·F_0 + 2/3·F_½ + 1/6·F_1)
///
/// two linear equations, solved in closed form. They cost two evaluations of g a step instead of one a
/// stage, bound no step by their own stability, and are exact for a constant g with their error in λ alone.
///
/// Error: d = F_0 − 2·F_½ + F_1 falls with h² and the result's error with h⁴, so that h·d²/(|F_0| + |F_½| + |F_1|)
/// has the right order and lies above the error where d is small against F.
///
/// Reference: Hairer & Wanner, Solving Ordinary Differential Equations II, 2nd ed., §IV.5 (Lobatto IIIA).
struct FollowerComposer {
  typealias Value = StepComposer.Value

  /// Values of the core states in the middle and at the end of the step, by state.
  var middle: [Int: Value]
  var end: [Int: Value]
  private(set) var errors: [StepComposer.StateError] = []
  private var states: [Int] = []
  private var middleSlopes: [Value] = []

  init(middle: [Int: Value], end: [Int: Value]) {
    self.middle = middle
    self.end = end
  }

  /// States of the core whose value in the middle is read.
  static func statesRead(_ driven: SystemTapes.Driven, bank: Int) -> [Int] {
    let rows = driven.levels.flatMap { level in
      level.slope.operands.compactMap { operand -> Int? in
        if case .row(bank, let row) = operand { row } else { nil }
      }
    }
    return Set(rows).intersection(driven.core).sorted()
  }

  mutating func advance(_ level: SystemTapes.Driven.Level, _ step: inout StepComposer) {
    let own = Set(level.states)
    let zero = step.constant(0)
    // g is the slope at y = 0: the slope is affine in y.
    let (reachedMiddle, reachedEnd) = (middle, end)
    let middleTime = step.time(0.5)
    let middleForcing = step.slope(level.slope, of: level.states, t: middleTime) {
      own.contains($0) ? zero : reachedMiddle[$0]
    }
    let endTime = step.time(1)
    let endForcing = step.slope(level.slope, of: level.states, t: endTime) {
      own.contains($0) ? zero : reachedEnd[$0]
    }
    let equations = level.states.indices.map { index in
      equation(of: level, index, middleForcing[index], endForcing[index], &step)
    }
    let reciprocals = step.reciprocals(equations.map(\.determinant))
    for (equation, reciprocal) in zip(equations, reciprocals) { solve(equation, reciprocal, &step) }
  }

  /// The two equations of a state.
  private struct Equation {
    var state: Int
    var z: Value
    var rate: Value
    var middleForcing: Value
    var endForcing: Value
    /// Right-hand sides.
    var a: Value
    var b: Value
    var determinant: Value
  }

  private func equation(
    of level: SystemTapes.Driven.Level, _ index: Int, _ gMiddle: Value, _ gEnd: Value,
    _ step: inout StepComposer
  ) -> Equation {
    guard case .row(let bank, let row) = level.rates[index] else {
      preconditionFailure("a rate is fixed for a subject")
    }
    let state = level.states[index]
    let rate = step.compose.row(bank: bank, row: row)
    let (h, y, F0) = (step.h(), step.y(state), step.row(.startSlope, state))
    let z = step(.multiply, h, rate)
    // a = y + h·(5/24·F_0 + 1/3·g_½ − 1/24·g_1),  b = y + h·(1/6·F_0 + 2/3·g_½ + 1/6·g_1)
    let gs = [F0, gMiddle, gEnd]
    let a = step(.multiplyAdd, h, step.combination([5.0 / 24, 1.0 / 3, -1.0 / 24], gs), y)
    let b = step(.multiplyAdd, h, step.combination([1.0 / 6, 2.0 / 3, 1.0 / 6], gs), y)
    // (1 − z/3)·Y_½ + z/24·Y_1 = a,   −2z/3·Y_½ + (1 − z/6)·Y_1 = b,   determinant 1 − z/2 + z²/12 ≥ 1/4
    let linear = step(.multiplyAdd, z, step.constant(1.0 / 12), step.constant(-0.5))
    let determinant = step(.multiplyAdd, z, linear, step.constant(1))
    return Equation(
      state: state, z: z, rate: rate, middleForcing: gMiddle, endForcing: gEnd, a: a, b: b,
      determinant: determinant)
  }

  private mutating func solve(_ e: Equation, _ reciprocal: Value, _ step: inout StepComposer) {
    let one = step.constant(1)
    let p = step(.multiplyAdd, e.z, step.constant(-1.0 / 6), one)
    let q = step(.multiplyAdd, e.z, step.constant(-1.0 / 3), one)
    let u = step(.multiply, step(.multiply, e.z, step.constant(-1.0 / 24)), e.b)
    let v = step(.multiply, step(.multiply, e.z, step.constant(2.0 / 3)), e.a)
    let Ymiddle = step(.multiply, step(.multiplyAdd, p, e.a, u), reciprocal)
    let Yend = step(.multiply, step(.multiplyAdd, q, e.b, v), reciprocal)
    let F0 = step.row(.startSlope, e.state)
    let F1 = step(.multiplyAdd, e.rate, Ymiddle, e.middleForcing)
    let F2 = step(.multiplyAdd, e.rate, Yend, e.endForcing)

    let (h, y) = (step.h(), step.y(e.state))
    let d = step(.multiply, h, step(.add, step(.multiplyAdd, step.constant(-2), F1, F0), F2))
    let size = step(.add, step(.add, step(.absolute, F0), step(.absolute, F1)), step(.absolute, F2))
    errors.append(
      .init(
        state: e.state, error: step(.multiply, d, d), start: y, end: Yend, divisor: step(.multiply, h, size)))
    step.store(Yend, into: .next, e.state)
    step.store(F2, into: .endSlope, e.state)
    middle[e.state] = Ymiddle
    end[e.state] = Yend
    states.append(e.state)
    middleSlopes.append(F1)
  }

  /// The collocation polynomial, of degree 3.
  func interpolant(_ step: inout StepComposer) -> StepProgram.Interpolant {
    let first = step.keep(middleSlopes)
    let weights = [
      Polynomial([0, 1, -1.5, 2.0 / 3]), Polynomial([0, 0, 2, -4.0 / 3]), Polynomial([0, 0, -0.5, 2.0 / 3]),
    ]
    let terms: [StepProgram.Interpolant.Term] = [.startSlope, .work(firstRow: first), .endSlope]
    return .init(
      states: states,
      terms: [(.start, .init(Polynomial([1])))]
        + zip(terms, weights).map { ($0, .init($1, timesStep: true)) })
  }
}
