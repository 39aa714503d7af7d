import Text

/// Reactions, interactions, events and submodels.
extension AntimonyParser {
  /// `J0 in C: 2 A + $B -> C; rate in C`, or an interaction `S -| J0`.
  mutating func reactionStatement() throws(Problem) {
    let start = current.position
    var name: String?
    var compartment: String?
    if hasLabel {
      name = try path("a reaction")
      if current.isWord("in") {
        take()
        compartment = try path("a compartment")
      }
      try expectMark(":", "after the reaction's name")
    }
    let reactants = try participants(until: ["->", "=>", "-|", "-"])
    let arrow = take()
    let isInteraction = arrow.text == "-|" || arrow.text == "-"
    if arrow.text == "-" {
      guard current.isMark("(") || current.isWord("o") else {
        throw unexpected("expected '->', '=>', '-|', '-o' or '-('")
      }
      take()
    }
    let products = try participants(until: [";"])
    guard takeIfMark(";") else { throw unexpected("expected ';' after the reaction's products") }
    if isInteraction {
      try interaction(reactants, products, arrow: arrow)
      return
    }
    let rate = isAtStatementEnd || current.isWord("in") ? nil : try formula()
    if current.isWord("in") {
      take()
      compartment = try path("a compartment")
    }
    let known = name ?? builder.freshName("_J")
    try builder.claim(known, as: "a reaction", at: start)
    for participant in reactants + products {
      builder.mention(participant.species, at: participant.position)
      if builder.symbol(participant.species)?.kind == .compartment
        || builder.symbol(participant.species)?.kind == .parameter
      {
        try builder.declare(participant.species, kind: .species, at: participant.position)
      }
    }
    if let compartment {
      try builder.declare(compartment, kind: .compartment, at: start)
      builder.reactionCompartments.append((builder.model.reactions.count, compartment))
    }
    builder.add(
      Reaction(
        name: known, reactants: reactants, products: products, isReversible: arrow.text == "->",
        rate: rate, position: start))
  }

  /// Whether a colon follows the words at the start.
  private var hasLabel: Bool {
    var probe = index
    while tokens[probe].kind == .word || tokens[probe].isMark(".") { probe += 1 }
    return tokens[probe].isMark(":")
  }

  /// `2 A + n B + $C`
  private mutating func participants(until ends: Set<String>) throws(Problem) -> [Reaction.Participant] {
    var list: [Reaction.Participant] = []
    if current.kind == .mark, ends.contains(current.text), !startsNegativeStoichiometry { return list }
    repeat {
      let position = current.position
      var stoichiometry = Formula.number(1, unit: nil, at: position)
      let isNegative = current.isMark("-") && startsNegativeStoichiometry
      if isNegative { take() }
      if case .number(let value) = current.kind {
        take()
        stoichiometry = .number(isNegative ? -value : value, unit: nil, at: position)
      } else if current.kind == .word, peek().kind == .word || peek().isMark("$") {
        let symbol = try path("a stoichiometry")
        builder.mention(symbol, at: position)
        stoichiometry = .name(symbol, at: position)
      }
      let isBoundary = takeIfMark("$")
      let speciesPosition = current.position
      let species = try path("a species")
      builder.mention(species, at: speciesPosition)
      if isBoundary { builder.markBoundary(species, at: speciesPosition) }
      list.append(
        Reaction.Participant(
          species: species, stoichiometry: stoichiometry, position: speciesPosition))
    } while takeIfMark("+")
    guard current.kind == .mark, ends.contains(current.text) else {
      throw unexpected(
        ends.contains(";")
          ? "expected '+' and a species, or ';' after the reaction's products"
          : "expected '+' and a species, or '->'")
    }
    return list
  }

  private var startsNegativeStoichiometry: Bool {
    if case .number = peek().kind { return current.isMark("-") }
    return false
  }

  private mutating func interaction(
    _ sources: [Reaction.Participant], _ targets: [Reaction.Participant], arrow: Token
  ) throws(Problem) {
    guard isAtStatementEnd else {
      throw Problem("an interaction has no rate; put it into the reaction's", at: current.position)
    }
    guard !sources.isEmpty, targets.count == 1 else {
      throw Problem("an interaction joins species to one reaction: 'S -| J0;'", at: arrow.position)
    }
    for source in sources { try builder.declare(source.species, kind: .species, at: source.position) }
    builder.interactions.append(
      (sources.map(\.species), targets[0].species, targets[0].position))
  }

  // MARK: Events

