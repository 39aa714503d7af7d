import CSleefLanes

/// Elementary functions for single numbers and rows, the same bits as a tape gives.
package enum ElementaryFunctions {
  /// Library and vector form in use, for the provenance of a result.
  package static var description: String {
    unsafe String(cString: sleef_lanes_description())
  }

  package static func exp(_ x: Double) -> Double { sleef_scalar_unary(SLEEF_LANES_EXP, x) }
  package static func log(_ x: Double) -> Double { sleef_scalar_unary(SLEEF_LANES_LOG, x) }
  package static func power(_ x: Double, _ y: Double) -> Double { sleef_scalar_pow(x, y) }

  /// One operation in portable scalar code, one rounding each: what tapes are tested against.
  package static func evaluate(_ operation: Operation, _ a: Double, _ b: Double, _ c: Double) -> Double {
    func truth(_ x: Bool) -> Double { x ? 1 : 0 }
    switch operation {
    case .copy: return a
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .divide: return a / b
    case .multiplyAdd: return c.addingProduct(a, b)
    case .multiplySubtract: return (-c).addingProduct(a, b)
    case .negativeMultiplyAdd: return c.addingProduct(-a, b)
    case .negate: return -a
    case .absolute: return Swift.abs(a)
    case .squareRoot: return a.squareRoot()
    case .floor: return a.rounded(.down)
    case .ceil: return a.rounded(.up)
    case .minimum: return b < a ? b : a
    case .maximum: return b > a ? b : a
    case .less: return truth(a < b)
    case .lessEqual: return truth(a <= b)
    case .equal: return truth(a == b)
    case .notEqual: return truth(a != b)
    case .and: return truth(a != 0 && b != 0)
    case .or: return truth(a != 0 || b != 0)
    case .not: return truth(a == 0)
    case .select: return a != 0 ? b : c
    case .remainder: return a.truncatingRemainder(dividingBy: b)
    case .power: return sleef_scalar_pow(a, b)
    case .factorial: return sleef_scalar_unary(SLEEF_LANES_GAMMA, a + 1)
    case .exp: return sleef_scalar_unary(SLEEF_LANES_EXP, a)
    case .log: return sleef_scalar_unary(SLEEF_LANES_LOG, a)
    case .log10: return sleef_scalar_unary(SLEEF_LANES_LOG10, a)
    case .sin: return sleef_scalar_unary(SLEEF_LANES_SIN, a)
    case .cos: return sleef_scalar_unary(SLEEF_LANES_COS, a)
    case .tan: return sleef_scalar_unary(SLEEF_LANES_TAN, a)
    case .asin: return sleef_scalar_unary(SLEEF_LANES_ASIN, a)
    case .acos: return sleef_scalar_unary(SLEEF_LANES_ACOS, a)
    case .atan: return sleef_scalar_unary(SLEEF_LANES_ATAN, a)
    case .sinh: return sleef_scalar_unary(SLEEF_LANES_SINH, a)
    case .cosh: return sleef_scalar_unary(SLEEF_LANES_COSH, a)
    case .tanh: return sleef_scalar_unary(SLEEF_LANES_TANH, a)
    case .asinh: return sleef_scalar_unary(SLEEF_LANES_ASINH, a)
    case .acosh: return sleef_scalar_unary(SLEEF_LANES_ACOSH, a)
    case .atanh: return sleef_scalar_unary(SLEEF_LANES_ATANH, a)
    }
  }
}
