import Testing
import Units

@Suite struct UnitParsingTests {
  /// Spelling, factor to SI and dimension in base symbols.
  @Test(arguments: spellings)
  func readsSpelling(_ text: String, _ factor: Double, _ dimension: String) throws {
    let unit = try Unit(parsing: text)
    #expect(unit.baseDescription == dimension)
    #expect((unit.factor / factor - 1).magnitude < 1e-14)
  }

  /// A name that is a unit by itself is never split into a prefix and another unit.
  @Test(arguments: wholeNames)
  func prefersWholeNames(_ text: String, _ dimension: String, _ factor: Double) throws {
    let unit = try Unit(parsing: text)
    #expect(unit.baseDescription == dimension)
    #expect((unit.factor / factor - 1).magnitude < 1e-14)
  }

  /// Time units beyond the second take no prefix.
  @Test(arguments: [
    "mh", "kmin", "md", "kwk", "ka", "umcg", "m%", "kpoints", "milli", "kilomg", "mmilligram",
  ])
  func refusesPrefix(_ text: String) {
    #expect(throws: UnitError.self) { try Unit(parsing: text) }
  }

  @Test(arguments: [
    ("mgg", "unknown unit 'mgg'; did you mean 'mg'?"),
    ("MG/L", "unknown unit 'MG' in 'MG/L'; did you mean 'mg'?"),
    ("ng/ml/huor", "unknown unit 'huor' in 'ng/ml/huor'; did you mean 'hour'?"),
    ("litr", "unknown unit 'litr'; did you mean 'litre'?"),
    ("bananas", "unknown unit 'bananas'"),
    ("", "cannot read the unit '': it is blank; write 1 or dimensionless for none"),
    ("mg/", "cannot read the unit 'mg/': it ends where a unit is expected (column 4 of 'mg/')"),
    ("mg/(L*h", "cannot read the unit 'mg/(L*h': the '(' is not closed (column 4 of 'mg/(L*h')"),
    ("mg/L h", "cannot read the unit 'mg/L h': expected '*' or '/' before 'h' (column 6 of 'mg/L h')"),
    ("mg)", "cannot read the unit 'mg)': unexpected ')' (column 3 of 'mg)')"),
    ("celsius", "unit 'celsius' is not supported: a scale with an offset has no factor; use kelvin"),
    ("months", "unit 'months' is not supported: a month has no fixed length; use days or weeks"),
    ("pH", "unit 'pH' is not supported: it is a logarithm; use the concentration or dimensionless"),
    ("10*3/uL", "cannot read the unit '10*3/uL': '10*' before a number has two readings; write 10^3 or 30"),
    (
      "m^x",
      "cannot read the unit 'm^x': expected an exponent up to 1000, such as 2, -1 or 0.75 (column 3 of 'm^x')"
    ),
  ])
  func namesTheFault(_ text: String, _ message: String) {
    let error = #expect(throws: UnitError.self) { try Unit(parsing: text) }
    #expect(error?.description == message)
  }

  @Test func refusesTwoReadingsOfNames() {
    #expect(throws: UnitError.self) { try Unit(parsing: "L_per_h_kg") }
    #expect(throws: UnitError.self) { try Unit(parsing: "per") }
    #expect(throws: UnitError.self) { try Unit(parsing: "L_per_") }
  }

  @Test func keepsTheSpelling() throws {
    #expect(try Unit(parsing: " L / h ").symbol == "L / h")
    #expect(try Unit(parsing: "ng/mL") != Unit(parsing: "ug/L"))
    #expect(try Unit(parsing: "ng/mL").isEquivalent(to: Unit(parsing: "ug/L")))
  }

  @Test func definitionsOfAModelPrevail() throws {
    var table = UnitTable()
    try table.define("conc", as: "ng/mL")
    try table.define("hour", as: "3600 second")
    try table.define("clearance", as: "litre/hour")
    let unit = try Unit(parsing: "conc*clearance", in: table)
    #expect(unit.isEquivalent(to: try Unit(parsing: "ug/h")))
    #expect(table.name(for: try Unit(parsing: "L/h")) == "clearance")
    #expect(throws: UnitError.self) { try table.define("x", as: "clearence") }
    let error = #expect(throws: UnitError.self) { try Unit(parsing: "clearence", in: table) }
    #expect(error?.description == "unknown unit 'clearence'; did you mean 'clearance'?")
  }

