import ModelText
import Text
import Units

/// Proves the units of equations from declared ones.
///
/// A bare number is dimensionless in a product, where it may also be the conversion that the equation
/// needs (`C := 1000*A/V`). A whole formula that is a bare number takes the unit of its target. A bare
/// number other than 0 that is added to, or compared with, a quantity with a dimension leaves the
/// equation unproven, as in libSBML; write `8 hour`.
struct UnitProver {
  let flat: FlatModel
  let functions: [String: FunctionDefinition]
  /// Unit of each record's symbol.
  var units: [Int: Unit]
  /// Values of constants with a literal, which serve as exponents.
  let literals: [Int: Double]
  let tables: [Int: UnitTable]
  /// Unit of time of each scope.
  let timeUnits: [Int: Unit]
  /// Unknown units that have been reported with the symbols that they belong to.
  let reportedUnits: Set<String>
  private(set) var problems: [Problem] = []
  /// Of the equation in work.
  private var undeclared: [String] = []
  private var conflicts: [(message: String, position: SourcePosition)] = []
  private var calls = 0

  struct Context {
    var scope: Int
    var arguments: [String: UnitReading] = [:]
    var callPosition: SourcePosition?
    /// What an argument was in the caller's text, for messages.
    var isInsideCall: Bool { callPosition != nil }
  }

  init(
    flat: FlatModel, functions: [String: FunctionDefinition], units: [Int: Unit], literals: [Int: Double],
    tables: [Int: UnitTable], timeUnits: [Int: Unit], reportedUnits: Set<String>
  ) {
    self.reportedUnits = reportedUnits
    self.flat = flat
    self.functions = functions
    self.units = units
    self.literals = literals
    self.tables = tables
    self.timeUnits = timeUnits
  }

  /// What a formula must come to.
  struct Need {
    var unit: Unit?
    /// Named when `unit` is nil, for the note.
    var missing: [String]
    /// "the rate of 'A'"
    var phrase: String
  }

  /// Findings about one equation: its conflicts, or one verdict.
  mutating func check(
    _ scoped: FlatModel.Scoped, needs need: Need, subject: String
  ) -> [ModelSystem.UnitFinding] {
    undeclared = []
    conflicts = []
    calls = 0
    let context = Context(scope: scoped.scope)
    let terms = scoped.formula.terms
    if let unit = need.unit {
      for term in terms { check(term, against: unit, need, isWhole: terms.count == 1, context) }
    } else {
      for name in need.missing { note(name) }
      _ = reading(of: scoped.formula, context)
    }
    return findings(subject, scoped.position)
  }

  /// A formula that is a condition or stands by itself.
  mutating func check(_ scoped: FlatModel.Scoped, subject: String) -> [ModelSystem.UnitFinding] {
    check(scoped, needs: Need(unit: nil, missing: [], phrase: subject), subject: subject)
  }

  private func findings(_ subject: String, _ position: SourcePosition) -> [ModelSystem.UnitFinding] {
    if !conflicts.isEmpty {
      return conflicts.map {
        ModelSystem.UnitFinding(
          subject: subject, verdict: .conflict(message: $0.message), position: $0.position)
      }
    }
    return [
      ModelSystem.UnitFinding(
        subject: subject, verdict: undeclared.isEmpty ? .proven : .undeclared(symbols: undeclared),
        position: position)
    ]
  }

  private mutating func check(
    _ term: Formula, against unit: Unit, _ need: Need, isWhole: Bool, _ context: Context
  ) {
    let before = conflicts.count
    let reading = reading(of: term, context)
    if reading.agrees(with: unit) || conflicts.count > before { return }
    switch reading {
    case .number(let value):
      // `x := 5` takes the unit of x; `x := y + 5` does not say what 5 is.
      if !isWhole { noteNumber(value, term) }
    case .known(let readings):
      let (message, position) = explain(term, readings[0], unit, need, context)
      add(message, at: position)
    case .unknown: break
    }
  }

  mutating func note(_ name: String) {
    if !undeclared.contains(name) { undeclared.append(name) }
  }

  private mutating func noteNumber(_ value: Double, _ formula: Formula) { note("the number \(formula.text)") }

  mutating func add(_ message: String, at position: SourcePosition) {
    if !conflicts.contains(where: { $0.message == message && $0.position == position }) {
      conflicts.append((message, position))
    }
  }
}