  /// `at delay after trigger, priority = p, t0 = false: x = …, y = …`; the label is read.
  mutating func event(named name: String?, at position: SourcePosition) throws(Problem) {
    take()
    var trigger = try formula()
    var delay: Formula?
    if current.isWord("after") {
      take()
      delay = trigger
      trigger = try formula()
    }
    var event = Event(name: "", trigger: trigger, assignments: [], position: position)
    event.delay = delay
    while takeIfMark(",") { try eventOption(&event) }
    try expectMark(":", "before the event's assignments")
    skipNewlines()
    if !isAtStatementEnd, !current.isWord("end") {
      repeat {
        if !event.assignments.isEmpty { skipNewlines() }
        event.assignments.append(try eventAssignment())
      } while takeIfMark(",")
    }
    event.name = name ?? builder.freshName("_E")
    try builder.claim(event.name, as: "an event", at: position)
    builder.add(event)
  }

  private mutating func eventOption(_ event: inout Event) throws(Problem) {
    let option = take()
    guard option.kind == .word else {
      throw Problem(
        "unexpected \(option.described); expected an option of the event", at: option.position)
    }
    try expectMark("=", "after '\(option.text)'")
    switch option.text {
    case "priority": event.priority = try formula()
    case "persistent": event.isPersistent = try truthValue(of: option)
    case "t0": event.initialTriggerValue = try truthValue(of: option)
    case "fromTrigger": event.usesValuesFromTriggerTime = try truthValue(of: option)
    default:
      throw Problem(
        "an event has no option '\(option.text)'; expected 'priority', 'persistent', 't0' or "
          + "'fromTrigger'", at: option.position)
    }
  }

  private mutating func truthValue(of option: Token) throws(Problem) -> Bool {
    guard current.kind == .word, current.text == "true" || current.text == "false" else {
      throw unexpected("expected 'true' or 'false' for '\(option.text)'")
    }
    return take().text == "true"
  }

  private mutating func eventAssignment() throws(Problem) -> Assignment {
    let isBoundary = takeIfMark("$")
    let position = current.position
    let target = try path("a symbol")
    builder.mention(target, at: position)
    if isBoundary { builder.markBoundary(target, at: position) }
    try expectMark("=", "after '\(target)'")
    return Assignment(target: target, formula: try formula(), position: position)
  }

  // MARK: Submodels

  /// `pk(x, 3), timeconv = 60`; the label is read.
  mutating func submodel(named name: String?, at position: SourcePosition) throws(Problem) {
    let modelToken = take()
    guard let known = modelIndex[modelToken.text] else {
      throw Problem(
        "no model '\(modelToken.text)' is defined above; a submodel needs its model before it",
        at: modelToken.position)
    }
    let arguments = try submodelArguments()
    let exports = models[known].exports
    guard arguments.count <= exports.count else {
      throw Problem(
        "model '\(modelToken.text)' exports \(exports.count) "
          + "symbol\(exports.count == 1 ? "" : "s"), but \(arguments.count) are given",
        at: arguments[exports.count].position)
    }
    let name = name ?? builder.freshName("_sys")
    var submodel = Submodel(
      name: name, model: modelToken.text, arguments: arguments, position: position)
    while takeIfMark(",") {
      let option = take()
      try expectMark("=", "after '\(option.text)'")
      switch option.text {
      case "timeconv": submodel.timeConversion = try argument()
      case "extentconv": submodel.extentConversion = try argument()
      default:
        throw Problem(
          "a submodel has no option '\(option.text)'; expected 'timeconv' or 'extentconv'",
          at: option.position)
      }
    }
    if current.isWord("in") {
      throw unsupported("a submodel 'in' a compartment", at: current.position)
    }
    try builder.claim(name, as: "a submodel", at: position)
    builder.add(submodel)
  }

  private mutating func submodelArguments() throws(Problem) -> [Formula] {
    take()
    var arguments: [Formula] = []
    if takeIfMark(")") { return arguments }
    while true {
      arguments.append(try argument())
      if takeIfMark(")") { return arguments }
      guard takeIfMark(",") else { throw unexpected("expected ',' or ')' after the argument") }
    }
  }

  /// A symbol or a number.
  private mutating func argument() throws(Problem) -> Formula {
    let position = current.position
    if case .number(let value) = current.kind {
      take()
      return .number(value, unit: literalUnit(), at: position)
    }
    guard current.kind == .word || current.isMark("$") else {
      throw unexpected("expected a symbol or a number")
    }
    let isBoundary = takeIfMark("$")
    let symbol = try path("a symbol")
    builder.mention(symbol, at: position)
    if isBoundary { builder.markBoundary(symbol, at: position) }
    return .name(symbol, at: position)
  }
}
