import Lanes
import Solvers
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// y' = −y in row 0 and y' = cos t in row 1, over banks time, state, slope.
let testSystem = SystemTapes(
  stateCount: 2, bankCount: 3, timeBank: 0, stateBank: 1, slopeBank: 2,
  rightHandSide: Tape(
    operands: [
      .row(bank: 0, row: 0), .row(bank: 1, row: 0), .row(bank: 2, row: 0), .row(bank: 2, row: 1),
    ],
    instructions: [
      Instruction(.negate, destination: 2, a: 1), Instruction(.cos, destination: 3, a: 0),
    ], temporaryCount: 0))

private func testStepper(rtol: Double = 1e-6, atol: Double = 1e-6) -> LaneStepper {
  let program = Tsit5Method.program(for: testSystem, Tolerances(rtol: rtol, atol: atol))
  return LaneStepper(program.reading([0, 1])) { [$0, $1, $2] }
}

/// One subject a lane; records what the integrator reports.
private final class RecordingTask: LaneTask {
  var left: Int
  let outputTimes: [Double]
  let end: Double
  var next = [Int](repeating: 0, count: LaneMatrix.laneCount)
  var recorded: [(time: Double, y: [Double])] = []
  var statuses: [LaneStatus] = []
  init(subjects: Int, outputTimes: [Double], end: Double) {
    left = subjects
    self.outputTimes = outputTimes
    self.end = end
  }

  func begin(lane: Int, y: LaneMatrix) -> LaneStart? {
    guard left > 0 else { return nil }
    left -= 1
    y[0, lane] = 1
    y[1, lane] = 0
    next[lane] = 0
    return LaneStart(time: 0, stop: end, firstOutput: outputTimes.first ?? .infinity)
  }

  func output(lane: Int, time: Double, state: LaneMatrix) -> Double {
    recorded.append((time, [state[0, lane], state[1, lane]]))
    next[lane] += 1
    return next[lane] < outputTimes.count ? outputTimes[next[lane]] : .infinity
  }

  func arrive(lane: Int, time: Double, y: LaneMatrix) -> LaneArrival {
    recorded.append((time, [y[0, lane], y[1, lane]]))
    return .finished
  }

  func finish(lane: Int, status: LaneStatus) { statuses.append(status) }
}

struct Tsit5Tests {
  /// Largest error at t = 1 after n equal steps.
  private func error(steps n: Int) -> Double {
    let stepper = testStepper()
    let mask = LaneMatrix(rows: 1)
    mask.fill(row: 0, with: 1)
    stepper.y.fill(row: 0, with: 1)
    stepper.step()  // h = 0: slope at the start
    stepper.accept(mask, accepted: 0, refreshed: 0)
    stepper.h.fill(row: 0, with: 1 / Double(n))
    for i in 0..<n {
      stepper.t.fill(row: 0, with: Double(i) / Double(n))
      stepper.step()
      stepper.accept(mask, accepted: 0, refreshed: 0)
    }
    return max(abs(stepper.y[0, 0] - exp(-1)), abs(stepper.y[1, 0] - sin(1)))
  }

  @Test func convergesWithOrderFive() {
    let order = log2(error(steps: 8) / error(steps: 16))
    #expect(order > 4.7 && order < 5.6, "order \(order)")
  }

  @Test func interpolantHasOrderFour() {
    func error(_ h: Double) -> Double {
      let stepper = testStepper()
      let (mask, column) = (LaneMatrix(rows: 1), LaneMatrix(rows: 2))
      mask.fill(row: 0, with: 1)
      stepper.y.fill(row: 0, with: 1)
      stepper.step()
      stepper.accept(mask, accepted: 0, refreshed: 0)
      stepper.h.fill(row: 0, with: h)
      stepper.step()
      var worst = 0.0
      for theta in [0.2, 0.35, 0.5, 0.7, 0.9] {
        stepper.interpolate(lane: 3, theta: theta, into: column, column: 0)
        // What all lanes read at once is what a single lane reads.
        stepper.theta.fill(row: 0, with: theta)
        stepper.readInside()
        #expect(abs(stepper.inside[1, 3] - column[1, 0]) < 1e-15)
        worst = max(worst, abs(column[0, 0] - exp(-theta * h)), abs(column[1, 0] - sin(theta * h)))
      }
      return worst
    }
    // The local error of an interpolant of order 4 falls with h⁵.
    let order = log2(error(0.4) / error(0.2))
    #expect(order > 4.6, "order \(order)")
  }

