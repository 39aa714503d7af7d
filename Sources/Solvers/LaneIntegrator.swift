import Lanes

/// How the integration of one subject ended.
package enum LaneStatus: Sendable, Hashable {
  case done
  /// The step fell below what the clock resolves; the state with the largest error is named.
  case stepTooSmall(time: Double, state: Int)
  /// The limit on steps was reached.
  case tooManySteps(time: Double)
  /// The initial value or its derivative is not a finite number.
  case notFinite(time: Double, state: Int)
  /// A dose of this subject cannot be given (a negative or undefined lag or bioavailability).
  case invalidDose(time: Double)
}

/// Work done, in lane counts (a block step counts once for each lane that took part).
package struct WorkCounters: Sendable, Hashable {
  package var steps = 0
  package var rejections = 0
  package var rightHandSides = 0
  /// Steps of whole blocks, whatever number of lanes took part.
  package var blockSteps = 0

  package init() {}

  package static func += (a: inout WorkCounters, b: WorkCounters) {
    a.steps += b.steps
    a.rejections += b.rejections
    a.rightHandSides += b.rightHandSides
    a.blockSteps += b.blockSteps
  }
}

/// The subjects that an integrator works through: where they start and stop, what happens there, and what
/// becomes of their output. Called once an event or output, never once a step.
package protocol LaneTask: AnyObject {
  /// Puts the next subject into `lane` of `y`; nil when none is left. Time 0 is not implied.
  func begin(lane: Int, y: LaneMatrix) -> LaneStart?
  /// An output time lies in the step just accepted; returns the next output time after it (infinity
  /// when there is none before the next stop).
  func output(lane: Int, time: Double, theta: Double, stepper: Tsit5Stepper) -> Double
  /// The lane has arrived at its stop; applies what happens there to `y`.
  func arrive(lane: Int, time: Double, y: LaneMatrix) -> LaneArrival
  /// The subject in the lane ends here.
  func finish(lane: Int, status: LaneStatus)
}

/// Where a subject starts, where it must stop first, and its first output strictly before that stop.
package struct LaneStart: Sendable {
  package var time: Double
  package var stop: Double
  package var firstOutput: Double

  package init(time: Double, stop: Double, firstOutput: Double) {
    self.time = time
    self.stop = stop
    self.firstOutput = firstOutput
  }
}

/// What follows a stop.
package enum LaneArrival: Sendable {
  case finished
  case failed(LaneStatus)
  /// Goes on to the next stop; outputs strictly before it from `nextOutput`.
  case proceed(stop: Double, nextOutput: Double)
}

