import Lanes

/// Turns the error of a step into the size of the next one: proportional–integral control, lane by lane.
///
///     h' = h · clamp(0.9 · err^(−β1) · errPrevious^(β2), 0.2, 10)
///
/// β1 = 0.7/5 and β2 = 0.4/5 for an error estimate of order 4 (Gustafsson 1991,
/// doi:10.1145/210232.210242; Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, §II.4).
package final class StepController {
  private static let beta1 = 0.7 / 5
  private static let beta2 = 0.4 / 5
  private static let safety = 0.9
  /// ln of the smallest error that counts, so that a perfect step does not blow the next one up.
  private static let smallestError = 1e-10

  private let clamped = LaneMatrix(rows: 1)
  private let logError = LaneMatrix(rows: 1)
  private let exponent = LaneMatrix(rows: 1)
  private let growth = LaneMatrix(rows: 1)
  private let shrinkExponent = LaneMatrix(rows: 1)
  private let shrink = LaneMatrix(rows: 1)
  /// ln err of the last accepted step.
  private var previousLog = [Double](repeating: 0, count: LaneMatrix.laneCount)

  package init() {}

  /// Works out growth and shrinkage of all lanes from the errors of the step just tried.
  package func measure(_ errorNorm: LaneMatrix) {
    for lane in 0..<LaneMatrix.laneCount {
      let error = errorNorm[0, lane]
      clamped[0, lane] = error.isFinite ? max(error, Self.smallestError) : 1e10
    }
    logError.setLog(clamped)
    for lane in 0..<LaneMatrix.laneCount {
      exponent[0, lane] = Self.beta2 * previousLog[lane] - Self.beta1 * logError[0, lane]
      shrinkExponent[0, lane] = -0.2 * logError[0, lane]
    }
    growth.setExp(exponent)
    shrink.setExp(shrinkExponent)
  }

  /// Factor for the step after an accepted one.
  package func factorAfterAcceptance(lane: Int) -> Double {
    previousLog[lane] = logError[0, lane]
    return min(10, max(0.2, Self.safety * growth[0, lane]))
  }

  /// Factor for the repetition of a rejected step.
  package func factorAfterRejection(lane: Int) -> Double {
    min(0.9, max(0.1, Self.safety * shrink[0, lane]))
  }

  /// Forgets the lane's history: a new subject, or a discontinuity.
  package func restart(lane: Int) { previousLog[lane] = 0 }
}
