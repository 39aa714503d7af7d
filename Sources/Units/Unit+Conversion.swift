extension Unit {
  /// A value in this unit, expressed in `target`.
  ///
  /// - Throws: `UnitError` when the dimensions differ.
  package func converting(_ value: Double, to target: Unit) throws(UnitError) -> Double {
    guard dimension == target.dimension else {
      throw UnitError(
        .incompatible(from: symbol, to: target.symbol, remedy: remedy(for: target)), in: symbol)
    }
    return (scale * target.scale.inverse).applied(to: value)
  }

  /// A value in this unit, expressed in `target`, where one may count mass and the other amount of
  /// substance, in any power: `nmol/L` → `ng/mL`, `1/(nM*h)` → `mL/(ng*h)`.
  ///
  /// - Parameter molarMass: Mass per amount, positive, such as 398.5 g/mol.
  /// - Throws: `UnitError` when the molar mass is not mass per amount, or the dimensions differ in more
  ///   than mass against amount.
  package func converting(
    _ value: Double, to target: Unit, molarMass: Quantity
  ) throws(UnitError) -> Double {
    if dimension == target.dimension { return try converting(value, to: target) }
    guard molarMass.unit.dimension == Self.molarMassDimension, molarMass.value > 0 else {
      throw UnitError(
        .incompatible(
          from: symbol, to: target.symbol,
          remedy: "the molar mass is \(molarMass); expected a positive value such as '398.5 g/mol'"),
        in: symbol)
    }
    let power = target.dimension[.mass] - dimension[.mass]
    guard dimension * Self.molarMassDimension.raised(to: power) == target.dimension else {
      throw UnitError(.incompatible(from: symbol, to: target.symbol, remedy: nil), in: symbol)
    }
    let weight = molarMass.unit.scale.raised(to: power) * scale * target.scale.inverse
    return (Scale(molarMass.value).raised(to: power) * weight).applied(to: value)
  }

  /// Mass per amount of substance.
  package static let molarMassDimension = Dimension(.mass) / Dimension(.amount)

  private func remedy(for target: Unit) -> String? {
    let power = target.dimension[.mass] - dimension[.mass]
    if power != .zero, dimension * Self.molarMassDimension.raised(to: power) == target.dimension {
      return "mass and amount convert only with a molar mass"
    }
    return "their dimensions differ (\(baseDescription) and \(target.baseDescription))"
  }

  /// The dimension in base symbols: `kg*m^-3*s^-1`; `1` for none.
  package var baseDescription: String {
    let parts = Dimension.Base.allCases.compactMap { base -> String? in
      let exponent = dimension[base]
      if exponent == .zero { return nil }
      if exponent == .one { return base.symbol }
      return exponent.isWhole ? "\(base.symbol)^\(exponent)" : "\(base.symbol)^(\(exponent))"
    }
    return parts.isEmpty ? "dimensionless" : parts.joined(separator: "*")
  }
}
