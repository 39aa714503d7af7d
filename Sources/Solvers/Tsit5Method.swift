import Lanes

/// The explicit Runge–Kutta pair of Tsitouras: order 5 with an error estimate of order 4, seven slopes, the
/// last of which is the first of the next step; an interpolant of order 4.
///
/// Reference: Tsitouras 2011, doi:10.1016/j.camwa.2011.06.002.
package enum Tsit5Method {
  package static func program(for system: SystemTapes, _ tolerances: Tolerances) -> StepProgram {
    var step = StepComposer(system)
    let y = step.y()
    var slopes = [step.states.map { step.row(.startSlope, $0) }]
    var end = y
    for s in 1..<7 {
      end = step.stage(Tsit5Coefficients.a[s - 1], slopes)
      let time = step.time(Tsit5Coefficients.c[s])
      slopes.append(step.slope(t: time, y: end))
    }
    let h = step.h()
    let errors = step.states.map { state -> StepComposer.Value in
      let total = step.sum(Tsit5Coefficients.error, slopes.map { $0[state] })
      return step(.multiply, h, total ?? step.constant(0))
    }
    step.storeErrorNorm(errors, start: y, end: end, tolerances)
    for state in step.states {
      step.store(end[state], into: .next, state)
      step.store(slopes[6][state], into: .endSlope, state)
    }
    let kept = slopes[1...5].map { step.keep($0) }
    return StepProgram(
      system: system, tape: step.compose.tape(), constants: step.compose.constants,
      workRowCount: step.workRowCount, errorOrder: 5, isFirstSameAsLast: true,
      interpolants: [
        .init(
          states: Array(step.states),
          terms: [.start, .startSlope] + kept.map { .work(firstRow: $0) } + [.endSlope]
        ) { theta, h in
          // b_j(θ), by Horner's rule
          [1]
            + Tsit5Coefficients.dense.map { row in
              h * theta * (row[0] + theta * (row[1] + theta * (row[2] + theta * row[3])))
            }
        }
      ], rightHandSidesPerStep: 6)
  }
}
