import ModelText
import Testing
import Text

/// Precedence and built-in functions, each as libAntimony 3.3 reads it.
@Suite struct FormulaTests {
  /// The right-hand side of `q = …`.
  private func formula(_ source: String) throws -> String {
    try mainModel("q = \(source)").initial("q")
  }

  @Test(arguments: [
    ("-2^2", "(negate (power 2.0 2.0))"),
    ("-x^2", "(negate (power x 2.0))"),
    ("2^3^2", "(power 2.0 (power 3.0 2.0))"),
    ("2^-3", "(power 2.0 -3.0)"),
    ("x^-y^z", "(power x (negate (power y z)))"),
    ("2^-a*b", "(multiply (power 2.0 (negate a)) b)"),
    ("a*-b^2", "(multiply a (negate (power b 2.0)))"),
    ("-a*b", "(multiply (negate a) b)"),
    ("-a + b", "(add (negate a) b)"),
    ("+a", "a"),
    ("a - -3", "(subtract a -3.0)"),
    ("a + b + c", "(add a b c)"),
    ("a - b - c", "(subtract (subtract a b) c)"),
    ("a + b - c + d + e0", "(add (subtract (add a b) c) d e0)"),
    ("a + (b + c)", "(add a (add b c))"),
    ("a*b*c", "(multiply a b c)"),
    ("a/b/c", "(divide (divide a b) c)"),
    ("a/b*c", "(multiply (divide a b) c)"),
    ("a % b * c", "(multiply (rem a b) c)"),
    ("a - b % c", "(subtract a (rem b c))"),
  ]) func arithmetic(source: String, expected: String) throws {
    #expect(try formula(source) == expected)
  }

  @Test(arguments: [
    ("!a", "(not a)"),
    ("!a^b", "(not (power a b))"),
    ("!a == b", "(equal (not a) b)"),
    ("not a == b", "(equal (not a) b)"),
    ("!a && b", "(and (not a) b)"),
    // One level, from left to right: not as in C.
    ("a || b && c", "(and (or a b) c)"),
    ("a && b || c", "(or (and a b) c)"),
    ("a or b and c", "(and (or a b) c)"),
    ("a && b && c", "(and a b c)"),
    ("a + b < 3 || c > 2", "(or (less (add a b) 3.0) (greater c 2.0))"),
    ("a < b < c", "(and (less a b) (less b c))"),
    ("a <= b < c != d", "(and (lessEqual a b) (less b c) (notEqual c d))"),
    ("a == b", "(equal a b)"),
    ("a >= b", "(greaterEqual a b)"),
    ("-a < b", "(less (negate a) b)"),
  ]) func logic(source: String, expected: String) throws {
    #expect(try formula(source) == expected)
  }

  @Test(arguments: [
    ("log(x)", "(ln x)"), ("ln(x)", "(ln x)"), ("log10(x)", "(log10 x)"),
    ("log(2, x)", "(logBase 2.0 x)"), ("exp(x)", "(exp x)"), ("sqr(x)", "(power x 2.0)"),
    ("sqrt(x)", "(sqrt x)"), ("root(x)", "(sqrt x)"), ("root(3, x)", "(root 3.0 x)"),
    ("pow(x, 2)", "(power x 2.0)"), ("power(x, 2)", "(power x 2.0)"), ("abs(x)", "(abs x)"),
    ("ceil(x)", "(ceil x)"), ("ceiling(x)", "(ceil x)"), ("floor(x)", "(floor x)"),
    ("factorial(4)", "(factorial 4.0)"), ("max(a, b, c)", "(max a b c)"), ("min(a)", "(min a)"),
    ("quotient(a, b)", "(quotient a b)"), ("rem(a, b)", "(rem a b)"),
    ("implies(a, b)", "(implies a b)"), ("xor(a, b, c)", "(xor a b c)"),
    ("and(a, b)", "(and a b)"), ("or(a)", "a"), ("not(a)", "(not a)"),
    ("plus(a, b, c)", "(add a b c)"), ("times(a, b)", "(multiply a b)"), ("minus(a)", "(negate a)"),
    ("minus(a, b)", "(subtract a b)"), ("divide(a, b)", "(divide a b)"),
    ("lt(a, b)", "(less a b)"), ("leq(a, b, c)", "(and (lessEqual a b) (lessEqual b c))"),
    ("gt(a, b)", "(greater a b)"), ("geq(a, b)", "(greaterEqual a b)"), ("eq(a, b)", "(equal a b)"),
    ("neq(a, b)", "(notEqual a b)"), ("rateOf(x)", "(rateOf x)"), ("delay(x, 1)", "(delay x 1.0)"),
    ("piecewise(1, x < 2, 3)", "(piecewise 1.0 (less x 2.0) 3.0)"),
    ("piecewise(1, x < 2)", "(piecewise 1.0 (less x 2.0))"),
  ]) func functions(source: String, expected: String) throws {
    #expect(try formula(source) == expected)
  }