extension UnitProver {
  func reading(named name: String, _ context: Context) -> (reading: UnitReading, path: String)? {
    if let argument = context.arguments[name] { return (argument, name) }
    guard !context.isInsideCall, let record = flat.resolve(name, in: context.scope) else { return nil }
    return (units[record].map { .known([$0]) } ?? .unknown, flat.records[record].path)
  }

  mutating func reading(of formula: Formula, _ context: Context) -> UnitReading {
    switch formula {
    case .number(let value, let unit, let position):
      guard let unit else { return .number(value) }
      guard let known = parsed(unit, scope: context.scope, at: position) else { return .unknown }
      return .known([known])
    case .time:
      if let unit = timeUnits[context.scope] { return .known([unit]) }
      note("time")
      return .unknown
    case .name(let name, _):
      guard let found = reading(named: name, context) else { return .unknown }
      if case .unknown = found.reading, !context.isInsideCall { note(found.path) }
      return found.reading
    case .call(let name, let arguments, let position):
      guard let function = functions[name], function.parameters.count == arguments.count else {
        return .unknown
      }
      calls += 1
      guard calls < SystemBuilder.maximumInlinedCalls else { return .unknown }
      var inner = Context(scope: context.scope, callPosition: context.callPosition ?? position)
      for (parameter, argument) in zip(function.parameters, arguments) {
        inner.arguments[parameter] = reading(of: argument, context)
      }
      return reading(of: function.body, inner)
    case .apply(let op, let arguments, let position):
      return reading(of: op, arguments, at: context.callPosition ?? position, context)
    }
  }

  mutating func parsed(_ text: String, scope: Int, at position: SourcePosition) -> Unit? {
    do {
      return try Unit(parsing: text, in: tables[scope] ?? UnitTable())
    } catch {
      let problem = Problem(error.description, at: position)
      if !problems.contains(problem), !reportedUnits.contains(text) { problems.append(problem) }
      return nil
    }
  }

  private mutating func reading(
    of op: Formula.Operator, _ arguments: [Formula], at position: SourcePosition, _ context: Context
  ) -> UnitReading {
    switch op {
    case .add, .subtract, .min, .max:
      return unified(arguments, at: position, context)
    case .negate, .abs, .floor, .ceil:
      let inner = reading(of: arguments[0], context)
      if case .number(let value) = inner, op == .negate { return .number(-value) }
      return inner
    case .multiply:
      return arguments.reduce(.number(1)) { .product($0, reading(of: $1, context)) }
    case .divide:
      return .quotient(reading(of: arguments[0], context), reading(of: arguments[1], context))
    case .power:
      return power(arguments[0], arguments[1], at: position, context)
    case .sqrt:
      return root(arguments[0], Rational(1, 2), context)
    case .root:
      guard let degree = literal(arguments[0], context), let exponent = Rational(exactly: 1 / degree) else {
        requireDimensionless(arguments, of: op, context)
        return .dimensionless
      }
      return root(arguments[1], exponent, context)
    case .less, .lessEqual, .greater, .greaterEqual, .equal, .notEqual:
      _ = unified(arguments, at: position, context)
      return .dimensionless
    case .and, .or, .not, .xor, .implies:
      for argument in arguments { _ = reading(of: argument, context) }
      return .dimensionless
    case .piecewise:
      var values: [Formula] = []
      for (index, argument) in arguments.enumerated() {
        if index % 2 == 1 { _ = reading(of: argument, context) } else { values.append(argument) }
      }
      return unified(values, at: position, context)
    case .quotient:
      _ = unified(arguments, at: position, context)
      return .dimensionless
    case .rem:
      return unified(arguments, at: position, context)
    case .exp, .ln, .log10, .logBase, .factorial, .sin, .cos, .tan, .sec, .csc, .cot, .asin, .acos, .atan,
      .asec, .acsc, .acot, .sinh, .cosh, .tanh, .sech, .csch, .coth, .asinh, .acosh, .atanh, .asech, .acsch,
      .acoth:
      requireDimensionless(arguments, of: op, context)
      return .dimensionless
    case .rateOf:
      guard let time = timeUnits[context.scope] else {
        note("time")
        return .unknown
      }
      return .quotient(reading(of: arguments[0], context), .known([time]))
    case .delay:
      let duration = reading(of: arguments[1], context)
      if case .known(let units) = duration, let time = timeUnits[context.scope], !duration.agrees(with: time)
      {
        add(
          "\(quoted(arguments[1])) has unit \(units[0].readable), but the time of 'delay' is in \(time.readable)",
          at: context.callPosition ?? arguments[1].position)
      }
      return reading(of: arguments[0], context)
    }
  }

