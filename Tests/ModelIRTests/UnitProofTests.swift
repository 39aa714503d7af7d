import ModelIR
import Symbolics
import Testing
import Text
import Units

@Suite struct UnitProofTests {
  /// A two-compartment model with everything declared.
  private func model(
    clearance: String = "L_per_h", volume: String = "L", rate: String = "-CL/V*A",
    rule: String = "C := 1000*A/V",
    extra: String = ""
  ) -> String {
    """
    model m()
      unit time_unit = 3600 second
      unit mg = 1e-3 gram
      unit L = litre
      unit hour = 3600 second
      unit L_per_h = litre/hour
      unit ng_per_mL = 1e-6 gram/litre
      unit per_h = 1/hour
      CL = 5; CL has \(clearance)
      V = 10; V has \(volume)
      A = 100; A has mg; A' = \(rate)
      \(rule); C has ng_per_mL
      \(extra)
    end
    """
  }

  private func findings(_ text: String) throws -> [String] {
    try system(text).unitProblems(.model).map(\.description)
  }

  @Test func provesWhatIsDeclared() throws {
    let system = try system(model())
    #expect(system.unitFindings.allSatisfy { $0.verdict == .proven })
    #expect(system.unitProblems(.library).isEmpty)
    #expect(system.timeUnit?.isEquivalent(to: try Unit(parsing: "h")) == true)
    #expect(system.symbol(named: "C").flatMap { system.symbols[$0.index].unit?.symbol } == "ng_per_mL")
  }