  @Test(arguments: ["sin", "cos", "tan", "sec", "csc", "cot"]) func angles(name: String) throws {
    for ending in ["", "h"] {
      #expect(try formula("\(name)\(ending)(x)") == "(\(name)\(ending) x)")
      #expect(try formula("a\(name)\(ending)(x)") == "(a\(name)\(ending) x)")
      #expect(try formula("arc\(name)\(ending)(x)") == "(a\(name)\(ending) x)")
    }
  }

  @Test func everyOperatorHasASpelling() {
    let reached = Set(
      [
        "a+b", "a-b", "a*b", "a/b", "a^b", "-a", "a<b", "a<=b", "a>b", "a>=b", "a==b", "a!=b",
        "a&&b", "a||b", "!a", "xor(a,b)", "piecewise(a,b)", "exp(a)", "ln(a)", "log10(a)",
        "log(b,a)", "sqrt(a)", "root(b,a)", "abs(a)", "floor(a)", "ceil(a)", "factorial(a)",
        "sin(a)", "cos(a)", "tan(a)", "sec(a)", "csc(a)", "cot(a)", "arcsin(a)", "arccos(a)",
        "arctan(a)", "arcsec(a)", "arccsc(a)", "arccot(a)", "sinh(a)", "cosh(a)", "tanh(a)",
        "sech(a)", "csch(a)", "coth(a)", "arcsinh(a)", "arccosh(a)", "arctanh(a)", "arcsech(a)",
        "arccsch(a)", "arccoth(a)", "max(a,b)", "min(a,b)", "quotient(a,b)", "rem(a,b)",
        "implies(a,b)", "rateOf(a)", "delay(a,b)",
      ].compactMap { source -> Formula.Operator? in
        guard let model = try? mainModel("q = \(source)"),
          case .apply(let operation, _, _)? = model.initialAssignments.first?.formula
        else { return nil }
        return operation
      })
    #expect(reached == Set(Formula.Operator.allCases))
  }

  @Test func constants() throws {
    #expect(try formula("pi") == "\(Double.pi)")
    #expect(try formula("exponentiale") == "2.718281828459045")
    #expect(try formula("avogadro") == "6.02214179e+23")
    for name in ["inf", "INF", "infinity", "Infinity"] { #expect(try formula(name) == "inf") }
    for name in ["nan", "NaN", "notanumber"] { #expect(try formula(name) == "nan") }
    #expect(try formula("true + False") == "(add 1.0 0.0)")
    // Other spellings are names of the user's own.
    #expect(try formula("Pi + e + Time + t") == "(add Pi e Time t)")
    #expect(try formula("time*2") == "(multiply time 2.0)")
  }

  @Test func numbers() throws {
    #expect(try formula("1e3 + 1E-3 + .5 + 5. + 1.e2") == "(add 1000.0 0.001 0.5 5.0 100.0)")
    #expect(try formula("3 mL") == "3.0[mL]")
    #expect(try formula("3 mL/second") == "(divide 3.0[mL] second)")
    #expect(try formula("-3 mL + 2e3 L") == "(add -3.0[mL] 2000.0[L])")
    // An exponent without digits is a unit.
    #expect(try formula("3e") == "3.0[e]")
    #expect(try formula("5 µg") == "5.0[µg]")
  }

  @Test func placesOfParts() throws {
    let model = try mainModel("x = 1\n  y := x*(sin(x) + 3)")
    let rule = try #require(model.assignmentRules.first)
    #expect(rule.position == SourcePosition(file: "m.ant", line: 2, column: 3))
    guard case .apply(.multiply, let factors, let product) = rule.formula,
      case .apply(.add, let terms, let sum) = factors[1]
    else {
      Issue.record("\(rule.formula)")
      return
    }
    #expect(product.column == 9 && sum.column == 18)
    #expect(factors[0].position.column == 8)
    #expect(terms.map(\.position.column) == [11, 20])
    #expect(terms.allSatisfy { $0.position.line == 2 })
  }

  @Test func columnsCountScalars() {
    // The scalar é stands in a comment, so that the faulty token is at column 10.
    expectFaults("/* é */  §) x", [.input("unexpected ')'")])
  }
}
