import Lanes
import Solvers
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A core state u' = −u from 1, and a follower x' = u + λ·x from 0: x = (e^(λt) − e^(−t)) / (λ + 1).
private func followerSystem(lambda: Double) -> (SystemTapes, LaneMatrix) {
  // Banks: time 0, state 1, slope 2, parameter 3 (row 0: λ).
  let core = Tape(
    operands: [.row(bank: 1, row: 0), .row(bank: 2, row: 0)],
    instructions: [Instruction(.negate, destination: 1, a: 0)], temporaryCount: 0)
  let follower = Tape(
    operands: [
      .row(bank: 1, row: 0), .row(bank: 1, row: 1), .row(bank: 3, row: 0), .row(bank: 2, row: 1),
    ],
    instructions: [Instruction(.multiplyAdd, destination: 3, a: 2, b: 1, c: 0)], temporaryCount: 0)
  let whole = Tape(
    operands: core.operands + follower.operands,
    instructions: core.instructions + [Instruction(.multiplyAdd, destination: 5, a: 4, b: 3, c: 2)],
    temporaryCount: 0)
  let parameter = LaneMatrix(rows: 1)
  parameter.fill(row: 0, with: lambda)
  return (
    SystemTapes(
      stateCount: 2, bankCount: 4, timeBank: 0, stateBank: 1, slopeBank: 2, rightHandSide: whole,
      driven: .init(
        core: [0], coreSlope: core,
        levels: [.init(states: [1], rates: [.row(bank: 3, row: 0)], slope: follower)])), parameter
  )
}

struct FollowerTests {
  private func exact(_ t: Double, _ lambda: Double) -> Double {
    (exp(lambda * t) - exp(-t)) / (lambda + 1)
  }

  /// A stepper that stands at (1, 0) with its slopes known.
  private func stepper(lambda: Double) -> (LaneStepper, LaneMatrix) {
    let (system, parameter) = followerSystem(lambda: lambda)
    let program = Tsit5Method.program(for: system, Tolerances(rtol: 1e-6, atol: 1e-6))
    let stepper = LaneStepper(program) { [$0, $1, $2, parameter] }
    let mask = LaneMatrix(rows: 1)
    mask.fill(row: 0, with: 1)
    stepper.y.fill(row: 0, with: 1)
    stepper.step()
    stepper.accept(mask, accepted: 0, refreshed: 0)
    return (stepper, mask)
  }

  private func errorAtOne(steps n: Int, lambda: Double) -> Double {
    let (stepper, mask) = stepper(lambda: lambda)
    stepper.h.fill(row: 0, with: 1 / Double(n))
    for i in 0..<n {
      stepper.t.fill(row: 0, with: Double(i) / Double(n))
      stepper.step()
      stepper.accept(mask, accepted: 0, refreshed: 0)
    }
    return abs(stepper.y[1, 11] - exact(1, lambda))
  }

  @Test(arguments: [-0.1, -2.0, 0.7])
  func followersConvergeWithOrderFour(lambda: Double) {
    let order = log2(errorAtOne(steps: 8, lambda: lambda) / errorAtOne(steps: 16, lambda: lambda))
    #expect(order > 3.8, "order \(order)")
  }

  @Test func theRateBoundsNoStep() {
    // λ = −10⁶ with a step of 1/8: the follower must end at u/|λ| and not blow up.
    let error = errorAtOne(steps: 8, lambda: -1e6)
    #expect(error < 1e-6)
  }

  @Test func theErrorEstimateLiesAboveTheErrorAndFallsWithIt() {
    for h in [0.5, 0.25, 0.125] {
      let (stepper, _) = stepper(lambda: -1)
      stepper.h.fill(row: 0, with: h)
      stepper.step()
      // x = t·e^(−t) where λ = −1
      let error = abs(stepper.next[1, 0] - h * exp(-h))
      let scale = 1e-6 + 1e-6 * abs(stepper.next[1, 0])
      let estimate = (2 * stepper.meanSquareError[0, 0]).squareRoot() * scale
      #expect(estimate > error, "h \(h): \(estimate) against \(error)")
    }
  }

  @Test func theInterpolantFollowsTheSolution() {
    func error(_ h: Double) -> Double {
      let (stepper, _) = stepper(lambda: -0.5)
      let column = LaneMatrix(rows: 2)
      stepper.h.fill(row: 0, with: h)
      stepper.step()
      return [0.2, 0.4, 0.6, 0.8].map { theta in
        stepper.interpolate(lane: 5, theta: theta, into: column, column: 0)
        return abs(column[1, 0] - exact(theta * h, -0.5))
      }.max() ?? .nan
    }
    let order = log2(error(0.4) / error(0.2))
    #expect(order > 3.7, "local order \(order)")
  }
}
