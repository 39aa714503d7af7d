extension ExpressionGraph {
  /// What a derivative is taken with respect to.
  package enum Variable: Hashable, Sendable {
    case time
    case symbol(SymbolID)
  }

  /// Exact derivative of an expression; symbols other than the variable are held fixed.
  ///
  /// Where a function has a kink (`abs`, `min`, `max`, a selection's switch), the derivative is that of
  /// the branch in force; at the kink itself, of the branch that the comparison there selects. Steps
  /// (`floor`, `ceil`, comparisons, logic) have derivative 0.
  package mutating func derivative(
    of id: ExpressionID, withRespectTo variable: Variable
  ) -> ExpressionID {
    derivatives(of: [id], withRespectTo: variable)[0]
  }

  /// Derivatives of several expressions, which share the work on what they have in common.
  ///
  /// - Complexity: O(nodes that `roots` use).
  package mutating func derivatives(
    of roots: [ExpressionID], withRespectTo variable: Variable
  ) -> [ExpressionID] {
    let one = constant(1)
    let zero = constant(0)
    return tangents(of: roots, time: variable == .time ? one : zero) {
      variable == .symbol($0) ? one : zero
    }
  }

  /// Derivatives of expressions along a direction: of each symbol and of time it is known how they change.
  ///
  ///     d root = Σ ∂root/∂symbol · d symbol + ∂root/∂t · d t
  ///
  /// - Parameter symbol: The change of a symbol, as an expression of this graph.
  /// - Complexity: O(nodes that `roots` use).
  package mutating func tangents(
    of roots: [ExpressionID], time: ExpressionID, symbol: (SymbolID) -> ExpressionID
  ) -> [ExpressionID] {
    let zero = constant(0)
    var slopes: [ExpressionID: ExpressionID] = [:]
    for id in reachable(from: roots) {
      switch self[id] {
      case .constant: slopes[id] = zero
      case .time: slopes[id] = time
      case .symbol(let name): slopes[id] = symbol(name)
      case .unary, .binary, .select: slopes[id] = slope(of: id, zero: zero) { slopes[$0] ?? zero }
      }
    }
    return roots.map { slopes[$0] ?? zero }
  }

  /// One node's derivative from those of its children.
  mutating func slope(
    of id: ExpressionID, zero: ExpressionID, _ slope: (ExpressionID) -> ExpressionID
  ) -> ExpressionID {
    switch self[id] {
    case .constant, .time, .symbol:
      preconditionFailure("a leaf is given its slope")
    case .unary(let op, let a):
      let da = slope(a)
      return da == zero ? zero : unarySlope(op, a, da, value: id, zero: zero)
    case .binary(let op, let a, let b):
      let (da, db) = (slope(a), slope(b))
      return da == zero && db == zero ? zero : binarySlope(op, a, b, da, db, value: id, zero: zero)
    case .select(let condition, let a, let b):
      return select(condition, slope(a), slope(b))
    }
  }

  /// d f(a) = f′(a)·da
  private mutating func unarySlope(
    _ op: UnaryOperator, _ a: ExpressionID, _ da: ExpressionID, value: ExpressionID, zero: ExpressionID
  ) -> ExpressionID {
    let one = constant(1)
    switch op {
    case .negate: return negate(da)
    case .not, .floor, .ceil: return zero
    case .exp: return multiply(value, da)
    case .ln: return divide(da, a)
    case .log10: return divide(da, multiply(a, constant(2.302_585_092_994_045_7)))
    case .sqrt: return divide(da, multiply(constant(2), value))
    case .abs: return select(binary(.less, a, zero), negate(da), da)
    case .sin: return multiply(unary(.cos, a), da)
    case .cos: return negate(multiply(unary(.sin, a), da))
    case .tan: return multiply(add(one, multiply(value, value)), da)
    case .asin: return divide(da, unary(.sqrt, subtract(one, multiply(a, a))))
    case .acos: return negate(divide(da, unary(.sqrt, subtract(one, multiply(a, a)))))
    case .atan: return divide(da, add(one, multiply(a, a)))
    case .sinh: return multiply(unary(.cosh, a), da)
    case .cosh: return multiply(unary(.sinh, a), da)
    case .tanh: return multiply(subtract(one, multiply(value, value)), da)
    case .asinh: return divide(da, unary(.sqrt, add(multiply(a, a), one)))
    case .acosh: return divide(da, unary(.sqrt, subtract(multiply(a, a), one)))
    case .atanh: return divide(da, subtract(one, multiply(a, a)))
    // dΓ(a + 1)/da = Γ(a + 1)·ψ(a + 1)
    case .factorial: return multiply(multiply(value, digammaOfSuccessor(a)), da)
    }
  }

  private mutating func binarySlope(
    _ op: BinaryOperator, _ a: ExpressionID, _ b: ExpressionID, _ da: ExpressionID, _ db: ExpressionID,
    value: ExpressionID, zero: ExpressionID
  ) -> ExpressionID {
    switch op {
    case .add: return add(da, db)
    case .subtract: return subtract(da, db)
    case .multiply: return add(multiply(da, b), multiply(a, db))
    // d(a/b) = (da − (a/b)·db)/b
    case .divide: return divide(subtract(da, multiply(value, db)), b)
    case .power: return powerSlope(a, b, da, db, value: value, zero: zero)
    case .min: return select(binary(.less, b, a), db, da)
    case .max: return select(binary(.less, a, b), db, da)
    case .less, .lessEqual, .equal, .notEqual, .and, .or: return zero
    // rem(a, b) = a − b·trunc(a/b), the truncated quotient standing still between its steps
    case .remainder: return subtract(da, multiply(divide(subtract(a, value), b), db))
    }
  }

  /// d(a^b) = b·a^(b−1)·da + a^b·ln(a)·db, where a^b·ln(a) → 0 at a = 0.
  private mutating func powerSlope(
    _ a: ExpressionID, _ b: ExpressionID, _ da: ExpressionID, _ db: ExpressionID, value: ExpressionID,
    zero: ExpressionID
  ) -> ExpressionID {
    var sum = zero
    if da != zero {
      let lowered = power(a, subtract(b, constant(1)))
      sum = multiply(multiply(b, lowered), da)
    }
    if db == zero { return sum }
    let growth = select(binary(.equal, a, zero), zero, multiply(value, unary(.ln, a)))
    return add(sum, multiply(growth, db))
  }

  /// ψ(x + 1), to about 1e-13 for x > −1: nine steps up the recurrence, then the asymptotic series
  /// ψ(z) ~ ln z − 1/(2z) − Σ B₂ₖ/(2k·z²ᵏ) (NIST Digital Library of Mathematical Functions, §5.11.2).
  private mutating func digammaOfSuccessor(_ x: ExpressionID) -> ExpressionID {
    let steps = 9
    let one = constant(1)
    let z = add(x, constant(Double(steps + 1)))
    let inverse = divide(one, z)
    let square = multiply(inverse, inverse)
    let coefficients = [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32_760]
    var series = constant(0)
    for coefficient in coefficients.reversed() {
      series = multiply(square, add(constant(coefficient), series))
    }
    var result = subtract(subtract(unary(.ln, z), multiply(constant(0.5), inverse)), series)
    for step in 1...steps { result = subtract(result, divide(one, add(x, constant(Double(step))))) }
    return result
  }
}