/// The loop that knows stepper, controller, stops and outputs. Each lane has its own clock; a finished
/// lane takes the next subject at once, so that vector units stay busy.
package final class LaneIntegrator {
  private enum Phase {
    /// No subject.
    case idle
    /// Has a state whose slope is not yet known: takes a step of size 0.
    case priming
    case stepping
  }

  private static let lanes = LaneMatrix.laneCount

  package let stepper: Tsit5Stepper
  package private(set) var work = WorkCounters()
  private let controller = StepController()
  private let rtol: Double
  private let atol: Double
  private let maximumSteps: Int
  private let mask = LaneMatrix(rows: 1)

  private var phase = [Phase](repeating: .idle, count: lanes)
  private var stop = [Double](repeating: 0, count: lanes)
  private var nextOutput = [Double](repeating: .infinity, count: lanes)
  /// Step to try next.
  private var size = [Double](repeating: 0, count: lanes)
  /// First step accepted after the last stop: a good guess after the next one.
  private var sizeAfterStop = [Double](repeating: 0, count: lanes)
  private var isFirstAfterStop = [Bool](repeating: false, count: lanes)
  private var stepCount = [Int](repeating: 0, count: lanes)

  package init(stepper: Tsit5Stepper, rtol: Double, atol: Double, maximumSteps: Int) {
    self.stepper = stepper
    self.rtol = rtol
    self.atol = atol
    self.maximumSteps = maximumSteps
  }

  /// Works until the task has no subject left or `isCancelled` says so.
  ///
  /// - Returns: False when cancelled.
  package func integrate(_ task: some LaneTask, isCancelled: () -> Bool) -> Bool {
    var active = 0
    for lane in 0..<Self.lanes where load(lane, task) { active += 1 }
    while active > 0 {
      if work.blockSteps % 256 == 255, isCancelled() { return false }
      chooseSteps()
      stepper.step(rtol: rtol, atol: atol)
      work.blockSteps += 1
      controller.measure(stepper.errorNorm)
      judge(task, &active)
      stepper.accept(where: mask)
      arrive(task, &active)
    }
    return true
  }

  // MARK: One step of the block

  /// Sets h of every lane: clipped to its stop, halved where the stop would leave a sliver, 0 at rest.
  private func chooseSteps() {
    for lane in 0..<Self.lanes {
      guard phase[lane] == .stepping else {
        stepper.h[0, lane] = 0
        continue
      }
      let rest = stop[lane] - stepper.t[0, lane]
      let h = size[lane]
      stepper.h[0, lane] = h >= rest * (1 - 1e-12) ? rest : (h > 0.5 * rest ? 0.5 * rest : h)
    }
  }

  /// Accepts or rejects the step of every lane and emits the outputs inside accepted steps.
  private func judge(_ task: some LaneTask, _ active: inout Int) {
    for lane in 0..<Self.lanes {
      mask[0, lane] = 0
      switch phase[lane] {
      case .idle: continue
      case .priming:
        work.rightHandSides += 1
        mask[0, lane] = 1
      case .stepping:
        work.rightHandSides += 6
        let error = stepper.errorNorm[0, lane]
        if error <= 1 {
          accept(lane, task)
        } else {
          reject(lane, isFinite: error.isFinite, task, &active)
        }
      }
    }
  }

  private func accept(_ lane: Int, _ task: some LaneTask) {
    work.steps += 1
    stepCount[lane] += 1
    mask[0, lane] = 1
    let (t, h) = (stepper.t[0, lane], stepper.h[0, lane])
    let isAtStop = h == stop[lane] - t
    let end = isAtStop ? stop[lane] : t + h
    while nextOutput[lane] <= end {
      let theta = (nextOutput[lane] - t) / h
      nextOutput[lane] = task.output(lane: lane, time: nextOutput[lane], theta: theta, stepper: stepper)
    }
    stepper.t[0, lane] = end
    let factor = controller.factorAfterAcceptance(lane: lane)
    // A step cut short by a stop says little about the step that the error allows.
    size[lane] = h < size[lane] ? max(size[lane], h * factor) : h * factor
    if isFirstAfterStop[lane] {
      sizeAfterStop[lane] = isAtStop ? max(sizeAfterStop[lane], h) : h
      isFirstAfterStop[lane] = false
    }
  }

  private func reject(_ lane: Int, isFinite: Bool, _ task: some LaneTask, _ active: inout Int) {
    work.rejections += 1
    stepCount[lane] += 1
    let (t, h) = (stepper.t[0, lane], stepper.h[0, lane])
    size[lane] = h * (isFinite ? controller.factorAfterRejection(lane: lane) : 0.1)
    if size[lane] <= 1e-13 * max(abs(t), 1e-3) {
      let state = stepper.worstState(lane: lane, rtol: rtol, atol: atol)
      end(lane, .stepTooSmall(time: t, state: state), task, &active)
    } else if stepCount[lane] >= maximumSteps {
      end(lane, .tooManySteps(time: t), task, &active)
    }
  }

  /// After acceptance: first steps of primed lanes, events of lanes at their stop.
  private func arrive(_ task: some LaneTask, _ active: inout Int) {
    for lane in 0..<Self.lanes where mask[0, lane] != 0 {
      switch phase[lane] {
      case .idle: continue
      case .priming: prime(lane, task, &active)
      case .stepping:
        if stepCount[lane] >= maximumSteps, stepper.t[0, lane] < stop[lane] {
          end(lane, .tooManySteps(time: stepper.t[0, lane]), task, &active)
        }
      }
      while phase[lane] == .stepping, stepper.t[0, lane] >= stop[lane] {
        switch task.arrive(lane: lane, time: stop[lane], y: stepper.y) {
        case .finished: end(lane, .done, task, &active)
        case .failed(let status): end(lane, status, task, &active)
        case .proceed(let nextStop, let output):
          stop[lane] = nextStop
          nextOutput[lane] = output
          phase[lane] = .priming
        }
      }
    }
  }

  /// The slope at the lane's state is known now: choose its first step.
  private func prime(_ lane: Int, _ task: some LaneTask, _ active: inout Int) {
    // h0 = 0.01 · |y| / |f| in the error norm (Hairer, Nørsett & Wanner, §II.4).
    var (d0, d1) = (0.0, 0.0)
    for row in 0..<stepper.stateCount {
      let (y, f) = (stepper.y[row, lane], stepper.endSlope[row, lane])
      guard y.isFinite, f.isFinite else {
        end(lane, .notFinite(time: stepper.t[0, lane], state: row), task, &active)
        return
      }
      let scale = atol + rtol * abs(y)
      d0 += (y / scale) * (y / scale)
      d1 += (f / scale) * (f / scale)
    }
    phase[lane] = .stepping
    isFirstAfterStop[lane] = true
    controller.restart(lane: lane)
    let rest = stop[lane] - stepper.t[0, lane]
    let guess = d1 > 0 && d0 > 0 ? 0.01 * (d0 / d1).squareRoot() : 1e-6 * max(rest, 0)
    size[lane] = sizeAfterStop[lane] > 0 ? sizeAfterStop[lane] : max(guess, 1e-9 * rest)
  }

  // MARK: Subjects

  private func load(_ lane: Int, _ task: some LaneTask) -> Bool {
    stepper.clear(lane: lane)
    guard let start = task.begin(lane: lane, y: stepper.y) else {
      phase[lane] = .idle
      return false
    }
    stepper.t[0, lane] = start.time
    stop[lane] = start.stop
    nextOutput[lane] = start.firstOutput
    phase[lane] = .priming
    sizeAfterStop[lane] = 0
    stepCount[lane] = 0
    return true
  }

  private func end(_ lane: Int, _ status: LaneStatus, _ task: some LaneTask, _ active: inout Int) {
    task.finish(lane: lane, status: status)
    mask[0, lane] = 0
    if !load(lane, task) { active -= 1 }
  }
}
