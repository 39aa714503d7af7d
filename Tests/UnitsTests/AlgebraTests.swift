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

@Suite struct ReadableTests {
  @Test(arguments: [
    ("L*(mg/L)/h", "mg/h", "mg_per_hour"), ("mg/(L*h)", "mg/L/h", "mg_per_litre_per_hour"),
    ("L/h", "L/h", "litre_per_hour"),
    ("1/h", "1/h", "per_hour"), ("mL/(min*kg)", "mL/min/kg", "mL_per_minute_per_kg"),
    ("mg*h/L", "mg*h/L", "mg_hour_per_litre"),
    ("ng/mL*L", "ug", "ug"), ("nmol/L/h", "nmol/L/h", "nmol_per_litre_per_hour"),
    ("kg/m^2", "kg/m^2", "kg_per_m2"),
    ("mg/mg", "1", "dimensionless"), ("mg^2", "mg^2", "mg2"),
  ])
  func arithmeticReadsShort(_ text: String, _ readable: String, _ identifier: String) throws {
    let unit = try Unit(parsing: text)
    // Order of parts is free as long as the meaning holds.
    #expect(try Unit(parsing: unit.readable).isEquivalent(to: unit))
    #expect(unit.readable.count <= readable.count)
    let name = try #require(unit.identifier)
    #expect(try Unit(parsing: name).isEquivalent(to: unit), "\(name) for \(identifier)")
  }

  @Test func namesStay() throws {
    var table = UnitTable()
    try table.define("dose", as: "mg/kg")
    #expect(try Unit(parsing: "dose", in: table).readable == "dose")
    #expect(try Unit(parsing: "L").readable == "L")
    #expect(try Unit(parsing: "points").readable == "points")
    for (name, expression, shown) in [
      ("ng_per_mL", "1e-6 gram/litre", "ng/mL"), ("per_hour", "1/(3600 second)", "1/h"),
      ("mg_h_per_L", "mg*h/L", "mg*h/L"),
      ("litre_per_hour", "litre/(3600 second)", "L/h"), ("kg_per_m2", "kg/m2", "kg/m2"),
      // A name that says one thing and means another is left alone.
      ("ug_per_mg", "1e-3 dimensionless", "ug/mg"), ("mg_per_L", "g/litre", "mg_per_L"),
    ] {
      try table.define(name, as: expression)
      #expect(try Unit(parsing: name, in: table).readable == shown)
    }
    #expect(try Unit(parsing: "10^3").readable == "1000")
    #expect(try Unit(parsing: "kg^0.75").identifier == nil)
  }
}
