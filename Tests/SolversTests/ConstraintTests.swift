import Lanes
import Solvers
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// y' = −z, 0 = g(y, z) with a constraint of choice; Jacobian written out.
private struct ConstrainedSystem {
  let tapes: SystemTapes

  /// - Parameter constraint: Writes g, ∂g/∂y and ∂g/∂z.
  init(
    _ constraint: (inout TapeComposer, _ y: TapeComposer.Value, _ z: TapeComposer.Value) -> (
      TapeComposer.Value, TapeComposer.Value, TapeComposer.Value
    )
  ) {
    var compose = TapeComposer(constantBank: 3)
    let (y, z) = (compose.row(bank: 1, row: 0), compose.row(bank: 1, row: 1))
    compose.store(compose(.negate, z), bank: 2, row: 0)
    let (g, gy, gz) = constraint(&compose, y, z)
    compose.store(g, bank: 2, row: 1)
    let right = compose
    // −1 as −z/z would be no constant: subtract it from nothing.
    let one = compose(.equal, y, y)
    compose.store(compose(.negate, one), bank: 4, row: 0)
    compose.store(gy, bank: 4, row: 1)
    compose.store(gz, bank: 4, row: 2)
    tapes = SystemTapes(
      stateCount: 2, bankCount: 5, timeBank: 0, stateBank: 1, slopeBank: 2, rightHandSide: right.tape(),
      jacobian: JacobianTapes(
        tape: compose.tape(),
        entries: [
          .init(row: 0, column: 1, operand: .row(bank: 4, row: 0)),
          .init(row: 1, column: 0, operand: .row(bank: 4, row: 1)),
          .init(row: 1, column: 1, operand: .row(bank: 4, row: 2)),
        ], timeSlopes: []), massDiagonal: [1, 0])
  }

  func integrate(z: [Double], end: Double = 1, rtol: Double = 1e-8) throws -> [(LaneStatus, [Double])] {
    let tolerances = Tolerances(rtol: rtol, atol: rtol)
    let program = try #require(Rodas5PMethod.program(for: tapes, tolerances))
    let stepper = LaneStepper(program) {
      [$0, $1, $2, LaneMatrix(rows: 0, width: .uniform), LaneMatrix(rows: 0)]
    }
    let task = StartTask(z, end: end)
    var integrator = LaneIntegrator(stepper: stepper, tolerances: tolerances, maximumSteps: 10_000)
    _ = integrator.integrate(task, isCancelled: { false })
    return zip(task.statuses, task.ends).map { ($0, $1) }
  }
}

/// One subject a starting value of z, y = 1.
private final class StartTask: LaneTask {
  let starts: [Double]
  let end: Double
  var subjects = [Int](repeating: 0, count: LaneMatrix.laneCount)
  var next = 0
  var statuses: [LaneStatus]
  var ends: [[Double]]

  init(_ starts: [Double], end: Double) {
    self.starts = starts
    self.end = end
    statuses = starts.map { _ in .done }
    ends = starts.map { _ in [] }
  }

  func begin(lane: Int, y: LaneMatrix) -> LaneStart? {
    guard next < starts.count else { return nil }
    subjects[lane] = next
    y[0, lane] = 1
    y[1, lane] = starts[next]
    next += 1
    return LaneStart(time: 0, stop: end, firstOutput: .infinity)
  }

  func output(lane: Int, time: Double, state: LaneMatrix) -> Double { .infinity }

  func arrive(lane: Int, time: Double, y: LaneMatrix) -> LaneArrival {
    ends[subjects[lane]] = [y[0, lane], y[1, lane]]
    return .finished
  }

  func finish(lane: Int, status: LaneStatus) { statuses[subjects[lane]] = status }
}

struct ConstraintTests {
  @Test func startsAreMadeConsistent() throws {
    // z³ + z = 2y: y' = −z. With z as the variable, y = (z³ + z)/2, dy = (3z² + 1)/2·dz = −z·dt, hence
    // t = −(3z²/4 + ln(z)/2) + 3/4 from z = 1.
    let system = ConstrainedSystem { p, y, z in
      let square = p(.multiply, z, z)
      let two = p(.add, p(.equal, y, y), p(.equal, y, y))
      let three = p(.add, two, p(.equal, y, y))
      let cubic = p(.multiplyAdd, square, z, z)
      return (
        p(.negativeMultiplyAdd, two, y, cubic), p(.negate, two),
        p(.multiplyAdd, three, square, p(.equal, y, y))
      )
    }
    for (status, end) in try system.integrate(z: [1, 0.9, 1.5, 5, -3], end: 0.5) {
      #expect(status == .done)
      let z = try #require(end.last)
      #expect(abs(0.75 - 0.75 * z * z - 0.5 * log(z) - 0.5) < 1e-7)
      #expect(abs(z * z * z + z - 2 * end[0]) < 1e-9)
    }
  }

  @Test func aConstraintThatNothingMeetsIsNamed() throws {
    // z² + y = 0 has no root for y = 1.
    let system = ConstrainedSystem { p, y, z in
      (p(.multiplyAdd, z, z, y), p(.equal, y, y), p(.add, z, z))
    }
    let (status, _) = try #require(try system.integrate(z: [0.7]).first)
    guard case .inconsistent(time: 0, state: 1) = status else {
      Issue.record("\(status)")
      return
    }
  }

  @Test func aSingularConstraintIsNamed() throws {
    // 0·z + 0·y: ∂g/∂z is 0 by its numbers only.
    let system = ConstrainedSystem { p, y, z in
      let zero = p(.less, y, y)
      return (p(.multiply, zero, z), zero, zero)
    }
    let (status, _) = try #require(try system.integrate(z: [1]).first)
    #expect(status == .singularMatrix(time: 0))
  }

  @Test func otherLanesFinish() throws {
    // z = y where z starts as a number; one lane starts from none.
    let system = ConstrainedSystem { p, y, z in
      (p(.subtract, y, z), p(.equal, y, y), p(.negate, p(.equal, y, y)))
    }
    let results = try system.integrate(z: [1, .nan, 2])
    #expect(results[0].0 == .done && results[2].0 == .done)
    #expect(abs(results[2].1[0] - exp(-1)) < 1e-7)
    guard case .notFinite(time: 0, state: 1) = results[1].0 else {
      Issue.record("\(results[1].0)")
      return
    }
  }
}