  /// Hostile text ends in an error or a unit, never in a trap or a hang.
  @Test func survivesHostileText() {
    var texts = [
      String(repeating: "(", count: 10_000), String(repeating: "m^", count: 1000), "1e400", "1e-400 m", "0 m",
      "((((m^1000)^1000)^1000)^1000)^1000", "(10^300)^300", "m^99999999999999999999",
      "m2147483648999999999999",
      "m^(1/0)", "m^(1/997)*m^(1/991)*m^(1/983)*m^(1/977)", "\u{0}", "🧪", "m^-", "--", "1.2.3", "1e", "[",
      "{",
      String(repeating: "kg*", count: 5000) + "kg", String(repeating: "kg/", count: 500) + "kg",
    ]
    let alphabet = Array("mgLh/*^-+().123e%_ {}[]µ²⁻per")
    var state: UInt64 = 7
    for _ in 0..<4000 {
      var text = ""
      for _ in 0..<(3 + Int(state >> 60)) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(alphabet[Int((state >> 33) % UInt64(alphabet.count))])
      }
      texts.append(text)
    }
    var read = 0
    for text in texts {
      if let unit = try? Unit(parsing: text) {
        read += 1
        #expect(unit.factor > 0 && unit.factor.isFinite)
      }
    }
    #expect(read > 0)
  }
}

private let spellings: [(String, Double, String)] = [
  ("mg", 1e-6, "kg"), ("ug/L", 1e-6, "kg*m^-3"), ("µg/L", 1e-6, "kg*m^-3"), ("μg/L", 1e-6, "kg*m^-3"),
  ("mcg/l", 1e-6, "kg*m^-3"), ("ng/mL", 1e-6, "kg*m^-3"), ("nmol/L", 1e-6, "mol*m^-3"),
  ("nM", 1e-6, "mol*m^-3"), ("L/h/kg", 1e-3 / 3600, "kg^-1*m^3*s^-1"), ("1/min", 1.0 / 60, "s^-1"),
  ("/min", 1.0 / 60, "s^-1"), ("%", 0.01, "dimensionless"), ("mg/(L*h)", 1e-3 / 3600, "kg*m^-3*s^-1"),
  ("mg·L⁻¹·h⁻¹", 1e-3 / 3600, "kg*m^-3*s^-1"), ("h^-1", 1.0 / 3600, "s^-1"), ("h-1", 1.0 / 3600, "s^-1"),
  ("h**-1", 1.0 / 3600, "s^-1"), ("litre", 1e-3, "m^3"), ("dimensionless", 1, "dimensionless"),
  ("points", 1, "dimensionless"), ("points2", 1, "dimensionless"), ("wk", 604_800, "s"),
  ("1", 1, "dimensionless"),
  ("{score}", 1, "dimensionless"), ("mg{leaf}", 1e-6, "kg"), ("kg/m2", 1, "kg*m^-2"), ("cm3", 1e-6, "m^3"),
  ("m²", 1, "m^2"), ("kg^0.75", 1, "kg^(3/4)"), ("kg^(3/4)", 1, "kg^(3/4)"), ("kg^(-1/4)", 1, "kg^(-1/4)"),
  ("3600 second", 3600, "s"), ("1/3600 second", 1.0 / 3600, "s^-1"), ("1e-3 g", 1e-6, "kg"),
  ("mL/min/1.73m2", 1e-6 / 60 / 1.73, "m*s^-1"), ("10^6/L", 1e9, "m^-3"), ("mg.h/L", 3.6, "kg*m^-3*s"),
  ("ng*h/mL", 1e-6 * 3600, "kg*m^-3*s"), ("mg per day", 1e-6 / 86_400, "kg*s^-1"),
  ("milligram", 1e-6, "kg"), ("micromole/litre", 1e-3, "mol*m^-3"), ("hours", 3600, "s"),
  ("litre_per_hour", 1e-3 / 3600, "m^3*s^-1"), ("per_hour", 1.0 / 3600, "s^-1"),
  ("ng_h_per_mL", 1e-6 * 3600, "kg*m^-3*s"),
  ("mL_per_min_per_kg", 1e-6 / 60, "kg^-1*m^3*s^-1"), ("avogadro", 6.022_140_76e23, "dimensionless"),
  ("item", 1, "item"), ("J/(mol*K)", 1, "kg*mol^-1*m^2*s^-2*K^-1"), ("  mg / L ", 1e-3, "kg*m^-3"),
  ("((mg))", 1e-6, "kg"), ("g/mol", 1e-3, "kg*mol^-1"),
]

private let wholeNames: [(String, String, Double)] = [
  ("min", "s", 60.0), ("d", "s", 86_400), ("h", "s", 3600), ("m", "m", 1), ("cd", "cd", 1),
  ("a", "s", 31_557_600),
  ("Pa", "kg*m^-1*s^-2", 1), ("mol", "mol", 1), ("T", "kg*s^-2*A^-1", 1), ("mm", "m", 1e-3),
  ("M", "mol*m^-3", 1e3),
  ("mM", "mol*m^-3", 1), ("nm", "m", 1e-9), ("kat", "mol*s^-1", 1), ("dag", "kg", 1e-2), ("dg", "kg", 1e-4),
  ("Gy", "m^2*s^-2", 1), ("mmol", "mol", 1e-3), ("cm", "m", 1e-2), ("mmHg", "kg*m^-1*s^-2", 133.322_387_415),
]
