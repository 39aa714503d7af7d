/// A physical dimension: rational exponents of the base quantities of SBML.
///
/// Substance amount (mole) and counted items stay apart, as they do in SBML; radian, percent and scale
/// points are dimensionless.
package struct Dimension: Hashable, Sendable {
  package enum Base: Int, Sendable, Hashable, CaseIterable {
    case mass, amount, length, time, item, temperature, current, luminosity

    /// SI symbol in which factors are counted.
    package var symbol: String {
      switch self {
      case .mass: "kg"
      case .amount: "mol"
      case .length: "m"
      case .time: "s"
      case .item: "item"
      case .temperature: "K"
      case .current: "A"
      case .luminosity: "cd"
      }
    }
  }

  private var exponents: [Rational]

  package static let dimensionless = Dimension(exponents: Array(repeating: .zero, count: Base.allCases.count))

  private init(exponents: [Rational]) { self.exponents = exponents }

  package init(_ base: Base, _ exponent: Rational = .one) {
    self = .dimensionless
    exponents[base.rawValue] = exponent
  }

  package subscript(_ base: Base) -> Rational { exponents[base.rawValue] }

  package var isDimensionless: Bool { exponents.allSatisfy { $0 == .zero } }

  package static func * (a: Dimension, b: Dimension) -> Dimension {
    Dimension(exponents: zip(a.exponents, b.exponents).map { $0 + $1 })
  }
  package static func / (a: Dimension, b: Dimension) -> Dimension {
    Dimension(exponents: zip(a.exponents, b.exponents).map { $0 - $1 })
  }
  package func raised(to power: Rational) -> Dimension {
    Dimension(exponents: exponents.map { $0 * power })
  }
}
