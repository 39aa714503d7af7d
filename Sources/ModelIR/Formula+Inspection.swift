import ModelText

extension Formula {
  /// The value of a literal or a negated literal, else nil.
  var literalValue: Double? {
    switch self {
    case .number(let value, _, _): value
    case .apply(.negate, let arguments, _):
      if arguments.count == 1, case .number(let value, _, _) = arguments[0] { -value } else { nil }
    case .name, .time, .apply, .call: nil
    }
  }

  /// User functions named in the formula, in order of appearance.
  var calledFunctions: [String] {
    switch self {
    case .number, .name, .time: []
    case .apply(_, let arguments, _): arguments.flatMap(\.calledFunctions)
    case .call(let name, let arguments, _): [name] + arguments.flatMap(\.calledFunctions)
    }
  }
}

/// Names that mean a number wherever the model does not define them.
enum BuiltInConstant: Sendable {
  case pi, e, avogadro, infinity, notANumber, yes, no

  init?(name: String) {
    switch name {
    case "pi": self = .pi
    case "exponentiale": self = .e
    case "avogadro": self = .avogadro
    case "infinity", "inf", "INF", "Infinity": self = .infinity
    case "notanumber", "nan", "NaN": self = .notANumber
    case "true": self = .yes
    case "false": self = .no
    default: return nil
    }
  }

  var value: Double {
    switch self {
    case .pi: .pi
    case .e: 2.718_281_828_459_045
    // SI brochure, 9th edition: exact.
    case .avogadro: 6.022_140_76e23
    case .infinity: .infinity
    case .notANumber: .nan
    case .yes: 1
    case .no: 0
    }
  }
}
