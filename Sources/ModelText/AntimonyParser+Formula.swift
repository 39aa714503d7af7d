import Text

/// Formulas, with the precedence of libAntimony, lowest first:
///
///     && ||            from left to right, one level
///     < <= > >= == !=  chained: a < b < c is a < b && b < c
///     + -              from left to right
///     * / %            from left to right
///     - ! +            signs
///     ^                from right to left, above signs: -x^2 is -(x^2), 2^-x^2 is 2^(-(x^2))
extension AntimonyParser {
  /// A formula, how deep it is and how many parts it has.
  struct Part {
    var formula: Formula
    var depth = 1
    var size = 1
  }

  /// Operands joined from left to right. `a + b + c` becomes one sum of three, `a + b - c` a difference.
  private struct Chain {
    private var operands: [Formula]
    private var operation: Formula.Operator?
    private var position: SourcePosition
    private var depth: Int
    private var size: Int

    init(_ first: Part) {
      operands = [first.formula]
      position = first.formula.position
      depth = first.depth
      size = first.size
    }

    mutating func append(
      _ right: Part, by next: Formula.Operator, at place: SourcePosition
    ) throws(Problem) {
      let isOpen = operation == next && (next == .add || next == .multiply || next == .and || next == .or)
      if !isOpen {
        if let operation { operands = [.apply(operation, operands, at: position)] }
        operation = next
        position = place
        depth += 1
      }
      operands.append(right.formula)
      depth = max(depth, right.depth + 1)
      size += right.size + 1
      guard depth <= AntimonyParser.maximumDepth, size <= AntimonyParser.maximumSize else {
        throw Problem(
          "the formula is too long: more than \(AntimonyParser.maximumDepth) unlike operators in a row, "
            + "or \(AntimonyParser.maximumSize) parts; give its parts names", at: place)
      }
    }

    var part: Part {
      guard let operation else { return Part(formula: operands[0], depth: depth, size: size) }
      return Part(formula: .apply(operation, operands, at: position), depth: depth, size: size)
    }
  }

  mutating func formula() throws(Problem) -> Formula {
    nesting = 0
    return try expression().formula
  }

  private mutating func enter() throws(Problem) {
    guard nesting < Self.maximumNesting else {
      throw Problem(
        "the formula nests deeper than \(Self.maximumNesting) levels; give its parts names",
        at: current.position)
    }
    nesting += 1
  }

  private static let relations: [String: Formula.Operator] = [
    "<": .less, "<=": .lessEqual, ">": .greater, ">=": .greaterEqual, "==": .equal, "!=": .notEqual,
  ]

  /// The binary operator that stands next, with its level from 1, or nil.
  private var binaryOperator: (operation: Formula.Operator, level: Int)? {
    if current.kind == .word {
      return current.text == "and" ? (.and, 1) : current.text == "or" ? (.or, 1) : nil
    }
    guard current.kind == .mark else { return nil }
    switch current.text {
    case "&&": return (.and, 1)
    case "||": return (.or, 1)
    case "+": return (.add, 3)
    case "-": return (.subtract, 3)
    case "*": return (.multiply, 4)
    case "/": return (.divide, 4)
    case "%": return (.rem, 4)
    default: return Self.relations[current.text].map { ($0, 2) }
    }
  }

  /// Operands joined by operators of at least a level. One function for all levels keeps the stack low.
  private mutating func expression(from lowest: Int = 1) throws(Problem) -> Part {
    var left = try operand()
    while let first = binaryOperator, first.level >= lowest {
      left = try operands(startingWith: left, level: first.level)
    }
    return left
  }

  private mutating func operands(startingWith first: Part, level: Int) throws(Problem) -> Part {
    var last = first
    var chain = Chain(first)
    var isFirst = true
    while let next = binaryOperator, next.level == level {
      let position = take().position
      if next.operation == .multiply, current.isMark("*") {
        throw Problem("Antimony has no '**'; write '^' for a power", at: position)
      }
      if level == 2, isFirst { try refuseGroupedComparison(first, at: position) }
      let right = try expression(from: level + 1)
      if level == 2 {
        // a < b < c is a < b && b < c.
        var link = Chain(last)
        try link.append(right, by: next.operation, at: position)
        if isFirst { chain = Chain(link.part) } else { try chain.append(link.part, by: .and, at: position) }
      } else {
        try chain.append(right, by: next.operation, at: position)
      }
      last = right
      isFirst = false
    }
    return chain.part
  }

