import Lanes

/// The explicit Runge–Kutta pair of Tsitouras: order 5 with an error estimate of order 4, seven slopes, the
/// last of which is the first of the next step; an interpolant of order 4.
///
/// Reference: Tsitouras 2011, doi:10.1016/j.camwa.2011.06.002.
package enum Tsit5Method {
  package static func program(for system: SystemTapes, _ tolerances: Tolerances) -> StepProgram {
    var step = StepComposer(system, leavesFollowers: true)
    let y = step.y()
    var slopes = [step.states.map { step.row(.startSlope, $0) }]
    var end = y
    for s in 1..<7 {
      end = step.stage(Tsit5Coefficients.a[s - 1], slopes)
      let time = step.time(Tsit5Coefficients.c[s])
      slopes.append(step.slope(t: time, y: end, node: Tsit5Coefficients.c[s]))
    }
    let h = step.h()
    var errors: [StepComposer.StateError] = []
    for (i, state) in step.states.enumerated() {
      let total = step.combination(Tsit5Coefficients.error, slopes.map { $0[i] })
      errors.append(.init(state: state, error: step(.multiply, h, total), start: y[i], end: end[i]))
      step.store(end[i], into: .next, state)
      step.store(slopes[6][i], into: .endSlope, state)
    }
    let kept = slopes[1...5].map { step.keep($0) }
    let terms = [.startSlope] + kept.map { StepProgram.Interpolant.Term.work(firstRow: $0) } + [.endSlope]
    var interpolants = [
      StepProgram.Interpolant(
        states: step.states,
        terms: [(.start, .init(Polynomial([1])))]
          + zip(terms, weights).map { ($0, .init($1, timesStep: true)) })
    ]
    if let driven = system.driven {
      var middle: [Int: StepComposer.Value] = [:]
      for state in FollowerComposer.statesRead(driven, bank: system.stateBank) {
        guard let i = step.states.firstIndex(of: state) else { continue }
        let total = step.combination(weights.map { $0(0.5) }, slopes.map { $0[i] })
        middle[state] = step(.multiplyAdd, h, total, y[i])
      }
      var followers = FollowerComposer(
        middle: middle, end: Dictionary(uniqueKeysWithValues: zip(step.states, end)))
      for level in driven.levels { followers.advance(level, &step) }
      errors += followers.errors
      interpolants.append(followers.interpolant(&step))
    }
    step.storeMeanSquareError(errors, tolerances)
    var program = StepProgram(
      system: system, tape: step.compose.tape(), constants: step.compose.constants,
      workRowCount: step.workRowCount, errorOrder: 5, isFirstSameAsLast: true,
      interpolants: interpolants, rightHandSidesPerStep: 6)
    program.stabilityBoundary = 3.5
    program.delayNodes = step.delayNodes
    program.limitedStates = step.states
    return program
  }

  /// b_j(θ) of the interpolant.
  private static let weights = Tsit5Coefficients.dense.map { Polynomial([0] + $0) }
}
