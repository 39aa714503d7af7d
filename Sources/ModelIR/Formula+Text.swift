import ModelText

extension Formula {
  /// The formula as text, for messages: `CL/V*A`.
  var text: String { text(minimum: 0) }

  private func text(minimum: Int) -> String {
    switch self {
    case .number(let value, let unit, _):
      return Self.digits(value) + (unit.map { " \($0)" } ?? "")
    case .name(let name, _): return name
    case .time: return "time"
    case .call(let name, let arguments, _): return Self.call(name, arguments)
    case .apply(let op, let arguments, _):
      guard let (symbol, strength) = op.infix, arguments.count >= 2 || op == .negate || op == .not else {
        return Self.call(op.rawValue, arguments)
      }
      let inner: String
      if op == .negate || op == .not {
        inner = symbol + (arguments.first?.text(minimum: strength) ?? "")
      } else {
        // The right side of `-` and `/` needs parentheses at equal strength.
        let parts = arguments.enumerated().map { $1.text(minimum: $0 == 0 ? strength : strength + 1) }
        inner = parts.joined(separator: symbol)
      }
      return strength < minimum ? "(\(inner))" : inner
    }
  }

  /// A number without the point that a whole one does not need; 12 digits, to hide rounding.
  static func digits(_ value: Double) -> String {
    let rounded = (value * 1e6).rounded() / 1e6
    let shown = rounded != 0 && (value / rounded - 1).magnitude < 1e-12 ? rounded : value
    return shown == shown.rounded() && shown.magnitude < 1e15 ? "\(Int(shown))" : "\(shown)"
  }

  private static func call(_ name: String, _ arguments: [Formula]) -> String {
    "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
  }

  /// Summands of the formula with their signs dropped.
  var terms: [Formula] {
    switch self {
    case .apply(.add, let arguments, _), .apply(.subtract, let arguments, _),
      .apply(.negate, let arguments, _):
      arguments.flatMap(\.terms)
    case .number, .name, .time, .apply, .call: [self]
    }
  }

  /// Names that multiply (+1) or divide (−1) the formula, with their places.
  var factors: [(name: String, exponent: Int, formula: Formula)] {
    switch self {
    case .name(let name, _): [(name, 1, self)]
    case .apply(.multiply, let arguments, _): arguments.flatMap(\.factors)
    case .apply(.negate, let arguments, _): arguments.flatMap(\.factors)
    case .apply(.divide, let arguments, _):
      arguments.count == 2
        ? arguments[0].factors + arguments[1].factors.map { ($0.name, -$0.exponent, $0.formula) } : []
    case .number, .time, .apply, .call: []
    }
  }
}

extension Formula.Operator {
  fileprivate var infix: (symbol: String, strength: Int)? {
    switch self {
    case .or: (" || ", 1)
    case .and: (" && ", 2)
    case .less: (" < ", 3)
    case .lessEqual: (" <= ", 3)
    case .greater: (" > ", 3)
    case .greaterEqual: (" >= ", 3)
    case .equal: (" == ", 3)
    case .notEqual: (" != ", 3)
    case .add: (" + ", 4)
    case .subtract: (" - ", 4)
    case .multiply: ("*", 5)
    case .divide: ("/", 5)
    case .negate: ("-", 6)
    case .not: ("!", 6)
    case .power: ("^", 7)
    default: nil
    }
  }
}