  @Test func namesTheConstantWhoseUnitIsWrong() throws {
    #expect(
      try findings(model(clearance: "L"))
        == ["m.ant:11:28: 'CL' has unit L, but the rate of 'A' needs L/h; declare 'CL has L_per_h'"])
    // Without a name in the file, the remedy spells one that the parser of units knows.
    #expect(
      try findings(model(clearance: "L").replacing("unit L_per_h = litre/hour", with: ""))
        == ["m.ant:11:28: 'CL' has unit L, but the rate of 'A' needs L/h; declare 'CL has litre_per_hour'"])
  }

  @Test func namesTheMissingFactor() throws {
    #expect(
      try findings(model(rule: "C := A/V"))
        == ["m.ant:12:9: 'A/V' has unit mg/L, but 'C' needs ng/mL; a factor of 1000 is missing"])
    #expect(try findings(model(rule: "C := 100*A/V")).count == 1)
    #expect(try findings(model(rule: "C := A/V*1e3")).isEmpty)
    #expect(try findings(model(rule: "C := A/(V/1000)")).isEmpty)
    #expect(try findings(model(rule: "C := 500*(A/V + A/V)")).count == 1)
    // 1000 as a plain factor beside the right units is nobody's business.
    #expect(try findings(model(rate: "-1000*CL/V*A")).isEmpty)
  }

  @Test(arguments: [
    ("A + V", "'V' has unit L, but 'A' beside it has unit mg"),
    ("A*exp(V)", "'V' has unit L, but 'exp' needs a dimensionless argument"),
    ("A*ln(CL/V)", "'CL/V' has unit 1/h, but 'ln' needs a dimensionless argument"),
    ("A^(V/V*time)", "'V/V*time' has unit h, but 'power' needs"),
    ("A^(1 + C/C)", "'A' has unit mg, so its exponent must be a number, not '1 + C/C'"),
    ("piecewise(A, V > CL, 2*A)", "'CL' has unit L/h, but 'V' beside it has unit L"),
    ("max(A, V)", "'V' has unit L, but 'A' beside it has unit mg"),
    ("sin(time)", "'time' has unit h, but 'sin' needs"),
    ("f(A, V)", "'y' has unit L, but 'x' beside it has unit mg"),
  ])
  func findsConflictsInside(_ formula: String, _ message: String) throws {
    let text =
      "function f(x, y)\n  x + y\nend\n"
      + model(extra: "q := \(formula)").replacing("model m", with: "model *m")
    let found = try system(text).unitProblems(.model).filter { $0.kind == .input }.map(\.message)
    #expect(found.contains { $0.hasPrefix(message) || $0.contains(message) }, "\(found)")
  }

  @Test(arguments: [
    "A*exp(-CL/V*time)", "sqrt(A^2)", "(A^2*A)^(1/3)", "A*(1 - exp(-CL/V*time))", "min(A, 2*A) + 0",
    "A*(C/10 ng_per_mL)^h", "A*C^h/(C^h + (5 ng_per_mL)^h)", "piecewise(A, time > 3 hour, 0)",
    "abs(A - 3 mg)",
    "floor(A/1 mg) * 1 mg", "A*sin(2*pi*time/24 hour)", "root(2, A*A)", "twice(A)/2",
    "A*max(0, 1 - time/5 hour)",
    "-(-A)", "A*log10(A/2 mg)", "rem(A, 2 mg)", "A*(C > 2 ng_per_mL && !(A < 1 mg))",
  ])
  func provesFormula(_ formula: String) throws {
    let text =
      "function twice(x)\n  2*x\nend\n"
      + model(extra: "h = 1.7; h has dimensionless; q := \(formula); q has mg").replacing(
        "model m", with: "model *m")
    #expect(try system(text).unitProblems(.library).map(\.description) == [])
  }

  @Test func numbersWithoutUnits() throws {
    // A whole formula takes its target's unit; zero fits everything.
    #expect(try system(model(extra: "q := 5; q has mg; r := A - 0; r has mg")).unitProblems(.library).isEmpty)
    // A number beside a quantity leaves it open, as in libSBML.
    let open = try system(model(extra: "q := A + 5; q has mg"))
    #expect(
      open.unitProblems(.library).map(\.description)
        == [
          "m.ant:13:3: the number 5 in the rule for 'q' has no unit; write it behind the number, such as '8 hour'"
        ])
    #expect(open.unitProblems(.model).map(\.kind) == [.warning])
    // One beside a percentage is a hundredfold error.
    let percent = try findings(
      model(extra: "unit pct = 0.01 dimensionless; p = 3; p has pct; q := A*(1 - p); q has mg"))
    #expect(percent.count == 1 && percent[0].contains("'1' has no unit, but 'p' beside it has unit pct"))
  }

  @Test func conversionsOfTime() throws {
    // A rate per minute in a model of hours needs the 60.
    let ok = model(extra: "unit per_min = 1/(60 second); k = 1; k has per_min; B = 1; B has mg; B' = -60*k*B")
    #expect(try findings(ok).isEmpty)
    let missing = try findings(ok.replacing("-60*k", with: "-k"))
    #expect(
      missing.count == 1 && missing[0].contains("'-k*B' has unit mg/min, but the rate of 'B' needs mg/h"))
    #expect(missing.first?.hasSuffix("a factor of 60 is missing") == true)
  }

  @Test func unknownUnitsAreErrors() {
    #expect(
      problems("model m()\n  CL = 3; CL has litr_per_hour\nend")
        == ["m.ant:2:3: unit of 'CL': unknown unit 'litr_per_hour'"])
    #expect(
      problems("model m()\n  unit L_per_h = litre/huor\n  CL = 3; CL has L_per_h\nend").first
        == "m.ant:2:8: unit 'L_per_h': unknown unit 'huor' in 'litre/huor'; did you mean 'hour'?")
    #expect(problems("model m()\n  x = 3 bananas; x' = x + 2 apples\nend").count == 2)
  }

  @Test func gapsAreNotedOnce() throws {
    let system = try system("CL = 3; V = 2; A = 1; A' = -CL/V*A; C := A/V")
    let notes = system.unitProblems(.model)
    #expect(
      notes.map(\.description) == [
        "m.ant: warning: units are not declared everywhere: 5 of 5 equations are unproven, for want of units of "
          + "'CL', 'V', 'A', time, 'C'"
      ])
    #expect(system.unitProblems(.library).count == 5)
    #expect(system.unitProblems(.library).allSatisfy { $0.kind == .input })
  }

  @Test func importedConflictsOnlyWarn() throws {
    let system = try system(model(clearance: "L"))
    #expect(system.unitProblems(.imported).map(\.kind) == [.warning])
    #expect(system.unitProblems(.library).map(\.kind) == [.input])
  }

  @Test func reactionsMoveSubstance() throws {
    func text(_ law: String, _ species: String = "umol") -> String {
      """
      model m()
        unit time_unit = 3600 second; unit umol = 1e-6 mole; unit uM = 1e-6 mole/litre; unit per_h = 1/(3600 second)
        compartment c = 2; c has litre
        species A in c, B in c; A has \(species); B has umol; A = 3; B = 0
        k = 0.3; k has per_h
        J: A -> B; \(law)
      end
      """
    }
    let good = try system(text("k*A*c"))
    #expect(good.unitProblems(.library).isEmpty)
    // A species' unit is its substance; its name reads as a concentration.
    #expect(good.symbol(named: "A").flatMap { good.symbols[$0.index].unit?.readable } == "umol/L")
    #expect(good.symbol(named: "amount(A)").flatMap { good.symbols[$0.index].unit?.symbol } == "umol")
    #expect(try system(text("k*A*c", "uM")).unitProblems(.library).isEmpty)
    let bad = try findings(text("k*A"))
    #expect(bad.count == 1)
    #expect(
      bad[0].hasSuffix(
        "'k' has unit 1/h, but the rate of reaction 'J' needs L/h; declare 'k has litre_per_hour'"))
    let other = try findings(text("k*A*c*c"))
    #expect(other.count == 1 && other[0].contains("but the rate of reaction 'J' needs"))
    let mixed = try findings(text("k*A*c", "mole"))
    #expect(mixed.contains { $0.contains("the amount of 'B' has unit umol, but reaction 'J' moves mole") })
  }

  @Test func eventsAreProven() throws {
    let good = model(extra: "lag = 2; lag has hour; at lag after time > 24 hour: A = A + 100 mg")
    #expect(try system(good).unitProblems(.library).isEmpty)
    let bad = try findings(good.replacing("A + 100 mg", with: "V").replacing("at lag", with: "at V"))
    #expect(bad.contains { $0.contains("'V' has unit L, but the delay of event") })
    #expect(bad.contains { $0.contains("'V' has unit L, but 'A' needs mg") })
  }

  @Test func partsMustFit() throws {
    let pk = """
      model pk(V)
        unit time_unit = 3600 second; unit mL = 1e-3 litre
        V = 10; V has mL
      end

      """
    let joined = try findings(
      pk + "model m()\n  unit time_unit = 3600 second\n  P: pk(W)\n  W = 3; W has litre\nend")
    #expect(
      joined.count == 1
        && joined[0].contains("'P.V' has unit mL, but is made one with a symbol of unit litre"))
    let clocks = try findings(pk + "model m()\n  unit time_unit = 86400 second\n  P: pk()\nend")
    #expect(clocks.count == 1)
    #expect(
      clocks[0].contains("submodel 'P' counts time in h, the model in d; add 'timeconv' to the submodel"))
    #expect(
      try findings(pk + "model m()\n  unit time_unit = 86400 second\n  P: pk(), timeconv = 24\nend").isEmpty)
  }

  @Test func initialValuesAreChecked() throws {
    let text = model(extra: "x = 3 L; x has mg; k = CL/V; k has per_h; w = CL*V; w has L")
    let found = try findings(text)
    #expect(found.count == 2)
    #expect(found[0].contains("'3 L' has unit L, but 'x' needs mg"))
    #expect(found[1].contains("but 'w' needs L"))
  }
}
