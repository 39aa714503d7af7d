import Text

/// A mathematical expression as it stands in a model file, with the place of every part.
///
/// Names keep their spelling; a dotted path into a submodel (`A.x`) is one name.
package indirect enum Formula: Sendable, Hashable {
  /// A literal; `unit` where the text attaches one (`3 mL`).
  case number(Double, unit: String?, at: SourcePosition)
  case name(String, at: SourcePosition)
  /// The simulation time symbol.
  case time(at: SourcePosition)
  /// A built-in operator or function.
  case apply(Operator, [Formula], at: SourcePosition)
  /// A function that the document defines.
  case call(String, [Formula], at: SourcePosition)

  package enum Operator: String, Sendable, Hashable, CaseIterable {
    case add, subtract, multiply, divide, power, negate
    case less, lessEqual, greater, greaterEqual, equal, notEqual
    case and, or, not, xor
    /// `piecewise(value1, condition1, value2, condition2, …, otherwise)`; without an otherwise, NaN.
    case piecewise
    /// `ln` is the natural logarithm; `log10` base 10; `logBase(b, x)`; `root(n, x)`.
    case exp, ln, log10, logBase, sqrt, root, abs, floor, ceil, factorial
    case sin, cos, tan, sec, csc, cot, asin, acos, atan, asec, acsc, acot
    case sinh, cosh, tanh, sech, csch, coth, asinh, acosh, atanh, asech, acsch, acoth
    case max, min, quotient, rem, implies
    /// `rateOf(x)`: time derivative of a symbol. `delay(x, tau)`.
    case rateOf, delay
  }

  package var position: SourcePosition {
    switch self {
    case .number(_, _, let position), .name(_, let position), .time(let position),
      .apply(_, _, let position), .call(_, _, let position):
      position
    }
  }
}
