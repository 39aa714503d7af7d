/// A polynomial in one variable, for the weights of interpolants: written as in papers, evaluated by Horner's
/// rule in scalar code and on tapes alike.
package struct Polynomial: Sendable, Hashable {
  /// Coefficients of 1, x, x², …
  package var coefficients: [Double]

  package init(_ coefficients: [Double]) { self.coefficients = coefficients }

  /// The variable itself.
  package static let x = Polynomial([0, 1])

  package func callAsFunction(_ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $1 + x * $0 }
  }

  package static func + (a: Polynomial, b: Polynomial) -> Polynomial {
    let count = max(a.coefficients.count, b.coefficients.count)
    func at(_ p: Polynomial, _ i: Int) -> Double { i < p.coefficients.count ? p.coefficients[i] : 0 }
    return Polynomial((0..<count).map { at(a, $0) + at(b, $0) })
  }

  package static func * (a: Polynomial, b: Polynomial) -> Polynomial {
    guard !a.coefficients.isEmpty, !b.coefficients.isEmpty else { return Polynomial([]) }
    var product = [Double](repeating: 0, count: a.coefficients.count + b.coefficients.count - 1)
    for (i, p) in a.coefficients.enumerated() {
      for (j, q) in b.coefficients.enumerated() { product[i + j] += p * q }
    }
    return Polynomial(product)
  }

  package static func * (a: Double, b: Polynomial) -> Polynomial {
    Polynomial(b.coefficients.map { a * $0 })
  }
  package static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + -1 * b }
  package static func - (a: Double, b: Polynomial) -> Polynomial { Polynomial([a]) - b }
}