  @Test func interpolantMeetsBothEnds() {
    let stepper = testStepper()
    let (mask, column) = (LaneMatrix(rows: 1), LaneMatrix(rows: 2))
    mask.fill(row: 0, with: 1)
    stepper.y.fill(row: 0, with: 1)
    stepper.step()
    stepper.accept(mask, accepted: 0, refreshed: 0)
    stepper.h.fill(row: 0, with: 0.5)
    stepper.step()
    stepper.interpolate(lane: 0, theta: 0, into: column, column: 0)
    #expect(column[0, 0] == 1)
    stepper.interpolate(lane: 0, theta: 1, into: column, column: 0)
    #expect(abs(column[0, 0] - stepper.next[0, 0]) < 1e-14)
  }
}

struct LaneIntegratorTests {
  @Test(arguments: [1e-4, 1e-6, 1e-8, 1e-10])
  func errorFollowsTheTolerance(rtol: Double) {
    let task = RecordingTask(subjects: 1, outputTimes: [0.3, 1.7, 4.4], end: 5)
    var integrator = LaneIntegrator(
      stepper: testStepper(rtol: rtol, atol: rtol * 1e-2),
      tolerances: Tolerances(rtol: rtol, atol: rtol * 1e-2),
      maximumSteps: 100_000)
    let isDone = integrator.integrate(task, isCancelled: { false })
    #expect(isDone)
    #expect(task.recorded.map(\.time) == [0.3, 1.7, 4.4, 5])
    for (t, y) in task.recorded {
      #expect(abs(y[0] - exp(-t)) < 20 * rtol)
      #expect(abs(y[1] - sin(t)) < 20 * rtol)
    }
    #expect(task.statuses == [.done])
  }

  @Test func finishedLanesTakeTheNextSubject() {
    let task = RecordingTask(subjects: 200, outputTimes: [], end: 2)
    var integrator = LaneIntegrator(
      stepper: testStepper(atol: 1e-8), tolerances: Tolerances(rtol: 1e-6, atol: 1e-8), maximumSteps: 10_000)
    let isDone = integrator.integrate(task, isCancelled: { false })
    #expect(isDone)
    #expect(task.statuses.count == 200)
    // All subjects are equal, so their results must be equal to the bit.
    #expect(Set(task.recorded.map { $0.y[0].bitPattern }).count == 1)
  }

  @Test func cancellationStops() {
    let task = RecordingTask(subjects: 100_000, outputTimes: [], end: 1e4)
    var integrator = LaneIntegrator(
      stepper: testStepper(atol: 1e-8), tolerances: Tolerances(rtol: 1e-6, atol: 1e-8), maximumSteps: 1 << 40)
    let isDone = integrator.integrate(task, isCancelled: { true })
    #expect(!isDone)
    #expect(task.statuses.isEmpty)
  }

  @Test func tooManyStepsIsAStatus() {
    let task = RecordingTask(subjects: 1, outputTimes: [], end: 1e6)
    var integrator = LaneIntegrator(
      stepper: testStepper(rtol: 1e-8, atol: 1e-10), tolerances: Tolerances(rtol: 1e-8, atol: 1e-10),
      maximumSteps: 50)
    let isDone = integrator.integrate(task, isCancelled: { false })
    #expect(isDone)
    guard case .tooManySteps = task.statuses.first else {
      Issue.record("\(task.statuses)")
      return
    }
  }
}
