/// One instruction of a tape: `destination = operation(a, b, c)`, operands by index into the tape's
/// operand list. Operations with fewer arguments repeat the last one.
package struct Instruction: Sendable, Hashable {
  package var operation: Operation
  package var destination: Int
  package var a: Int
  package var b: Int
  package var c: Int

  package init(_ operation: Operation, destination: Int, a: Int, b: Int? = nil, c: Int? = nil) {
    self.operation = operation
    self.destination = destination
    self.a = a
    self.b = b ?? a
    self.c = c ?? b ?? a
  }
}

/// What an instruction does in every lane. Comparisons and logic give 1 or 0; a value other than 0 is true.
package enum Operation: UInt8, Sendable, Hashable, CaseIterable {
  case copy
  case add, subtract, multiply, divide
  /// a·b + c, a·b − c and c − a·b, each rounded once.
  case multiplyAdd, multiplySubtract, negativeMultiplyAdd
  case negate, absolute, squareRoot, floor, ceil
  case minimum, maximum
  case less, lessEqual, equal, notEqual
  case and, or, not
  /// a ≠ 0 ? b : c
  case select
  case remainder, power
  case exp, log, log10
  case sin, cos, tan, asin, acos, atan
  case sinh, cosh, tanh, asinh, acosh, atanh
  /// Γ(a + 1)
  case factorial

  /// Number of operands that the operation reads.
  package var operandCount: Int {
    switch self {
    case .copy, .negate, .absolute, .squareRoot, .floor, .ceil, .not, .exp, .log, .log10, .sin, .cos, .tan,
      .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .factorial:
      1
    case .add, .subtract, .multiply, .divide, .minimum, .maximum, .less, .lessEqual, .equal, .notEqual, .and,
      .or, .remainder, .power:
      2
    case .multiplyAdd, .multiplySubtract, .negativeMultiplyAdd, .select:
      3
    }
  }
}

/// A straight-line program over rows of lanes.
///
/// Operands name rows of *banks* (matrices given when the tape is bound) or temporaries of the tape's own.
package struct Tape: Sendable, Hashable {
  package enum Operand: Sendable, Hashable {
    case row(bank: Int, row: Int)
    case temporary(Int)
  }

  package var operands: [Operand] { didSet { code = nil } }
  package var instructions: [Instruction] { didSet { code = nil } }
  package var temporaryCount: Int { didSet { code = nil } }
  /// Native code with the same bits as the instructions, where a compiler made some. It is no part of what
  /// a tape is: tapes are equal with it and without.
  private(set) var code: NativeCode?

  package init(operands: [Operand], instructions: [Instruction], temporaryCount: Int) {
    self.operands = operands
    self.instructions = instructions
    self.temporaryCount = temporaryCount
  }

  /// Whether the tape runs as native code.
  package var isNative: Bool { code != nil }

  /// The same tape, interpreted.
  package var interpreted: Tape { with(nil) }

  func with(_ code: NativeCode?) -> Tape {
    var tape = self
    tape.code = code
    return tape
  }

  package static func == (a: Tape, b: Tape) -> Bool {
    a.operands == b.operands && a.instructions == b.instructions && a.temporaryCount == b.temporaryCount
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(operands)
    hasher.combine(instructions)
    hasher.combine(temporaryCount)
  }
}
