import Lanes

/// The arithmetic of step control for all lanes of a block at once, as two tapes: what each lane tries
/// next, and what becomes of the step it tried. Lanes that need more than arithmetic come out as bits.
///
/// Proportional–integral control (Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I,
/// 2nd ed., §II.4; II, §IV.2; after Gustafsson 1991, doi:10.1145/210232.210242):
///
///     h' = h · clamp(0.9 · err^(−β1) · max(errPrevious, 10⁻⁴)^β2, 0.2, 10),   β2 = 0.04, β1 = 1/q − 0.75·β2
///     h' = h · clamp(0.9 · err^(−1/q), 0.1, 0.9)                              after a rejection
///
/// where the error estimate falls with h^q.
final class StepControl {
  /// One number a lane.
  enum Row: Int, CaseIterable {
    /// Time at which the lane must stop, its next output before that, the step to try next.
    case stop, nextOutput, size
    /// Time from one output to the next, and where this step must not go beyond.
    case outputGap, target
    /// 1 while a subject moves; 1 while it waits for its slope.
    case isStepping, isPriming
    /// Steps tried by this subject.
    case steps
    /// ln err of the last accepted step, at least ln 10⁻⁴.
    case previousLog
    /// What the first step after the last stop should have been, and whether that step is still to come.
    case sizeAfterStop, isFirstAfterStop
    /// The number of steps at which stiffness is asked for next, how often in a row it was found, and the
    /// steps to wait after it was not.
    case probeAt, stiffCount, probeGap
    /// Corrections of constraints tried at this start.
    case corrections
    /// Results of `judge`: time before the step, and who did what.
    case start, accepted, rejected, outputDue, atStop, movesOn, tooSmall, exhausted, probeDue
    /// What a lane needs beyond arithmetic: the raw value of `Event`, 0 for nothing.
    case event
    /// Steps accepted, rejected, and slopes worked out anew in this lane, all subjects together.
    case acceptedCount, rejectedCount, primedCount
  }

  /// What a step leaves to do in a lane.
  struct Event: OptionSet {
    let rawValue: Int
    static let outputDue = Event(rawValue: 1)
    static let primed = Event(rawValue: 2)
    static let atStop = Event(rawValue: 4)
    static let tooSmall = Event(rawValue: 8)
    static let exhausted = Event(rawValue: 16)
    static let probeDue = Event(rawValue: 32)
  }

  static let floorOfPreviousLog = ElementaryFunctions.log(1e-4)

  let rows = LaneMatrix(rows: Row.allCases.count)
  private let chooseTape: BoundTape
  private let judgeTape: BoundTape

  init(t: LaneMatrix, h: LaneMatrix, meanSquareError: LaneMatrix, program: StepControlProgram) {
    let rows = rows
    func bind(_ tape: Tape, _ numbers: [Double]) -> BoundTape {
      let constants = LaneMatrix(rows: numbers.count, width: .uniform)
      for (row, value) in numbers.enumerated() { constants.fill(row: row, with: value) }
      return BoundTape(
        tape, banks: [rows, t, h, meanSquareError, constants],
        temporaries: LaneMatrix(rows: tape.temporaryCount))
    }
    chooseTape = bind(program.choose, program.chooseConstants)
    judgeTape = bind(program.judge, program.judgeConstants)
  }

  subscript(row: Row, lane: Int) -> Double {
    get { rows[row.rawValue, lane] }
    set { rows[row.rawValue, lane] = newValue }
  }

  func total(_ row: Row) -> Int {
    (0..<LaneMatrix.laneCount).reduce(0) { $0 + Int(self[row, $1]) }
  }

  /// Lanes with an event, as bits.
  var eventful: UInt64 { rows.bits(row: Row.event.rawValue) }

  /// Lets the step just accepted end at an event within it.
  func stop(_ lane: Int, at time: Double) {
    var event = event(lane)
    event.insert(.atStop)
    if self[.nextOutput, lane] < time { event.insert(.outputDue) } else { event.remove(.outputDue) }
    self[.event, lane] = Double(event.rawValue)
    self[.stop, lane] = time
  }