  /// libAntimony chains `(a < b) < c` as if the parentheses were not there; a file must not mean one
  /// thing here and another there.
  private func refuseGroupedComparison(_ left: Part, at position: SourcePosition) throws(Problem) {
    var formula = left.formula
    if case .apply(.and, let operands, _) = formula, let last = operands.last { formula = last }
    guard case .apply(let operation, _, _) = formula, Self.relations.values.contains(operation) else {
      return
    }
    throw Problem(
      "a comparison of a comparison; libAntimony reads '(a < b) < c' as 'a < b && b < c'; "
        + "write '&&', or 'piecewise(1, a < b, 0)' for a number", at: position)
  }

  /// Signs, then a power.
  private mutating func operand() throws(Problem) -> Part {
    var signs: [(operation: Formula.Operator, position: SourcePosition)] = []
    let outside = nesting
    while true {
      if current.isMark("-") {
        signs.append((.negate, current.position))
      } else if current.isMark("!") || (current.isWord("not") && !peek().isMark("(")) {
        signs.append((.not, current.position))
      } else if !current.isMark("+") {
        break
      }
      take()
      try enter()
    }
    var part = try primary()
    if current.isMark("^") {
      let position = take().position
      try enter()
      let exponent = try operand()
      var chain = Chain(part)
      try chain.append(exponent, by: .power, at: position)
      part = chain.part
    }
    nesting = outside
    for sign in signs.reversed() {
      // A negative number is one literal.
      if sign.operation == .negate, case .number(let value, let unit, _) = part.formula {
        part.formula = .number(-value, unit: unit, at: sign.position)
      } else {
        part = Part(
          formula: .apply(sign.operation, [part.formula], at: sign.position), depth: part.depth + 1,
          size: part.size + 1)
      }
    }
    return part
  }

  private mutating func primary() throws(Problem) -> Part {
    if current.isMark("(") {
      take()
      try enter()
      let inner = try expression()
      nesting -= 1
      try expectMark(")", "to close '('")
      return inner
    }
    if current.kind == .word, isCall { return try call() }
    return try leaf()
  }

  /// Whether a function's name and its parenthesis stand next.
  private var isCall: Bool {
    tokens[min(index + 1, tokens.count - 1)].isMark("(") && !Keyword.reserved.contains(current.text)
  }

  /// A number, a symbol or a constant. Apart from what recurses, to keep that low on the stack.
  private mutating func leaf() throws(Problem) -> Part {
    let token = current
    switch token.kind {
    case .number(let value):
      take()
      return Part(formula: .number(value, unit: literalUnit(), at: token.position))
    case .word:
      return try named()
    case .mark:
      switch token.text {
      case "$":
        take()
        return try named()
      case "{":
        throw unsupported("a vector '{…}'", at: token.position)
      case "...":
        throw unsupported("'...', the rate of a DNA strand,", at: token.position)
      case "--":
        throw Problem("'--' joins DNA strands; write '- -' to subtract a negative", at: token.position)
      default:
        throw unexpected("expected a number, a name or '('")
      }
    case .string:
      throw Problem("text cannot stand in a formula; expected a number or a name", at: token.position)
    case .newline, .end:
      throw unexpected("expected a number, a name or '('")
    }
  }

  /// The word behind a number, `3 mL`, is its unit.
  mutating func literalUnit() -> String? {
    guard current.kind == .word, !Keyword.afterNumber.contains(current.text) else { return nil }
    return take().text
  }

