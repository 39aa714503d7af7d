import Lanes
import Testing

struct TapeComposerTests {
  /// Runs a tape over banks 0 and 1 (rows of lanes) and 2 (constants).
  private func run(_ composer: TapeComposer, _ first: LaneMatrix, _ second: LaneMatrix) {
    let constants = LaneMatrix(rows: composer.constants.count, width: .uniform)
    for (row, value) in composer.constants.enumerated() { constants.fill(row: row, with: value) }
    let tape = composer.tape()
    BoundTape(
      tape, banks: [first, second, constants], temporaries: LaneMatrix(rows: tape.temporaryCount)
    ).run()
  }

  @Test func aValueSurvivesTheRowThatItCameFrom() {
    // r = a + 1; a ← 7; s = r·a: the sum must not be read from anywhere that 7 reached.
    var p = TapeComposer(constantBank: 2)
    let a = p.row(bank: 0, row: 0)
    let sum = p(.add, a, p.constant(1))
    p.store(p.constant(7), bank: 0, row: 0)
    p.store(p(.multiply, sum, a), bank: 1, row: 0)
    let (x, y) = (LaneMatrix(rows: 1), LaneMatrix(rows: 1))
    x.fill(row: 0, with: 2)
    run(p, x, y)
    #expect(x[0, 9] == 7 && y[0, 9] == 21)
  }

  @Test func aRowStillReadIsNotOverwrittenEarly() {
    // r = a·a is made before a is read for the last time, and stored into a after it.
    var p = TapeComposer(constantBank: 2)
    let a = p.row(bank: 0, row: 0)
    let square = p(.multiply, a, a)
    p.store(p(.add, a, p.constant(1)), bank: 1, row: 0)
    p.store(square, bank: 0, row: 0)
    let (x, y) = (LaneMatrix(rows: 1), LaneMatrix(rows: 1))
    x.fill(row: 0, with: 3)
    run(p, x, y)
    #expect(y[0, 0] == 4 && x[0, 0] == 9)
  }

  @Test func anotherTapeTakesValuesForRows() {
    // slope = time·state with time 3 and state 5 put in for the rows; state 0 of the other stays a row.
    let inner = Tape(
      operands: [.row(bank: 0, row: 0), .row(bank: 0, row: 1), .row(bank: 1, row: 0), .temporary(0)],
      instructions: [
        Instruction(.multiply, destination: 3, a: 0, b: 1), Instruction(.copy, destination: 2, a: 3),
      ], temporaryCount: 1)
    var p = TapeComposer(constantBank: 2)
    let three = p.constant(3)
    let made = p.put(inner) { bank, row in bank == 0 && row == 0 ? three : nil }
    guard let product = made[.row(bank: 1, row: 0)] else {
      Issue.record("the row that the tape writes is missing")
      return
    }
    p.store(p(.negate, product), bank: 1, row: 0)
    let (x, y) = (LaneMatrix(rows: 2), LaneMatrix(rows: 1))
    x.fill(row: 1, with: 5)
    run(p, x, y)
    #expect(y[0, 31] == -15)
  }

  @Test func whatReachesNoRowIsLeftOut() {
    var p = TapeComposer(constantBank: 2)
    _ = p(.exp, p.row(bank: 0, row: 0))
    p.store(p.constant(1), bank: 1, row: 0)
    #expect(p.tape().instructions.map(\.operation) == [.copy])
  }
}