  func event(_ lane: Int) -> Event { Event(rawValue: Int(self[.event, lane])) }

  /// Sets h: clipped to the stop, halved where the stop would leave a sliver, 0 at rest.
  func chooseSteps() { chooseTape.run() }

  /// Accepts or rejects, moves the clocks and sets the next sizes.
  func judgeSteps() { judgeTape.run() }

  fileprivate static func choose(_ stepsEnd: StepProgram.StepsEndAtOutputs) -> ControlProgram {
    var p = ControlProgram()
    let size = p.row(.size)
    var target = p.row(.stop)
    switch stepsEnd {
    case .never: break
    case .whereShort:
      let isShort = p(.less, size, p.row(.outputGap))
      target = p(.select, isShort, p(.minimum, target, p.row(.nextOutput)), target)
    case .always:
      target = p(.minimum, target, p.row(.nextOutput))
    }
    p.store(.copy, target, into: .target)
    let rest = p(.subtract, target, p.t)
    let half = p(.multiply, rest, p.constant(0.5))
    let isWhole = p(.lessEqual, p(.multiply, rest, p.constant(1 - 1e-12)), size)
    let cut = p(.select, p(.less, half, size), half, size)
    let trial = p(.select, isWhole, rest, cut)
    p.storeStepSize(p(.select, p.row(.isStepping), trial, p.constant(0)))
    return p
  }

  fileprivate static func judge(errorOrder: Double, maximumSteps: Int) -> ControlProgram {
    var p = ControlProgram()
    let (isStepping, size, stop) = (p.row(.isStepping), p.row(.size), p.row(.stop))
    let (accepted, rejected) = (p.row(.accepted), p.row(.rejected))
    let isGood = p(.lessEqual, p.meanSquareError, p.constant(1))  // false for NaN
    p.store(.and, isStepping, isGood, into: .accepted)
    p.store(.and, isStepping, p(.not, isGood), into: .rejected)

    let isFinite = p(.less, p.meanSquareError, p.constant(1e300))
    let square = p(.select, isFinite, p.meanSquareError, p.constant(1e20))
    let logError = p(.multiply, p(.log, p(.maximum, square, p.constant(1e-20))), p.constant(0.5))
    let beta2 = 0.04
    let PI = p(
      .subtract, p(.multiply, p.row(.previousLog), p.constant(beta2)),
      p(.multiply, logError, p.constant(1 / errorOrder - 0.75 * beta2)))
    let I = p(.multiply, logError, p.constant(-1 / errorOrder))
    let factor = p(.multiply, p(.exp, p(.select, isGood, PI, I)), p.constant(0.9))
    let grown = p(.multiply, p.h, p(.minimum, p(.maximum, factor, p.constant(0.2)), p.constant(10)))
    let shrunk = p(.multiply, p.h, p(.minimum, p(.maximum, factor, p.constant(0.1)), p.constant(0.9)))
    // A step cut short by a stop says little about the step that the error allows.
    let next = p(.select, p(.less, p.h, size), p(.maximum, size, grown), grown)

    let target = p.row(.target)
    let isAtTarget = p(.equal, p.h, p(.subtract, target, p.t))
    let end = p(.select, isAtTarget, target, p(.add, p.t, p.h))
    p.store(.copy, p.t, into: .start)
    p.storeTime(p(.select, accepted, end, p.t))
    p.store(.select, accepted, next, p(.select, rejected, shrunk, size), into: .size)
    p.store(
      .select, accepted, p(.maximum, logError, p.constant(floorOfPreviousLog)), p.row(.previousLog),
      into: .previousLog)
    let isFirst = p(.and, accepted, p.row(.isFirstAfterStop))
    let first = p(.select, isAtTarget, p(.maximum, p.row(.sizeAfterStop), size), size)
    p.store(.select, isFirst, first, p.row(.sizeAfterStop), into: .sizeAfterStop)
    p.store(.and, p.row(.isFirstAfterStop), p(.not, accepted), into: .isFirstAfterStop)

    p.store(.add, p.row(.steps), isStepping, into: .steps)
    p.store(.and, accepted, p(.lessEqual, p.row(.nextOutput), p.t), into: .outputDue)
    p.store(.and, accepted, p(.lessEqual, stop, p.t), into: .atStop)
    p.store(.or, accepted, p.row(.isPriming), into: .movesOn)
    let resolution = p(
      .multiply, p(.maximum, p(.absolute, p.t), p.constant(1e-3)), p.constant(1e-13))
    p.store(.and, rejected, p(.lessEqual, size, resolution), into: .tooSmall)
    p.store(
      .and, isStepping, p(.lessEqual, p.constant(Double(maximumSteps)), p.row(.steps)),
      into: .exhausted)
    p.store(.and, accepted, p(.lessEqual, p.row(.probeAt), p.row(.steps)), into: .probeDue)
    var event = p.row(.outputDue)
    for (row, flag) in [
      (Row.isPriming, Event.primed), (.atStop, .atStop), (.tooSmall, .tooSmall), (.exhausted, .exhausted),
      (.probeDue, .probeDue),
    ] {
      event = p(.multiplyAdd, p.row(row), p.constant(Double(flag.rawValue)), event)
    }
    p.store(.copy, event, into: .event)
    p.store(.add, p.row(.acceptedCount), accepted, into: .acceptedCount)
    p.store(.add, p.row(.rejectedCount), rejected, into: .rejectedCount)
    p.store(.add, p.row(.primedCount), p.row(.isPriming), into: .primedCount)
    return p
  }
}

