#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A positive factor kept as `numerator / denominator × 10^tens`.
///
/// Prefixes cancel in the integer `tens` and 3600 s stays a whole number, so that conversions a person
/// can do in the head are exact: 5 ng/mL is 5.0 µg/L, 90 min is 1.5 h.
struct Scale: Hashable, Sendable {
  var numerator: Double
  var denominator: Double
  var tens: Int

  init(_ numerator: Double, over denominator: Double = 1, tens: Int = 0) {
    self.numerator = numerator
    self.denominator = denominator
    self.tens = tens
    if self.numerator == self.denominator { (self.numerator, self.denominator) = (1, 1) }
  }

  static let one = Scale(1)

  static func * (a: Scale, b: Scale) -> Scale {
    Scale(a.numerator * b.numerator, over: a.denominator * b.denominator, tens: a.tens + b.tens)
  }
  var inverse: Scale { Scale(denominator, over: numerator, tens: -tens) }

  func raised(to power: Rational) -> Scale {
    if power.isWhole, power.numerator.magnitude <= 64 {
      let base = power.numerator < 0 ? inverse : self
      return (0..<power.numerator.magnitude).reduce(Scale.one) { product, _ in product * base }
    }
    return Scale(pow(value, power.doubleValue))
  }

  /// value × scale with as few roundings as the factors allow.
  func applied(to value: Double) -> Double {
    let up = numerator * Self.powerOfTen(max(tens, 0))
    let down = denominator * Self.powerOfTen(max(-tens, 0))
    // A whole ratio first: 2 × (604800 / 3600) must be 336 exactly.
    let ratio = up / down
    if ratio == ratio.rounded(), ratio * down == up { return value * ratio }
    let inverse = down / up
    if inverse == inverse.rounded(), inverse * up == down { return value / inverse }
    return value * up / down
  }

  var value: Double { applied(to: 1) }

  private static func powerOfTen(_ exponent: Int) -> Double {
    // Exact up to 10^22; beyond, each product rounds once.
    (0..<exponent).reduce(1.0) { product, _ in product * 10 }
  }
}
