import Lanes

/// The explicit Runge–Kutta method of order 8 by Dormand and Prince with Hairer's error estimate, twelve
/// slopes a step, and an interpolant of order 7 that needs three more.
///
///     err = |h| · e5² / √(e5² + 0.01·e3²),   e_q = rms of the scaled difference to order q
///
/// Reference: Hairer, Nørsett & Wanner 1993, §II.5 and §II.10, doi:10.1007/978-3-540-78862-1.
package enum DOP853Method {
  private typealias Table = DOP853Coefficients

  package static func program(for system: SystemTapes, _ tolerances: Tolerances) -> StepProgram {
    var step = StepComposer(system)
    let y = step.y()
    var slopes = [step.states.map { step.row(.startSlope, $0) }]
    for s in 1..<Table.stageCount {
      let end = step.stage(Table.a[s - 1], slopes)
      slopes.append(step.slope(t: step.time(Table.c[s]), y: end))
    }
    let end = step.stage(Table.a[Table.stageCount - 1], slopes)
    storeErrorNorm(&step, slopes, start: y, end: end, tolerances)
    let endSlope = step.slope(t: step.time(1), y: end)
    for state in step.states {
      step.store(end[state], into: .next, state)
      step.store(endSlope[state], into: .endSlope, state)
    }

    // The clock has moved on when outputs are read: the interpolant needs the time that was.
    let start = step.keep([step.compose(.copy, step.t())])
    let kept = (1..<Table.stageCount).filter { stage in
      (Table.a[12...] + Table.dense).contains { $0[stage] != 0 }
    }
    let keptRows = kept.map { (stage: $0, firstRow: step.keep(slopes[$0])) }
    let dense = DenseOutput(system, step, start: start, kept: keptRows)
    var program = StepProgram(
      system: system, tape: step.compose.tape(), denseTape: dense.tape, constants: dense.constants,
      workRowCount: dense.workRowCount, errorOrder: 8, isFirstSameAsLast: true,
      interpolants: [
        .init(
          states: step.states,
          terms: Array(
            zip([.start, .next, .startSlope, .endSlope] + dense.parts.map { .work(firstRow: $0) }, weights)))
      ], rightHandSidesPerStep: 12, rightHandSidesPerDenseOutput: 3)
    program.stabilityBoundary = 6.4
    // Three more right-hand sides in all lanes for an output in one; and where a fast motion has died out
    // (h·λ of about 5), the interpolant is up to a hundred times less accurate than the step.
    program.stepsEndAtOutputs = .whereShort
    return program
  }

  private static func storeErrorNorm(
    _ step: inout StepComposer, _ slopes: [[StepComposer.Value]], start: [StepComposer.Value],
    end: [StepComposer.Value], _ tolerances: Tolerances
  ) {
    let zero = step.constant(0)
    let (rtol, atol) = (step.constant(tolerances.rtol), step.constant(tolerances.atol))
    let h = step.h()
    var (square5, square3) = (zero, zero)
    for state in step.states {
      let own = slopes.map { $0[state] }
      let size = step(.maximum, step(.absolute, start[state]), step(.absolute, end[state]))
      let scale = step(.multiplyAdd, rtol, size, atol)
      let e5 = step(.divide, step.sum(Table.error5, own) ?? zero, scale)
      let e3 = step(.divide, step.sum(Table.error3, own) ?? zero, scale)
      square5 = step(.multiplyAdd, e5, e5, square5)
      square3 = step(.multiplyAdd, e3, e3, square3)
      step.store(step(.multiply, h, e5), into: .error, state)
    }
    let both = step(.multiplyAdd, step.constant(0.01), square3, square5)
    let root = step(.squareRoot, step(.multiply, both, step.constant(Double(max(1, step.states.count)))))
    // Where both differences are 0 the error is 0; the sum changes nothing else.
    let ratio = step(.divide, square5, step(.add, root, step.constant(Double.leastNormalMagnitude)))
    let error = step(.multiply, h, ratio)
    step.store(step(.multiply, error, error), into: .meanSquareError, 0)
  }

  /// Weights of start, next, the slopes at both ends, and the parts of degree 4 to 7:
  ///
  ///     y(θ) = y + θ(Δ + (1−θ)(h·f₀ − Δ + θ(2Δ − h(f₀ + f₁) + (1−θ)(F₄ + θ(F₅ + (1−θ)(F₆ + θ·F₇))))))
  private static let weights: [StepProgram.Interpolant.Weight] = {
    let theta = Polynomial.x
    let rest = 1 - theta
    let p2 = theta * rest
    let p3 = theta * p2
    let p4 = rest * p3
    let p5 = theta * p4
    let p6 = rest * p5
    let next = theta - p2 + 2 * p3
    return [
      .init(1 - next), .init(next), .init(p2 - p3, timesStep: true), .init(-1 * p3, timesStep: true),
      .init(p4), .init(p5), .init(p6), .init(theta * p6),
    ]
  }()
}

/// The tape that prepares the interpolant: three further slopes and four sums over all of them.
private struct DenseOutput {
  let tape: Tape
  let constants: [Double]
  let workRowCount: Int
  /// First work rows of the parts of degree 4 to 7.
  let parts: [Int]

  /// - Parameters:
  ///   - step: The step's own tape, whose constants and work rows come first.
  ///   - start: Work row of the time at the start of the step.
  ///   - kept: Slopes of the step that stand in work rows.
  init(_ system: SystemTapes, _ step: StepComposer, start: Int, kept: [(stage: Int, firstRow: Int)]) {
    typealias Table = DOP853Coefficients
    var dense = StepComposer(system, after: step)
    let zero = dense.constant(0)
    var slopes = Array(repeating: Array(repeating: zero, count: system.stateCount), count: Table.stageCount)
    slopes[0] = dense.states.map { dense.row(.startSlope, $0) }
    for (stage, firstRow) in kept { slopes[stage] = dense.states.map { dense.row(.work, firstRow + $0) } }
    slopes.append(dense.states.map { dense.row(.endSlope, $0) })
    for s in Table.stageCount + 1..<Table.stageCount + 4 {
      let end = dense.stage(Table.a[s - 1], slopes)
      let time = dense(.multiplyAdd, dense.constant(Table.c[s]), dense.h(), dense.row(.work, start))
      slopes.append(dense.slope(t: time, y: end))
    }
    let h = dense.h()
    parts = Table.dense.map { coefficients in
      dense.keep(
        dense.states.map { state in
          dense(.multiply, h, dense.sum(coefficients, slopes.map { $0[state] }) ?? zero)
        })
    }
    tape = dense.compose.tape()
    constants = dense.compose.constants
    workRowCount = dense.workRowCount
  }
}
