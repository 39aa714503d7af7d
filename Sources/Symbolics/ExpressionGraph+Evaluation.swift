#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ExpressionGraph {
  /// The value of an expression, with the platform's scalar functions: the plain reference against which
  /// compiled programs are tested, and good enough for a single number.
  ///
  /// Both branches of a selection are computed, as programs over lanes do.
  ///
  /// - Complexity: O(nodes that `id` uses).
  package func evaluate(
    _ id: ExpressionID, time: Double = 0, symbol: (SymbolID) -> Double
  ) -> Double {
    var values: [ExpressionID: Double] = [:]
    for node in reachable(from: [id]) {
      values[node] = value(of: self[node], time: time, symbol: symbol) { values[$0] ?? .nan }
    }
    return values[id] ?? .nan
  }

  private func value(
    of node: Node, time: Double, symbol: (SymbolID) -> Double, child: (ExpressionID) -> Double
  ) -> Double {
    switch node {
    case .constant(let bits): Double(bitPattern: bits)
    case .time: time
    case .symbol(let id): symbol(id)
    case .unary(let op, let a): op.value(child(a))
    case .binary(let op, let a, let b): op.value(child(a), child(b))
    case .select(let condition, let a, let b): child(condition) != 0 ? child(a) : child(b)
    }
  }
}

extension UnaryOperator {
  /// With the platform's scalar functions.
  package func value(_ x: Double) -> Double { platformValue(of: self, x) }
}

extension BinaryOperator {
  /// With the platform's scalar functions.
  package func value(_ x: Double, _ y: Double) -> Double { platformValue(of: self, x, y) }
}

// Outside of the enums, whose cases share the functions' names.

private func platformValue(of op: UnaryOperator, _ x: Double) -> Double {
  switch op {
  case .negate, .not, .sqrt, .abs, .floor, .ceil: op.evaluate(x)
  case .exp: exp(x)
  case .ln: log(x)
  case .log10: log10(x)
  case .sin: sin(x)
  case .cos: cos(x)
  case .tan: tan(x)
  case .asin: asin(x)
  case .acos: acos(x)
  case .atan: atan(x)
  case .sinh: sinh(x)
  case .cosh: cosh(x)
  case .tanh: tanh(x)
  case .asinh: asinh(x)
  case .acosh: acosh(x)
  case .atanh: atanh(x)
  case .factorial: tgamma(x + 1)
  }
}

private func platformValue(of op: BinaryOperator, _ x: Double, _ y: Double) -> Double {
  switch op {
  case .power: pow(x, y)
  case .remainder: x.truncatingRemainder(dividingBy: y)
  case .add, .subtract, .multiply, .divide, .min, .max, .less, .lessEqual, .equal, .notEqual, .and, .or:
    op.evaluate(x, y)
  }
}
