/// A unit of measure: a dimension, its factor to SI, and the spelling that the user chose.
///
/// Equality includes the spelling; `isEquivalent(to:)` compares the meaning.
package struct Unit: Hashable, Sendable, CustomStringConvertible {
  package let dimension: Dimension
  let scale: Scale
  /// As the user wrote it; composed for products.
  package let symbol: String

  init(dimension: Dimension, scale: Scale, symbol: String) {
    self.dimension = dimension
    self.scale = scale
    self.symbol = symbol
  }

  /// Reads a unit: SBML names (`litre`, `dimensionless`), UCUM spellings (`ug/L`, `h-1`, `wk`, `%`),
  /// products, quotients and powers (`mg/(L*h)`, `kg^0.75`), and the names that `table` defines.
  ///
  /// - Throws: `UnitError` with the column of the fault and the nearest known spelling.
  package init(parsing text: String, in table: UnitTable = UnitTable()) throws(UnitError) {
    var parser = UnitParser(text: text, table: table)
    self = try parser.parse().spelled(text.trimmingSpaces)
  }

  package static let dimensionless = Unit(dimension: .dimensionless, scale: .one, symbol: "1")

  /// Factor to the SI base units.
  package var factor: Double { scale.value }

  package var isDimensionless: Bool { dimension.isDimensionless }

  package func isCompatible(with other: Unit) -> Bool { dimension == other.dimension }

  /// Same dimension and same factor, to rounding; the spelling may differ (`ng/mL`, `ug/L`).
  package func isEquivalent(to other: Unit) -> Bool {
    guard dimension == other.dimension else { return false }
    let ratio = (scale * other.scale.inverse).value
    return (ratio - 1).magnitude <= 1e-9
  }

  /// The same unit under another spelling.
  package func spelled(_ symbol: String) -> Unit {
    Unit(dimension: dimension, scale: scale, symbol: symbol)
  }

  package var description: String { symbol }
}

extension Unit {
  package static func * (a: Unit, b: Unit) -> Unit {
    Unit(
      dimension: a.dimension * b.dimension, scale: a.scale * b.scale,
      symbol: a.symbol == "1" ? b.symbol : b.symbol == "1" ? a.symbol : "\(a.factorSymbol)*\(b.factorSymbol)")
  }

  package static func / (a: Unit, b: Unit) -> Unit {
    Unit(
      dimension: a.dimension / b.dimension, scale: a.scale * b.scale.inverse,
      symbol: b.symbol == "1" ? a.symbol : "\(a.symbol)/\(b.divisorSymbol)")
  }

  package func raised(to power: Rational) -> Unit {
    let exponent = power.isWhole ? "\(power)" : "(\(power))"
    return Unit(
      dimension: dimension.raised(to: power), scale: scale.raised(to: power),
      symbol: power == .one ? symbol : isSimple ? "\(symbol)^\(exponent)" : "(\(symbol))^\(exponent)")
  }

  package func pow(_ power: Int) -> Unit { raised(to: Rational(power)) }

  /// The unit that is `number` times as large; its spelling composes from the number.
  ///
  /// - Precondition: `number` is positive and finite.
  package func multiplied(by number: Double) -> Unit {
    precondition(number > 0 && number.isFinite, "a unit's factor is positive")
    return scaled(by: Scale(number), symbol: "\(number)*\(factorSymbol)")
  }

  /// This unit times a plain number.
  func scaled(by number: Scale, symbol: String) -> Unit {
    Unit(dimension: dimension, scale: scale * number, symbol: symbol)
  }

  private var isSimple: Bool { symbol.allSatisfy { $0.isLetter || $0 == "_" || $0 == "%" } }
  private var factorSymbol: String { symbol.contains("/") ? "(\(symbol))" : symbol }
  private var divisorSymbol: String { symbol.contains("/") || symbol.contains("*") ? "(\(symbol))" : symbol }
}

extension StringProtocol {
  var trimmingSpaces: String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
