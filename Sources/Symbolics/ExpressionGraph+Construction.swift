#if canImport(Glibc)
  import Glibc
#endif

extension ExpressionGraph {
  package mutating func constant(_ value: Double) -> ExpressionID { intern(.constant(value.bitPattern)) }
  package mutating func time() -> ExpressionID { intern(.time) }
  package mutating func symbol(_ id: SymbolID) -> ExpressionID { intern(.symbol(id)) }

  package mutating func unary(_ op: UnaryOperator, _ a: ExpressionID) -> ExpressionID {
    if let x = constantValue(a), op.isExact { return constant(op.evaluate(x)) }
    if op == .negate, case .unary(.negate, let inner) = self[a] { return inner }
    return intern(.unary(op, a))
  }

  package mutating func binary(
    _ op: BinaryOperator, _ a: ExpressionID, _ b: ExpressionID
  ) -> ExpressionID {
    let (x, y) = (constantValue(a), constantValue(b))
    if let x, let y, op.isExact { return constant(op.evaluate(x, y)) }
    switch op {
    case .add:
      if x == 0 { return b }
      if y == 0 { return a }
    case .subtract:
      if y == 0 { return a }
      if x == 0 { return unary(.negate, b) }
    case .multiply:
      if x == 1 { return b }
      if y == 1 { return a }
      if x == 0 { return a }
      if y == 0 { return b }
      if x == -1 { return unary(.negate, b) }
      if y == -1 { return unary(.negate, a) }
    case .divide:
      if y == 1 { return a }
      if x == 0 { return a }
    case .power:
      if y == 1 { return a }
      if y == 0 { return constant(1) }
      if y == 2 { return intern(.binary(.multiply, a, a)) }
    case .min, .max, .less, .lessEqual, .equal, .notEqual, .and, .or, .remainder:
      break
    }
    // Commutative operations get one form, so that a·b and b·a are one node.
    if op.isCommutative, b < a { return intern(.binary(op, b, a)) }
    return intern(.binary(op, a, b))
  }

  package mutating func select(
    _ condition: ExpressionID, _ first: ExpressionID, _ second: ExpressionID
  ) -> ExpressionID {
    if let c = constantValue(condition) { return c != 0 ? first : second }
    if first == second { return first }
    return intern(.select(condition, first, second))
  }

  package mutating func add(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID { binary(.add, a, b) }
  package mutating func subtract(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
    binary(.subtract, a, b)
  }
  package mutating func multiply(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
    binary(.multiply, a, b)
  }
  package mutating func divide(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID { binary(.divide, a, b) }
  package mutating func power(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID { binary(.power, a, b) }
  package mutating func negate(_ a: ExpressionID) -> ExpressionID { unary(.negate, a) }
}

extension UnaryOperator {
  /// Correctly rounded everywhere, so that folding at build time cannot change bits.
  var isExact: Bool {
    switch self {
    case .negate, .not, .sqrt, .abs, .floor, .ceil: true
    default: false
    }
  }

  func evaluate(_ x: Double) -> Double {
    switch self {
    case .negate: -x
    case .not: x == 0 ? 1 : 0
    case .sqrt: x.squareRoot()
    case .abs: Swift.abs(x)
    case .floor: x.rounded(.down)
    case .ceil: x.rounded(.up)
    default: preconditionFailure("\(self) is not folded")
    }
  }
}

extension BinaryOperator {
  package var isCommutative: Bool {
    switch self {
    case .add, .multiply, .equal, .notEqual, .and, .or: true
    default: false
    }
  }

  var isExact: Bool { self != .power && self != .remainder }

  func evaluate(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .min: Swift.min(x, y)
    case .max: Swift.max(x, y)
    case .less: x < y ? 1 : 0
    case .lessEqual: x <= y ? 1 : 0
    case .equal: x == y ? 1 : 0
    case .notEqual: x != y ? 1 : 0
    case .and: x != 0 && y != 0 ? 1 : 0
    case .or: x != 0 || y != 0 ? 1 : 0
    case .power, .remainder: preconditionFailure("\(self) is not folded")
    }
  }
}
