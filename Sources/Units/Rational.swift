/// An exact fraction in lowest terms, for exponents such as the 3/4 of `kg^0.75`.
package struct Rational: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let numerator: Int
  /// Positive.
  package let denominator: Int

  package init(_ whole: Int) {
    numerator = whole
    denominator = 1
  }

  /// - Precondition: `denominator` is not 0.
  package init(_ numerator: Int, _ denominator: Int) {
    precondition(denominator != 0, "a fraction needs a denominator other than 0")
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    let sign = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / divisor
    self.denominator = sign * denominator / divisor
  }

  /// The fraction with a denominator up to 1000 that equals `value` to 1e-12, or nil.
  package init?(exactly value: Double) {
    guard value.isFinite, value.magnitude < 1e6 else { return nil }
    for denominator in 1...1000 {
      let scaled = value * Double(denominator)
      let nearest = scaled.rounded()
      if (scaled - nearest).magnitude <= 1e-12 * Swift.max(1, scaled.magnitude) {
        self.init(Int(nearest), denominator)
        return
      }
    }
    return nil
  }

  package static let zero = Rational(0)
  package static let one = Rational(1)

  package var isWhole: Bool { denominator == 1 }
  package var doubleValue: Double { Double(numerator) / Double(denominator) }

  package static func + (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }
  package static func - (a: Rational, b: Rational) -> Rational { a + -b }
  package static prefix func - (a: Rational) -> Rational { Rational(-a.numerator, a.denominator) }
  package static func * (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.numerator, a.denominator * b.denominator)
  }
  package static func < (a: Rational, b: Rational) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }

  package var description: String { isWhole ? "\(numerator)" : "\(numerator)/\(denominator)" }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a.magnitude, b.magnitude)
    while y != 0 { (x, y) = (y, x % y) }
    return Swift.max(1, Int(x))
  }
}
