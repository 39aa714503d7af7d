import Lanes
import Solvers
import Testing

/// y' = −k·(y − cos t) − sin t, k in lanes; solution cos t.
private struct DrivenDecay {
  let rates = LaneMatrix(rows: 1)
  let tapes: SystemTapes

  init() {
    var compose = TapeComposer(constantBank: 5)
    let (time, y, rate) = (
      compose.row(bank: 0, row: 0), compose.row(bank: 1, row: 0), compose.row(bank: 3, row: 0)
    )
    let (sine, cosine) = (compose(.sin, time), compose(.cos, time))
    let difference = compose(.subtract, cosine, y)
    compose.store(compose(.multiplySubtract, rate, difference, sine), bank: 2, row: 0)
    let right = compose
    compose.store(compose(.negate, rate), bank: 4, row: 0)
    compose.store(compose(.negate, compose(.multiplyAdd, rate, sine, cosine)), bank: 4, row: 1)
    tapes = SystemTapes(
      stateCount: 1, bankCount: 5, timeBank: 0, stateBank: 1, slopeBank: 2, rightHandSide: right.tape(),
      jacobian: JacobianTapes(
        tape: compose.tape(), entries: [.init(row: 0, column: 0, operand: .row(bank: 4, row: 0))],
        timeSlopes: [(0, .row(bank: 4, row: 1))]))
  }

  func stepper(probes: Bool, _ tolerances: Tolerances) -> LaneStepper {
    LaneStepper(Tsit5Method.program(for: tapes, tolerances), probesStiffness: probes) {
      [$0, $1, $2, rates, LaneMatrix(rows: 0)]
    }
  }
}

/// One subject with each rate; stops every `interval`.
private final class RateTask: LaneTask {
  let rates: [Double]
  let interval: Double
  let end: Double
  let matrix: LaneMatrix
  var subjects = [Int](repeating: 0, count: LaneMatrix.laneCount)
  var next = 0
  var statuses: [LaneStatus]

  init(_ rates: [Double], _ matrix: LaneMatrix, interval: Double, end: Double) {
    self.rates = rates
    self.matrix = matrix
    self.interval = interval
    self.end = end
    statuses = rates.map { _ in .tooManySteps(time: 0) }
  }

  func begin(lane: Int, y: LaneMatrix) -> LaneStart? {
    guard next < rates.count else { return nil }
    subjects[lane] = next
    matrix[0, lane] = rates[next]
    y[0, lane] = 1
    next += 1
    return LaneStart(time: 0, stop: interval, firstOutput: .infinity)
  }

  func output(lane: Int, time: Double, state: LaneMatrix) -> Double { .infinity }

  func arrive(lane: Int, time: Double, y: LaneMatrix) -> LaneArrival {
    time >= end ? .finished : .proceed(stop: min(end, time + interval), nextOutput: .infinity)
  }

  func finish(lane: Int, status: LaneStatus) { statuses[subjects[lane]] = status }
}

struct StiffnessTests {
  private func statuses(
    _ rates: [Double], interval: Double, end: Double = 100, probes: Bool = true, rtol: Double = 1e-6
  ) -> [LaneStatus] {
    let system = DrivenDecay()
    let tolerances = Tolerances(rtol: rtol, atol: rtol)
    let task = RateTask(rates, system.rates, interval: interval, end: end)
    var integrator = LaneIntegrator(
      stepper: system.stepper(probes: probes, tolerances), tolerances: tolerances, maximumSteps: 1_000_000)
    _ = integrator.integrate(task, isCancelled: { false })
    return task.statuses
  }

  private func isStiff(_ status: LaneStatus) -> Bool {
    if case .stiff = status { true } else { false }
  }

  @Test func aFastRateIsFoundAndASlowOneIsNot() {
    // Steps of cos t are about 0.3 long at 1e-6: below a rate of 10 stability asks for nothing more.
    let found = statuses([1e4, 0.1, 3000, 1, 1e6, 3, 300], interval: 100).map(isStiff)
    #expect(found == [true, false, true, false, true, false, true])
  }

  @Test func nothingIsFoundWhereNoOneAsks() {
    #expect(statuses([3000], interval: 100, end: 10, probes: false) == [.done])
  }

  @Test func intervalsOfAFewStepsStayWithTheExplicitMethod() {
    // 300·0.5/3.5 = 43 steps between stops.
    #expect(statuses([300], interval: 0.5) == [.done])
  }

  @Test func theAnswerDependsOnTheSubjectAlone() {
    let rates = (0..<150).map { [3000.0, 1, 300, 0.1, 40][$0 % 5] }
    let together = statuses(rates, interval: 20)
    for index in [0, 2, 4, 63, 64, 101, 149] {
      #expect(together[index] == statuses([rates[index]], interval: 20)[0])
    }
  }
}
