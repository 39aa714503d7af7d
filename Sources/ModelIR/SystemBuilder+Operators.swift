import ModelText
import Symbolics
import Text

extension SystemBuilder {
  mutating func lowerOperator(
    _ op: Formula.Operator, _ arguments: [Formula], at position: SourcePosition, _ context: LoweringContext
  ) -> ExpressionID {
    guard op.accepts(arguments.count) else {
      report("'\(op.rawValue)' cannot take \(arguments.count) arguments", at: position)
      return graph.constant(.nan)
    }
    if op == .rateOf { return lowerRate(of: arguments[0], at: position, context) }
    let x = arguments.map { lower($0, context) }
    if op == .delay { return lowerDelay(of: x[0], by: x[1], at: position, context) }
    return lowerNary(op, x) ?? lowerUnary(op, x[0]) ?? lowerBinary(op, x)
  }

  private mutating func lowerNary(_ op: Formula.Operator, _ x: [ExpressionID]) -> ExpressionID? {
    switch op {
    case .add: return fold(x, empty: 0) { $0.add($1, $2) }
    case .multiply: return fold(x, empty: 1) { $0.multiply($1, $2) }
    case .max: return fold(x, empty: -.infinity) { $0.binary(.max, $1, $2) }
    case .min: return fold(x, empty: .infinity) { $0.binary(.min, $1, $2) }
    case .and: return truth(fold(x, empty: 1) { $0.binary(.and, $1, $2) }, count: x.count)
    case .or: return truth(fold(x, empty: 0) { $0.binary(.or, $1, $2) }, count: x.count)
    case .xor: return fold(x.map { truth($0, count: 1) }, empty: 0) { $0.binary(.notEqual, $1, $2) }
    case .less, .lessEqual, .greater, .greaterEqual, .equal: return chain(op, x)
    case .piecewise:
      // piecewise(v1, c1, v2, c2, …, otherwise)
      var result = x.count % 2 == 1 ? x[x.count - 1] : graph.constant(.nan)
      for pair in stride(from: x.count - x.count % 2 - 2, through: 0, by: -2) {
        result = graph.select(x[pair + 1], x[pair], result)
      }
      return result
    default: return nil
    }
  }

  private mutating func lowerUnary(_ op: Formula.Operator, _ x: ExpressionID) -> ExpressionID? {
    if let plain = op.unary { return graph.unary(plain, x) }
    // sec x = 1/cos x, arcsec x = arccos(1/x), and so on.
    if let outer = op.reciprocalOf { return graph.divide(graph.constant(1), graph.unary(outer, x)) }
    if let inverse = op.inverseOfReciprocal {
      return graph.unary(inverse, graph.divide(graph.constant(1), x))
    }
    return nil
  }

  private mutating func lowerBinary(_ op: Formula.Operator, _ x: [ExpressionID]) -> ExpressionID {
    let (a, b) = (x[0], x[1])
    switch op {
    case .subtract: return graph.subtract(a, b)
    case .divide: return graph.divide(a, b)
    case .power: return graph.power(a, b)
    case .notEqual: return graph.binary(.notEqual, a, b)
    // log_a(b) = ln b / ln a
    case .logBase: return graph.divide(graph.unary(.ln, b), graph.unary(.ln, a))
    // The a-th root of b
    case .root:
      if graph.constantValue(a) == 2 { return graph.unary(.sqrt, b) }
      return graph.power(b, graph.divide(graph.constant(1), a))
    case .rem: return graph.binary(.remainder, a, b)
    case .quotient:
      // Rounds toward zero: (a − rem(a, b)) / b
      return graph.divide(graph.subtract(a, graph.binary(.remainder, a, b)), b)
    case .implies: return graph.binary(.or, graph.unary(.not, a), b)
    default: preconditionFailure("\(op) takes two arguments and has no lowering")
    }
  }

  private mutating func fold(
    _ x: [ExpressionID], empty: Double,
    _ combine: (inout ExpressionGraph, ExpressionID, ExpressionID) -> ExpressionID
  ) -> ExpressionID {
    guard var result = x.first else { return graph.constant(empty) }
    for next in x.dropFirst() { result = combine(&graph, result, next) }
    return result
  }

  /// A single argument of `and`, `or` becomes 0 or 1.
  private mutating func truth(_ x: ExpressionID, count: Int) -> ExpressionID {
    count == 1 ? graph.binary(.notEqual, x, graph.constant(0)) : x
  }

  /// `a < b < c` holds where each neighbour pair does.
  private mutating func chain(_ op: Formula.Operator, _ x: [ExpressionID]) -> ExpressionID {
    var result: ExpressionID?
    for (a, b) in zip(x, x.dropFirst()) {
      let pair: ExpressionID
      switch op {
      case .less: pair = graph.binary(.less, a, b)
      case .lessEqual: pair = graph.binary(.lessEqual, a, b)
      case .greater: pair = graph.binary(.less, b, a)
      case .greaterEqual: pair = graph.binary(.lessEqual, b, a)
      default: pair = graph.binary(.equal, a, b)
      }
      result = result.map { graph.binary(.and, $0, pair) } ?? pair
    }
    return result ?? graph.constant(1)
  }
}

extension Formula.Operator {
  func accepts(_ count: Int) -> Bool {
    switch self {
    case .add, .multiply, .and, .or, .xor: true
    case .max, .min, .piecewise: count >= 1
    case .less, .lessEqual, .greater, .greaterEqual, .equal: count >= 2
    case .subtract, .divide, .power, .notEqual, .logBase, .root, .quotient, .rem, .implies, .delay: count == 2
    case .negate, .not, .exp, .ln, .log10, .sqrt, .abs, .floor, .ceil, .factorial, .sin, .cos, .tan, .sec,
      .csc,
      .cot, .asin, .acos, .atan, .asec, .acsc, .acot, .sinh, .cosh, .tanh, .sech, .csch, .coth, .asinh,
      .acosh,
      .atanh, .asech, .acsch, .acoth, .rateOf:
      count == 1
    }
  }

  fileprivate var unary: UnaryOperator? {
    switch self {
    case .negate: .negate
    case .not: .not
    case .exp: .exp
    case .ln: .ln
    case .log10: .log10
    case .sqrt: .sqrt
    case .abs: .abs
    case .floor: .floor
    case .ceil: .ceil
    case .factorial: .factorial
    case .sin: .sin
    case .cos: .cos
    case .tan: .tan
    case .asin: .asin
    case .acos: .acos
    case .atan: .atan
    case .sinh: .sinh
    case .cosh: .cosh
    case .tanh: .tanh
    case .asinh: .asinh
    case .acosh: .acosh
    case .atanh: .atanh
    default: nil
    }
  }

  fileprivate var reciprocalOf: UnaryOperator? {
    switch self {
    case .sec: .cos
    case .csc: .sin
    case .cot: .tan
    case .sech: .cosh
    case .csch: .sinh
    case .coth: .tanh
    default: nil
    }
  }

  fileprivate var inverseOfReciprocal: UnaryOperator? {
    switch self {
    case .asec: .acos
    case .acsc: .asin
    case .acot: .atan
    case .asech: .acosh
    case .acsch: .asinh
    case .acoth: .atanh
    default: nil
    }
  }
}
