import Testing
import Units

@Suite struct AlgebraTests {
  @Test func exponentsAreExact() {
    #expect(Rational(6, -4) == Rational(-3, 2))
    #expect(Rational(1, 3) + Rational(1, 6) == Rational(1, 2))
    #expect(Rational(exactly: 0.75) == Rational(3, 4))
    #expect(Rational(exactly: -1.0 / 3.0) == Rational(-1, 3))
    #expect(Rational(exactly: .infinity) == nil)
    #expect(Rational(exactly: 0.123_456_789) == nil)
    #expect(Rational(1, 3) < Rational(1, 2))
  }

  @Test func productsCompose() throws {
    let (mg, L, h) = (try Unit(parsing: "mg"), try Unit(parsing: "L"), try Unit(parsing: "h"))
    let rate = mg / L / h
    #expect(rate.isEquivalent(to: try Unit(parsing: "mg/(L*h)")))
    #expect((rate * h * L / mg).isDimensionless)
    #expect((L / h).symbol == "L/h")
    #expect((mg / (L / h)).symbol == "mg/(L/h)")
    #expect(mg.pow(2).raised(to: Rational(1, 2)).isEquivalent(to: mg))
    // A composed symbol can be read again.
    #expect(try Unit(parsing: (mg / (L / h)).symbol).isEquivalent(to: mg * h / L))
  }

  @Test func suggestsNearSpellings() {
    #expect(Spelling.nearest(to: "A_centarl", among: ["A_gut", "A_central"]) == "A_central")
    #expect(Spelling.nearest(to: "cl", among: ["V", "CL"]) == "CL")
    #expect(Spelling.nearest(to: "k", among: ["V", "q"]) == nil)
    #expect(Spelling.nearest(to: "x", among: []) == nil)
  }
}
