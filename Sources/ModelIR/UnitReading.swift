import Units

/// What the unit of a formula is known to be.
///
/// A bare number that multiplies may be a pure factor or a conversion (`1000*A/V` turns mg/L into
/// ng/mL), so a formula can have several readings; two formulas agree where any two readings do.
enum UnitReading {
  /// The first reading takes every bare number as a pure factor. Never empty; one dimension.
  case known([Unit])
  /// A number without a unit, or arithmetic on such numbers.
  case number(Double)
  case unknown

  static let dimensionless = UnitReading.known([.dimensionless])

  /// Readings of a formula as a factor of a product.
  var factors: [Unit]? {
    switch self {
    case .known(let units): return units
    case .number(let value):
      guard Self.isConversion(value) else { return [.dimensionless] }
      return [.dimensionless, Unit.dimensionless.multiplied(by: 1 / value.magnitude)]
    case .unknown: return nil
    }
  }

  /// Whether a reading means the same as `unit`.
  func agrees(with unit: Unit) -> Bool {
    switch self {
    case .known(let units): units.contains { $0.isEquivalent(to: unit) }
    case .number(let value): value == 0 || !value.isFinite || (unit.isDimensionless && unit.factor == 1)
    case .unknown: true
    }
  }

  static func product(_ a: UnitReading, _ b: UnitReading) -> UnitReading {
    if case .number(let x) = a, case .number(let y) = b { return .number(x * y) }
    if a.isZero || b.isZero { return .number(0) }
    guard let left = a.factors, let right = b.factors else { return .unknown }
    return combined(left, right) { $0 * $1 }
  }

  static func quotient(_ a: UnitReading, _ b: UnitReading) -> UnitReading {
    if case .number(let x) = a, case .number(let y) = b { return .number(x / y) }
    if a.isZero { return .number(0) }
    guard let left = a.factors, let right = b.factors else { return .unknown }
    return combined(left, right) { $0 / $1 }
  }

  func raised(to power: Rational) -> UnitReading {
    switch self {
    case .known(let units): .known(units.map { $0.raised(to: power) })
    case .number, .unknown: .dimensionless
    }
  }

  /// The readings that two summands share, or nil where they disagree.
  static func common(_ a: [Unit], _ b: [Unit]) -> [Unit]? {
    let shared = a.filter { x in b.contains { $0.isEquivalent(to: x) } }
    return shared.isEmpty ? nil : shared
  }

  var isZero: Bool {
    if case .number(let value) = self { value == 0 } else { false }
  }

  private static func combined(
    _ left: [Unit], _ right: [Unit], _ operation: (Unit, Unit) -> Unit
  ) -> UnitReading {
    var units: [Unit] = []
    for a in left {
      for b in right {
        let unit = operation(a, b)
        // Past 32 readings further ones would be chance.
        if units.count < 32, !units.contains(where: { $0.isEquivalent(to: unit) }) { units.append(unit) }
      }
    }
    return .known(units)
  }

  /// Numbers that people convert with: powers of ten, and ratios of time units.
  private static func isConversion(_ value: Double) -> Bool {
    let size = value.magnitude
    guard size > 0, size.isFinite, size != 1 else { return false }
    return [size, 1 / size].contains { number in
      var mantissa = number
      while mantissa >= 10 { mantissa /= 10 }
      while mantissa < 1 { mantissa *= 10 }
      // A mantissa of 1 may have come out just below 10.
      return mantissas.contains { near(mantissa, $0) || near(mantissa, 10 * $0) }
    }
  }

  /// 1; 60; 24; 3600; 1440; 86400; 7; 168; 10080; 604800; 365.25 d; 8766 h; 525960 min.
  private static let mantissas = [1, 6, 2.4, 3.6, 1.44, 8.64, 7, 1.68, 1.008, 6.048, 3.6525, 8.766, 5.2596]

  private static func near(_ a: Double, _ b: Double) -> Bool { (a / b - 1).magnitude < 1e-12 }
}