/// The tapes of step control, made once for all blocks of a run.
package struct StepControlProgram: Sendable {
  package var choose: Tape
  package var judge: Tape
  let chooseConstants: [Double]
  let judgeConstants: [Double]

  package init(_ program: StepProgram, maximumSteps: Int) {
    self.init(
      errorOrder: program.errorOrder, maximumSteps: maximumSteps,
      stepsEndAtOutputs: program.stepsEndAtOutputs)
  }

  /// - Parameter errorOrder: The error falls with this power of the step size.
  package init(
    errorOrder: Double, maximumSteps: Int, stepsEndAtOutputs: StepProgram.StepsEndAtOutputs = .never
  ) {
    let choose = StepControl.choose(stepsEndAtOutputs)
    let judge = StepControl.judge(errorOrder: errorOrder, maximumSteps: maximumSteps)
    (self.choose, chooseConstants) = (choose.tape, choose.constants)
    (self.judge, judgeConstants) = (judge.tape, judge.constants)
  }
}

/// Writes a tape over control rows.
private struct ControlProgram {
  typealias Value = TapeComposer.Value
  private enum Bank: Int { case rows, t, h, meanSquareError, constants }
  private var compose = TapeComposer(constantBank: Bank.constants.rawValue)

  let t: Value
  let h: Value
  let meanSquareError: Value

  init() {
    t = compose.row(bank: Bank.t.rawValue, row: 0)
    h = compose.row(bank: Bank.h.rawValue, row: 0)
    meanSquareError = compose.row(bank: Bank.meanSquareError.rawValue, row: 0)
  }

  var tape: Tape { compose.tape() }
  var constants: [Double] { compose.constants }

  mutating func row(_ row: StepControl.Row) -> Value {
    compose.row(bank: Bank.rows.rawValue, row: row.rawValue)
  }

  mutating func constant(_ value: Double) -> Value { compose.constant(value) }

  mutating func callAsFunction(
    _ operation: Lanes.Operation, _ a: Value, _ b: Value? = nil, _ c: Value? = nil
  ) -> Value { compose(operation, a, b, c) }

  mutating func store(
    _ operation: Lanes.Operation, _ a: Value, _ b: Value? = nil, _ c: Value? = nil, into row: StepControl.Row
  ) { compose.store(compose(operation, a, b, c), bank: Bank.rows.rawValue, row: row.rawValue) }

  mutating func storeTime(_ value: Value) { compose.store(value, bank: Bank.t.rawValue, row: 0) }
  mutating func storeStepSize(_ value: Value) { compose.store(value, bank: Bank.h.rawValue, row: 0) }
}
