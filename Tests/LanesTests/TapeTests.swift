import Lanes
import Testing

/// A small deterministic stream for test inputs (SplitMix64).
struct TestRandom {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) * 0x1p-53
  }
}

struct TapeTests {
  /// Numbers at which vector and scalar code like to differ.
  static let special: [Double] = [
    0, -0.0, 1, -1, 0.5, 2, 0x1p-1040, -0x1p-1040, 1e300, -1e300, .infinity, -.infinity, .nan, 709, -745, .pi,
  ]

  private func input(_ operation: Operation) -> LaneMatrix {
    var random = TestRandom(state: UInt64(operation.rawValue) + 1)
    let matrix = LaneMatrix(rows: 3)
    for row in 0..<3 {
      for lane in 0..<LaneMatrix.laneCount {
        matrix[row, lane] =
          lane < 16
          ? Self.special[(lane + 5 * row) % 16]
          : random.uniform(-3...3) * (lane % 5 == 0 ? 1e6 : 1)
      }
    }
    return matrix
  }

  private func isSame(_ a: Double, _ b: Double) -> Bool {
    a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
  }

  @Test(arguments: Operation.allCases)
  func vectorGivesTheBitsOfScalarCode(operation: Operation) {
    let (x, result) = (input(operation), LaneMatrix(rows: 1))
    let tape = Tape(
      operands: [
        .row(bank: 0, row: 0), .row(bank: 0, row: 1), .row(bank: 0, row: 2), .row(bank: 1, row: 0),
      ],
      instructions: [Instruction(operation, destination: 3, a: 0, b: 1, c: 2)], temporaryCount: 0)
    BoundTape(tape, banks: [x, result], temporaries: LaneMatrix(rows: 0)).run()
    for lane in 0..<LaneMatrix.laneCount {
      let expected = ElementaryFunctions.evaluate(operation, x[0, lane], x[1, lane], x[2, lane])
      #expect(
        isSame(result[0, lane], expected),
        "\(operation) of \(x[0, lane]), \(x[1, lane]), \(x[2, lane]): \(result[0, lane]), not \(expected)")
    }
  }

  @Test(arguments: Operation.allCases)
  func uniformRowsGiveTheBitsOfLanes(operation: Operation) {
    var random = TestRandom(state: 99)
    let values = [random.uniform(0.1...0.9), random.uniform(0.1...3), random.uniform(-1...1)]
    let (uniform, lanes) = (LaneMatrix(rows: 4, width: .uniform), LaneMatrix(rows: 1))
    for (row, value) in values.enumerated() { uniform.fill(row: row, with: value) }
    func run(into bank: Int) {
      let tape = Tape(
        operands: [
          .row(bank: 0, row: 0), .row(bank: 0, row: 1), .row(bank: 0, row: 2),
          .row(bank: bank, row: bank == 0 ? 3 : 0),
        ],
        instructions: [Instruction(operation, destination: 3, a: 0, b: 1, c: 2)], temporaryCount: 0)
      BoundTape(
        tape, banks: [uniform, lanes],
        temporaries: LaneMatrix(rows: 0, width: bank == 0 ? .uniform : .lanes)
      ).run()
    }
    run(into: 0)
    run(into: 1)
    for lane in 0..<LaneMatrix.laneCount {
      #expect(isSame(lanes[0, lane], uniform[3, 0]), "\(operation)")
    }
  }

  @Test func elementaryFunctionsAreWithinOneUlp() {
    // mpmath to 25 digits, of the doubles nearest to these arguments.
    #expect(abs(ElementaryFunctions.exp(1.25) - 3.4903429574618413761) <= 4.5e-16)
    #expect(abs(ElementaryFunctions.log(0.3) - -1.20397280432593602963) <= 2.3e-16)
    #expect(abs(ElementaryFunctions.power(2.5, 1.7) - 4.747861205827336523739) <= 9e-16)
    #expect(abs(ElementaryFunctions.evaluate(.tanh, 0.4, 0, 0) - 0.3799489622552249042667) <= 6e-17)
  }

  @Test func ownElementaryFunctionsAreWithinOneUlpOfMpmath() throws {
    let operations: [String: Lanes.Operation] = [
      "exp": .exp, "log": .log, "power": .power, "sin": .sin, "cos": .cos,
    ]
    for row in ElementaryReference.rows {
      let operation = try #require(operations[row.operation])
      let result = ElementaryFunctions.evaluate(operation, row.x, row.y, 0)
      let error = (result - row.value) / row.value.ulp - row.rest
      #expect(abs(error) <= 1, "\(row.operation) of \(row.x), \(row.y): \(error) ulp")
    }
  }

  @Test func powersOfAndToZeroAreExact() {
    for (x, y, expected) in [
      (0.0, 0.5, 0.0), (0, 0, 1), (-2, 0, 1), (-2, 3, -8), (0, -1, .infinity), (.infinity, 0.5, .infinity),
      (1, .infinity, 1), (2, -.infinity, 0), (2, 1e300, .infinity), (0.5, 1e300, 0), (-0.0, 3, -0.0),
    ] as [(Double, Double, Double)] {
      let power = ElementaryFunctions.power(x, y)
      #expect(power == expected && power.sign == expected.sign, "\(x)^\(y) = \(power)")
    }
    #expect(ElementaryFunctions.power(-2, 0.5).isNaN)
    #expect(ElementaryFunctions.power(.nan, 0) == 1)
  }

  @Test func aSharedExponentOfOneGivesTheBitsOfTheFunction() {
    let (x, exponent, result) = (input(.power), LaneMatrix(rows: 1, width: .uniform), LaneMatrix(rows: 1))
    exponent.fill(row: 0, with: 1)
    let tape = Tape(
      operands: [.row(bank: 0, row: 0), .row(bank: 1, row: 0), .row(bank: 2, row: 0)],
      instructions: [Instruction(.power, destination: 2, a: 0, b: 1)], temporaryCount: 0)
    BoundTape(tape, banks: [x, exponent, result], temporaries: LaneMatrix(rows: 0)).run()
    for lane in 0..<LaneMatrix.laneCount {
      #expect(isSame(result[0, lane], ElementaryFunctions.power(x[0, lane], 1)))
    }
  }

  @Test func temporariesAndBanksAreBound() {
    // (x + y)·x with a temporary
    let (x, result) = (LaneMatrix(rows: 2), LaneMatrix(rows: 1))
    x.fill(row: 0, with: 3)
    x.fill(row: 1, with: 4)
    let tape = Tape(
      operands: [.row(bank: 0, row: 0), .row(bank: 0, row: 1), .temporary(0), .row(bank: 1, row: 0)],
      instructions: [
        Instruction(.add, destination: 2, a: 0, b: 1), Instruction(.multiply, destination: 3, a: 2, b: 0),
      ], temporaryCount: 1)
    BoundTape(tape, banks: [x, result], temporaries: LaneMatrix(rows: 1)).run()
    #expect(result[0, 0] == 21 && result[0, 31] == 21)
  }
}

struct SteppingTests {
  @Test func bitsNameTheLanesThatAreNotZero() {
    let mask = LaneMatrix(rows: 2)
    for lane in [0, 7, 8, 31] { mask[1, lane] = lane == 8 ? .nan : -1 }
    #expect(mask.bits(row: 0) == 0)
    let expected: UInt64 = 1 | 1 << 7 | 1 << 8 | 1 << 31
    #expect(mask.bits(row: 1) == expected)
  }

  @Test func replacementFollowsTheMask() {
    let (a, b, mask) = (LaneMatrix(rows: 2), LaneMatrix(rows: 2), LaneMatrix(rows: 1))
    b.fill(row: 0, with: 7)
    b.fill(row: 1, with: .nan)
    mask[0, 5] = 1
    a.replace(with: b, where: mask)
    #expect(a[0, 5] == 7 && a[1, 5].isNaN && a[0, 4] == 0 && a[1, 6] == 0)
  }
}
