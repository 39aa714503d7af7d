import Testing
import Units

@Suite struct ConversionTests {
  /// Conversions a person does in the head are exact.
  @Test(arguments: [
    (5.0, "ng/mL", "ug/L", 5.0), (90, "min", "h", 1.5), (2, "wk", "h", 336), (1, "d", "min", 1440),
    (0.1, "g", "mg", 100),
    (25.4, "mg", "g", 0.0254), (7, "d", "wk", 1), (1, "nM", "nmol/L", 1), (250, "mL", "L", 0.25),
    (30, "%", "1", 0.3),
    (3, "L/h", "mL/min", 50), (0.3, "fraction", "percent", 30), (1, "a", "d", 365.25),
    (20, "points", "1", 20),
    (1, "kJ", "J", 1000), (1, "ug/dL", "ng/mL", 10), (1, "1/h", "1/d", 24), (60, "1/h", "1/min", 1),
  ])
  func convertsExactly(_ value: Double, _ from: String, _ to: String, _ expected: Double) throws {
    #expect(try Unit(parsing: from).converting(value, to: try Unit(parsing: to)) == expected)
  }

  @Test func thereAndBackAgain() throws {
    for (a, b) in [("L/h/kg", "mL/min/kg"), ("kg^0.75", "g^0.75"), ("mmHg", "Pa"), ("umol/L", "nM")] {
      let (from, to) = (try Unit(parsing: a), try Unit(parsing: b))
      let back = try to.converting(try from.converting(1.2345, to: to), to: from)
      #expect((back / 1.2345 - 1).magnitude < 1e-15)
    }
  }

  @Test(arguments: [
    (1.0, "nM", "ng/mL", 0.4), (0.4, "ng/mL", "nmol/L", 1), (1, "umol", "mg", 0.4),
    (2, "mL/(ng*h)", "1/(nM*h)", 0.8),
    (1, "pmol/mg", "g/g", 4e-7), (3, "mol^2", "g^2", 480_000), (1, "mg/L", "ug/mL", 1),
  ])
  func convertsMassAndAmount(_ value: Double, _ from: String, _ to: String, _ expected: Double) throws {
    let molarMass = try Quantity(parsing: "400 g/mol")
    let got = try Unit(parsing: from).converting(value, to: try Unit(parsing: to), molarMass: molarMass)
    #expect((got / expected - 1).magnitude < 1e-14)
  }

  @Test func refusesOtherDimensions() throws {
    let (mg, h, nmol) = (try Unit(parsing: "mg"), try Unit(parsing: "h"), try Unit(parsing: "nmol"))
    let plain = #expect(throws: UnitError.self) { try mg.converting(1, to: h) }
    #expect(plain?.description == "cannot convert mg to h; their dimensions differ (kg and s)")
    let amount = #expect(throws: UnitError.self) { try mg.converting(1, to: nmol) }
    #expect(
      amount?.description == "cannot convert mg to nmol; mass and amount convert only with a molar mass")
    let wrong = #expect(throws: UnitError.self) {
      try mg.converting(1, to: nmol, molarMass: try Quantity(parsing: "400 g"))
    }
    #expect(wrong?.description.contains("400.0 g; expected a positive value such as '398.5 g/mol'") == true)
    #expect(throws: UnitError.self) {
      try mg.converting(1, to: h, molarMass: try Quantity(parsing: "400 g/mol"))
    }
    // Counted items are no amount of substance.
    #expect(throws: UnitError.self) { try Unit(parsing: "item").converting(1, to: nmol) }
  }

  @Test(arguments: [
    ("5 g", 5.0, "g"), ("25.4mg", 25.4, "mg"), ("-1e-3 L/h", -1e-3, "L/h"), ("12", 12, "1"),
    ("30 %", 30, "%"),
    ("1.5e3", 1500, "1"), (".5 h", 0.5, "h"), ("5 1/h", 5, "1/h"),
  ])
  func readsQuantities(_ text: String, _ value: Double, _ unit: String) throws {
    let quantity = try Quantity(parsing: text)
    #expect(quantity.value == value)
    #expect(quantity.unit.symbol == unit)
  }

  @Test(arguments: ["", "mg", "five mg", "1,5 mg", "1 2 mg", "nan mg", "inf", "5 mgg", "5 mg/"])
  func refusesQuantities(_ text: String) {
    #expect(throws: UnitError.self) { try Quantity(parsing: text) }
  }
}
