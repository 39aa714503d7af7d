import Lanes

/// Notices, in all lanes at once, steps in which a condition changes or may change and change back.
///
/// A change between the ends of the step is seen by the conditions themselves. A root that has one sign at
/// both ends may still have dipped through zero in between: that is looked into where it goes toward zero at
/// the start, comes from zero at the end, and its two tangents meet beyond zero.
final class EventWatch {
  private enum Bank: Int { case memory, result, control, h, constants }
  private enum ResultRow: Int, CaseIterable { case isSuspicious }

  private let tape: BoundTape
  private let result = LaneMatrix(rows: ResultRow.allCases.count)

  /// - Parameters:
  ///   - banks: The system's banks around time and the state at the end of a step.
  ///   - control: Rows of step control.
  init(_ tapes: ConditionTapes, banks: [LaneMatrix], h: LaneMatrix, control: LaneMatrix) {
    let first = banks.count
    var compose = TapeComposer(constantBank: first + Bank.constants.rawValue)
    Self.compose(tapes, firstBank: first, &compose)
    let constants = LaneMatrix(rows: compose.constants.count, width: .uniform)
    for (row, value) in compose.constants.enumerated() { constants.fill(row: row, with: value) }
    let program = compose.tape()
    let memory = LaneMatrix(rows: tapes.rowCount)
    tape = BoundTape(
      program, banks: banks + [memory, result, control, h, constants],
      temporaries: LaneMatrix(rows: program.temporaryCount))
  }

  /// Looks at the step just judged, before it is accepted.
  ///
  /// - Returns: Lanes to look into, as bits.
  func suspiciousLanes() -> UInt64 {
    tape.run()
    return result.bits(row: ResultRow.isSuspicious.rawValue)
  }

  private static func compose(_ tapes: ConditionTapes, firstBank: Int, _ c: inout TapeComposer) {
    typealias Value = TapeComposer.Value
    func row(_ bank: Bank, _ row: Int, _ c: inout TapeComposer) -> Value {
      c.row(bank: firstBank + bank.rawValue, row: row)
    }
    let made = c.put(tapes.tape) { _, _ in nil }
    let new = (0..<tapes.rowCount).map { index -> Value in
      guard let value = made[.row(bank: tapes.outputBank, row: index)] else {
        preconditionFailure("a condition without a value")
      }
      return value
    }
    let old = (0..<tapes.rowCount).map { row(.memory, $0, &c) }
    let (h, zero) = (row(.h, 0, &c), c.constant(0))
    var isSuspicious = zero
    for index in 0..<tapes.conditionCount {
      isSuspicious = c(.or, isSuspicious, c(.notEqual, new[index], old[index]))
    }
    for root in 0..<tapes.rootCount {
      let (value, slope) = (tapes.conditionCount + root, tapes.conditionCount + tapes.rootCount + root)
      let (g0, g1, s0, s1) = (old[value], new[value], old[slope], new[slope])
      // The tangents g0 + s0·x and g1 + s1·(x − h) meet at x = (g1 − g0 − s1·h)/(s0 − s1).
      let rest = c(.subtract, c(.subtract, g1, g0), c(.multiply, s1, h))
      let meeting = c(.multiplyAdd, s0, c(.divide, rest, c(.subtract, s0, s1)), g0)
      let conditions = [
        c(.less, zero, c(.multiply, g0, g1)), c(.less, c(.multiply, g0, s0), zero),
        c(.less, zero, c(.multiply, g1, s1)), c(.lessEqual, c(.multiply, meeting, g0), zero),
      ]
      let dips = conditions.dropFirst().reduce(conditions[0]) { c(.and, $0, $1) }
      isSuspicious = c(.or, isSuspicious, dips)
    }
    let accepted = row(.control, StepControl.Row.accepted.rawValue, &c)
    let movesOn = row(.control, StepControl.Row.movesOn.rawValue, &c)
    let answer = c(.and, accepted, isSuspicious)
    let kept = zip(new, old).map { c(.select, movesOn, $0, $1) }
    c.store(answer, bank: firstBank + Bank.result.rawValue, row: ResultRow.isSuspicious.rawValue)
    for (index, value) in kept.enumerated() {
      c.store(value, bank: firstBank + Bank.memory.rawValue, row: index)
    }
  }
}
