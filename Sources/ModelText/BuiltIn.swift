import Text

/// The functions and constants that Antimony knows by name.
enum BuiltIn {
  /// What a function's name stands for.
  enum Function {
    /// An operator of the formula with its number of arguments.
    case plain(Formula.Operator, ClosedRange<Int>)
    /// `minus(a)`, `minus(a, b)`
    case minus
    /// `sqr(x)` is x².
    case square
    /// `root(x)`, `root(n, x)`
    case root
    /// `log(x)` is the natural logarithm; `log(b, x)` has base b.
    case logarithm
    /// A comparison, which may chain: `lt(a, b, c)` is a < b < c.
    case comparison(Formula.Operator)
    /// Known to Antimony, not to Speciosa.
    case distribution
  }

  private static let many = 1...Int.max

  static let functions: [String: Function] = {
    var table: [String: Function] = [
      "plus": .plain(.add, many), "times": .plain(.multiply, many), "minus": .minus,
      "divide": .plain(.divide, 2...2), "pow": .plain(.power, 2...2), "power": .plain(.power, 2...2),
      "sqr": .square, "sqrt": .plain(.sqrt, 1...1), "root": .root,
      "exp": .plain(.exp, 1...1), "ln": .plain(.ln, 1...1), "log10": .plain(.log10, 1...1),
      "log": .logarithm, "abs": .plain(.abs, 1...1), "floor": .plain(.floor, 1...1),
      "ceil": .plain(.ceil, 1...1), "ceiling": .plain(.ceil, 1...1),
      "factorial": .plain(.factorial, 1...1), "max": .plain(.max, many), "min": .plain(.min, many),
      "quotient": .plain(.quotient, 2...2), "rem": .plain(.rem, 2...2),
      "implies": .plain(.implies, 2...2), "and": .plain(.and, many), "or": .plain(.or, many),
      "xor": .plain(.xor, many), "not": .plain(.not, 1...1), "piecewise": .plain(.piecewise, many),
      "rateOf": .plain(.rateOf, 1...1), "delay": .plain(.delay, 2...2),
      "lt": .comparison(.less), "leq": .comparison(.lessEqual), "gt": .comparison(.greater),
      "geq": .comparison(.greaterEqual), "eq": .comparison(.equal), "neq": .comparison(.notEqual),
    ]
    let angles: [Formula.Operator] = [
      .sin, .cos, .tan, .sec, .csc, .cot, .sinh, .cosh, .tanh, .sech, .csch, .coth,
    ]
    for angle in angles { table[angle.rawValue] = .plain(angle, 1...1) }
    let inverses: [(String, Formula.Operator)] = [
      ("sin", .asin), ("cos", .acos), ("tan", .atan), ("sec", .asec), ("csc", .acsc), ("cot", .acot),
      ("sinh", .asinh), ("cosh", .acosh), ("tanh", .atanh), ("sech", .asech), ("csch", .acsch),
      ("coth", .acoth),
    ]
    for (name, inverse) in inverses {
      table["a" + name] = .plain(inverse, 1...1)
      table["arc" + name] = .plain(inverse, 1...1)
    }
    let distributions = [
      "normal", "uniform", "bernoulli", "binomial", "cauchy", "chisquare", "exponential", "gamma",
      "laplace", "lognormal", "poisson", "rayleigh",
    ]
    for name in distributions { table[name] = .distribution }
    return table
  }()

  /// Constants, by name in any case where libAntimony reads them so.
  ///
  /// Avogadro's number is the value that SBML Level 3 fixes.
  static func constant(_ name: String) -> Double? {
    switch name {
    case "pi": return Double.pi
    case "exponentiale": return 2.718281828459045
    case "avogadro": return 6.02214179e23
    default: break
    }
    switch name.lowercased() {
    case "true": return 1
    case "false": return 0
    case "inf", "infinity": return .infinity
    case "nan", "notanumber": return .nan
    default: return nil
    }
  }

  /// Why a name cannot be a symbol, or nil where it can.
  static func reservation(of name: String) -> String? {
    if name == "time" { return "'time' is the time of the simulation" }
    if constant(name) != nil { return "'\(name)' is a built-in constant" }
    if functions[name] != nil { return "'\(name)' is a built-in function" }
    if Keyword.modelUnits.contains(name) { return "'\(name)' names a unit of the model" }
    if Keyword.reserved.contains(name) { return "'\(name)' is a keyword" }
    return nil
  }
}