  private mutating func requireDimensionless(
    _ arguments: [Formula], of op: Formula.Operator, _ context: Context
  ) {
    for argument in arguments {
      let reading = reading(of: argument, context)
      guard case .known(let units) = reading, !reading.agrees(with: .dimensionless) else { continue }
      add(
        "\(quoted(argument)) has unit \(units[0].readable), but '\(op.rawValue)' needs a dimensionless argument",
        at: context.callPosition ?? argument.position)
    }
  }

  private mutating func root(_ formula: Formula, _ exponent: Rational, _ context: Context) -> UnitReading {
    let inner = reading(of: formula, context)
    if case .known = inner { return inner.raised(to: exponent) }
    if case .number = inner { return .dimensionless }
    return inner
  }

  private mutating func power(
    _ base: Formula, _ exponent: Formula, at position: SourcePosition, _ context: Context
  ) -> UnitReading {
    requireDimensionless([exponent], of: .power, context)
    let reading = reading(of: base, context)
    guard case .known(let units) = reading else {
      if case .number = reading { return .dimensionless }
      return reading
    }
    if let value = literal(exponent, context), let rational = Rational(exactly: value) {
      return reading.raised(to: rational)
    }
    if reading.agrees(with: .dimensionless) { return .dimensionless }
    add(
      "\(quoted(base)) has unit \(units[0].readable), so its exponent must be a number, not \(quoted(exponent))",
      at: context.callPosition ?? exponent.position)
    return .unknown
  }

  /// The number that an exponent is: a literal, or a constant whose value is one.
  private func literal(_ formula: Formula, _ context: Context) -> Double? {
    switch formula {
    case .number(let value, _, _): return value
    case .name(let name, _):
      if let argument = context.arguments[name] {
        if case .number(let value) = argument { return value }
        return nil
      }
      return flat.resolve(name, in: context.scope).flatMap { literals[$0] }
    case .apply(.negate, let x, _): return x.count == 1 ? literal(x[0], context).map { -$0 } : nil
    case .apply(.divide, let x, _):
      guard x.count == 2, let a = literal(x[0], context), let b = literal(x[1], context) else { return nil }
      return a / b
    case .apply(.multiply, let x, _), .apply(.add, let x, _), .apply(.subtract, let x, _):
      guard x.count == 2, let a = literal(x[0], context), let b = literal(x[1], context) else { return nil }
      if case .apply(.multiply, _, _) = formula { return a * b }
      if case .apply(.add, _, _) = formula { return a + b }
      return a - b
    case .time, .call, .apply: return nil
    }
  }

  /// Summands, choices or sides of a comparison, which must agree.
  private mutating func unified(
    _ arguments: [Formula], at position: SourcePosition, _ context: Context
  ) -> UnitReading {
    var readings: [Unit]?
    var first: Formula?
    var numbers: [(Double, Formula)] = []
    for argument in arguments {
      switch reading(of: argument, context) {
      case .unknown: break
      case .number(let value): numbers.append((value, argument))
      case .known(let units):
        guard let known = readings, let leader = first else {
          (readings, first) = (units, argument)
          continue
        }
        guard let shared = UnitReading.common(known, units) else {
          add(
            "\(quoted(argument)) has unit \(units[0].readable), but \(quoted(leader)) beside it has unit "
              + known[0].readable,
            at: context.callPosition ?? argument.position)
          continue
        }
        readings = shared
      }
    }
    guard let readings else {
      guard numbers.count == arguments.count, let only = numbers.first else { return .unknown }
      return numbers.count == 1 ? .number(only.0) : .dimensionless
    }
    for (value, formula) in numbers where value != 0 && value.isFinite {
      if readings.contains(where: { $0.isEquivalent(to: .dimensionless) }) { continue }
      if readings[0].isDimensionless {
        add(
          "\(quoted(formula)) has no unit, but \(first.map(quoted) ?? "") beside it has unit \(readings[0].readable)",
          at: context.callPosition ?? formula.position)
      } else {
        noteNumber(value, formula)
      }
    }
    return .known(readings)
  }

  func quoted(_ formula: Formula) -> String { "'\(formula.text)'" }
}
