import Lanes

/// Takes one Tsitouras 5(4) step in every lane of a block, each with its own time and step size.
///
/// Seven right-hand sides a step; the last one serves as the first of the next step.
package final class Tsit5Stepper {
  package let stateCount: Int
  /// State at the start of the step, states × lanes.
  package let y: LaneMatrix
  /// Time at the start of the step, one row.
  package let t: LaneMatrix
  /// Step size, one row; 0 keeps a lane where it is and refreshes its slope.
  package let h: LaneMatrix
  /// State at the end of the step.
  package let next: LaneMatrix
  /// Root mean square of the scaled error, one row.
  package let errorNorm: LaneMatrix

  private let stage: LaneMatrix
  private let stageTime: LaneMatrix
  private let error: LaneMatrix
  private let zero: LaneMatrix
  private let slopes: [LaneMatrix]
  /// The first s slopes, for stage s + 1.
  private let slopesBefore: [[LaneMatrix]]
  /// Right-hand side of stages 2…6 (into slopes 2…6) and at the end of the step (into slope 7).
  private let stageTapes: [BoundTape]

  /// - Parameter bind: Gives the right-hand side that reads time and state and writes the slope.
  package init(
    stateCount: Int, bind: (_ time: LaneMatrix, _ state: LaneMatrix, _ slope: LaneMatrix) -> BoundTape
  ) {
    self.stateCount = stateCount
    y = LaneMatrix(rows: stateCount)
    next = LaneMatrix(rows: stateCount)
    stage = LaneMatrix(rows: stateCount)
    error = LaneMatrix(rows: stateCount)
    zero = LaneMatrix(rows: stateCount)
    t = LaneMatrix(rows: 1)
    h = LaneMatrix(rows: 1)
    stageTime = LaneMatrix(rows: 1)
    errorNorm = LaneMatrix(rows: 1)
    let slopes = (0..<7).map { _ in LaneMatrix(rows: stateCount) }
    let (stageTime, stage, next) = (stageTime, stage, next)
    stageTapes = (1..<7).map { bind(stageTime, $0 == 6 ? next : stage, slopes[$0]) }
    self.slopes = slopes
    slopesBefore = (0..<8).map { Array(slopes.prefix($0)) }
  }

  /// Slope at the end of the last step: dy/dt at (`t + h`, `next`).
  package var endSlope: LaneMatrix { slopes[6] }

  /// Advances every lane by its `h` into `next` and estimates its error.
  package func step(rtol: Double, atol: Double) {
    for s in 1..<7 {
      let target = s == 6 ? next : stage
      target.setStage(
        from: y, h: h, coefficients: Tsit5Coefficients.a[s - 1], slopes: slopesBefore[s])
      stageTime.setTime(t, plus: Tsit5Coefficients.c[s], times: h)
      stageTapes[s - 1].run()
    }
    error.setStage(from: zero, h: h, coefficients: Tsit5Coefficients.error, slopes: slopes)
    errorNorm.setErrorNorm(error: error, y0: y, y1: next, rtol: rtol, atol: atol)
  }

  /// Forgets the slope at a lane's start, so that nothing of its former subject remains.
  package func clear(lane: Int) {
    for row in 0..<stateCount { slopes[0][row, lane] = 0 }
  }

  /// Makes the end of the step the start of the next one in the lanes that a row of `mask` names.
  package func accept(where mask: LaneMatrix, row: Int = 0) {
    y.replace(with: next, where: mask, row: row)
    slopes[0].replace(with: slopes[6], where: mask, row: row)
  }

  /// Order-4 interpolation inside the last step, before `accept`.
  ///
  /// - Parameters:
  ///   - theta: Share of the step, 0 to 1.
  ///   - column: Lane of `target` that receives the state.
  package func interpolate(lane: Int, theta: Double, into target: LaneMatrix, column: Int) {
    // b_j(θ), by Horner's rule
    let weights = Tsit5Coefficients.dense.map { row in
      theta * (row[0] + theta * (row[1] + theta * (row[2] + theta * row[3])))
    }
    target.setColumn(column, from: y, lane: lane, h: h[0, lane], weights: weights, slopes: slopes)
  }

  /// Index of the state with the largest scaled error in a lane, for messages.
  package func worstState(lane: Int, rtol: Double, atol: Double) -> Int {
    var (worst, largest) = (0, -1.0)
    for row in 0..<stateCount {
      let scale = atol + rtol * max(abs(y[row, lane]), abs(next[row, lane]))
      let ratio = abs(error[row, lane]) / scale
      if !(ratio <= largest) { (worst, largest) = (row, ratio.isNaN ? .infinity : ratio) }
    }
    return worst
  }
}
