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
    return try logical().formula
  }

  private mutating func nested<Result>(
    _ body: (inout AntimonyParser) throws(Problem) -> Result
  ) throws(Problem) -> Result {
    guard nesting < Self.maximumNesting else {
      throw Problem(
        "the formula nests deeper than \(Self.maximumNesting) levels; give its parts names",
        at: current.position)
    }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  private mutating func logical() throws(Problem) -> Part {
    var chain = Chain(try relation())
    while true {
      let operation: Formula.Operator
      if current.isMark("&&") || current.isWord("and") {
        operation = .and
      } else if current.isMark("||") || current.isWord("or") {
        operation = .or
      } else {
        return chain.part
      }
      let position = take().position
      try chain.append(try relation(), by: operation, at: position)
    }
  }

  private static let relations: [String: Formula.Operator] = [
    "<": .less, "<=": .lessEqual, ">": .greater, ">=": .greaterEqual, "==": .equal, "!=": .notEqual,
  ]

  private mutating func relation() throws(Problem) -> Part {
    var left = try sum()
    var chain: Chain?
    while current.kind == .mark, let operation = Self.relations[current.text] {
      let position = take().position
      let right = try sum()
      var link = Chain(left)
      try link.append(right, by: operation, at: position)
      if chain == nil {
        chain = Chain(link.part)
      } else {
        try chain?.append(link.part, by: .and, at: position)
      }
      left = right
    }
    return chain?.part ?? left
  }

  private mutating func sum() throws(Problem) -> Part {
    var chain = Chain(try product())
    while current.isMark("+") || current.isMark("-") {
      let operation: Formula.Operator = current.text == "+" ? .add : .subtract
      let position = take().position
      try chain.append(try product(), by: operation, at: position)
    }
    return chain.part
  }

  private mutating func product() throws(Problem) -> Part {
    var chain = Chain(try signed())
    while current.isMark("*") || current.isMark("/") || current.isMark("%") {
      if current.text == "*", peek().isMark("*") {
        throw Problem("Antimony has no '**'; write '^' for a power", at: current.position)
      }
      let operation: Formula.Operator =
        current.text == "*" ? .multiply : current.text == "/" ? .divide : .rem
      let position = take().position
      try chain.append(try signed(), by: operation, at: position)
    }
    return chain.part
  }

  private mutating func signed() throws(Problem) -> Part {
    let position = current.position
    let operation: Formula.Operator?
    if current.isMark("-") {
      operation = .negate
    } else if current.isMark("!") || (current.isWord("not") && !peek().isMark("(")) {
      operation = .not
    } else if current.isMark("+") {
      operation = nil
    } else {
      return try power()
    }
    take()
    let operand = try nested { (parser) throws(Problem) in try parser.signed() }
    guard let operation else { return operand }
    // A negative number is one literal.
    if operation == .negate, case .number(let value, let unit, _) = operand.formula {
      return Part(formula: .number(-value, unit: unit, at: position))
    }
    return Part(
      formula: .apply(operation, [operand.formula], at: position), depth: operand.depth + 1,
      size: operand.size + 1)
  }

  private mutating func power() throws(Problem) -> Part {
    let base = try primary()
    guard current.isMark("^") else { return base }
    let position = take().position
    let exponent = try nested { (parser) throws(Problem) in try parser.signed() }
    var chain = Chain(base)
    try chain.append(exponent, by: .power, at: position)
    return chain.part
  }

  private mutating func primary() throws(Problem) -> Part {
    let token = current
    switch token.kind {
    case .number(let value):
      take()
      return Part(formula: .number(value, unit: literalUnit(), at: token.position))
    case .word:
      return try named()
    case .mark:
      switch token.text {
      case "(":
        take()
        let inner = try nested { (parser) throws(Problem) in try parser.logical() }
        try expectMark(")", "to close '('")
        return inner
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
    if peek().isMark("("), peek().kind == .mark, !Keyword.reserved.contains(token.text) {
      return try call()
    }
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
    let token = take()
    take()
    var arguments: [Part] = []
    if !takeIfMark(")") {
      while true {
        arguments.append(try nested { (parser) throws(Problem) in try parser.logical() })
        if takeIfMark(")") { break }
        guard takeIfMark(",") else { throw unexpected("expected ',' or ')' in the call of '\(token.text)'") }
      }
    }
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
    if functionParameters != nil, functionIndex[token.text] == nil {
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