  private mutating func named() throws(Problem) -> Part {
    let token = current
    guard token.kind == .word else { throw unexpected("expected a name") }
    if token.text == "time" {
      guard functionParameters == nil else {
        throw Problem(
          "'time' cannot stand in a function; pass it as an argument", at: token.position)
      }
      take()
      return Part(formula: .time(at: token.position), depth: 1)
    }
    if let constant = BuiltIn.constant(token.text) {
      take()
      return Part(formula: .number(constant, unit: nil, at: token.position))
    }
    let path = try path("a symbol")
    if let parameters = functionParameters {
      guard parameters.contains(path) else {
        throw Problem("'\(path)' is not a parameter of the function", at: token.position)
      }
    } else {
      builder.mention(path, at: token.position)
    }
    return Part(formula: .name(path, at: token.position))
  }

  private mutating func call() throws(Problem) -> Part {
    let place = index
    take()
    take()
    var arguments: [Part] = []
    while arguments.isEmpty ? !takeIfMark(")") : try !closesArguments(tokens[place]) {
      try enter()
      arguments.append(try expression())
      nesting -= 1
    }
    return try applied(tokens[place], to: arguments)
  }

  /// Behind an argument: true at `)`, false at a comma.
  private mutating func closesArguments(_ function: Token) throws(Problem) -> Bool {
    if takeIfMark(")") { return true }
    if takeIfMark(",") { return false }
    throw unexpected("expected ',' or ')' in the call of '\(function.text)'")
  }

  private mutating func applied(_ token: Token, to arguments: [Part]) throws(Problem) -> Part {
    let formulas = arguments.map(\.formula)
    let formula =
      if let function = BuiltIn.functions[token.text] {
        try builtInCall(function, token, formulas)
      } else {
        try userCall(token, formulas)
      }
    return Part(
      formula: formula, depth: (arguments.map(\.depth).max() ?? 0) + 2,
      size: arguments.reduce(1) { $0 + $1.size })
  }

  private mutating func userCall(_ token: Token, _ arguments: [Formula]) throws(Problem) -> Formula {
    // A function may use only those above it, so that none can call itself.
    if functionParameters != nil, !isKnownFunction(token.text) {
      throw Problem(
        "no function '\(token.text)' is built in or defined above this one", at: token.position)
    }
    calls.append((token.text, arguments.count, token.position))
    return .call(token.text, arguments, at: token.position)
  }

  private func builtInCall(
    _ function: BuiltIn.Function, _ token: Token, _ arguments: [Formula]
  ) throws(Problem) -> Formula {
    let position = token.position
    func check(_ range: ClosedRange<Int>) throws(Problem) {
      if range.contains(arguments.count) { return }
      let expected =
        range.lowerBound == range.upperBound
        ? "\(range.lowerBound) argument\(range.lowerBound == 1 ? "" : "s")"
        : range.upperBound == Int.max
          ? "at least \(range.lowerBound) argument\(range.lowerBound == 1 ? "" : "s")"
          : "\(range.lowerBound) or \(range.upperBound) arguments"
      throw Problem("'\(token.text)' takes \(expected), not \(arguments.count)", at: position)
    }
    switch function {
    case .plain(let operation, let range):
      try check(range)
      let isChain = operation == .add || operation == .multiply || operation == .and || operation == .or
      if isChain, arguments.count == 1 { return arguments[0] }
      if operation == .rateOf {
        guard case .name = arguments[0] else {
          throw Problem("'rateOf' takes the name of a symbol", at: position)
        }
      }
      return .apply(operation, arguments, at: position)
    case .minus:
      try check(1...2)
      return .apply(arguments.count == 1 ? .negate : .subtract, arguments, at: position)
    case .square:
      try check(1...1)
      return .apply(.power, [arguments[0], .number(2, unit: nil, at: position)], at: position)
    case .root:
      try check(1...2)
      return .apply(arguments.count == 1 ? .sqrt : .root, arguments, at: position)
    case .logarithm:
      try check(1...2)
      return .apply(arguments.count == 1 ? .ln : .logBase, arguments, at: position)
    case .comparison(let operation):
      try check(2...Int.max)
      let links = zip(arguments, arguments.dropFirst()).map { left, right in
        Formula.apply(operation, [left, right], at: position)
      }
      return links.count == 1 ? links[0] : .apply(.and, links, at: position)
    case .distribution:
      throw unsupported("'\(token.text)(…)', a draw from a distribution,", at: position)
    }
  }
}
