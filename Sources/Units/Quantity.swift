/// A number with its unit, as it stands at an edge: text, evidence, scenario, report.
package struct Quantity: Hashable, Sendable, CustomStringConvertible {
  package let value: Double
  package let unit: Unit

  package init(_ value: Double, _ unit: Unit) {
    self.value = value
    self.unit = unit
  }

  /// Reads `5 g`, `25.4mg`, `1e-3 L/h`, `30 %`; a number alone is dimensionless.
  ///
  /// - Throws: `UnitError` when the number or the unit cannot be read.
  package init(parsing text: String, in table: UnitTable = UnitTable()) throws(UnitError) {
    let characters = Array(text.trimmingSpaces)
    let length = UnitParser.numberLength(in: characters, from: 0, signed: true)
    guard length > 0, let value = Double(String(characters[..<length])), value.isFinite else {
      throw UnitError(
        .malformed(expected: "expected a number and a unit, such as '5 g'"), in: text, column: 1)
    }
    let rest = String(characters[length...]).trimmingSpaces
    if rest.first == "," {
      throw UnitError(
        .malformed(expected: "the decimal sign is a point, not a comma"), in: text, column: length + 1)
    }
    // `5 1/h` is a rate; `1 2 mg` is two numbers.
    if let next = rest.first, next.isNumber, !rest.dropFirst().trimmingSpaces.hasPrefix("/") {
      throw UnitError(
        .malformed(expected: "a second number stands where a unit is expected"), in: text, column: length + 1)
    }
    self.value = value
    self.unit = rest.isEmpty ? .dimensionless : try Unit(parsing: rest, in: table)
  }

  package func converted(to target: Unit) throws(UnitError) -> Quantity {
    Quantity(try unit.converting(value, to: target), target)
  }

  package func converted(to target: Unit, molarMass: Quantity) throws(UnitError) -> Quantity {
    Quantity(try unit.converting(value, to: target, molarMass: molarMass), target)
  }

  package var description: String { unit.symbol == "1" ? "\(value)" : "\(value) \(unit.symbol)" }
}
