import Text

/// What can be said of a model only when all its statements are read.
extension AntimonyParser {
  mutating func finishModel() -> ModelDefinition {
    var model = builder.model
    moveReactionRates(in: &model)
    dropOverruledValues(in: &model)
    checkSpeciesRules(in: &model)
    addInteractions(to: &model)
    placeParticipants(in: &model)
    applyDisplayNames(to: &model)
    applyLiteralUnits(to: &model)
    moveModelAnnotations(from: &model)
    checkPaths(in: model)
    removeForeignSymbols(from: &model)
    return model
  }

  /// `J0 = k*A` gives reaction J0 its rate.
  private mutating func moveReactionRates(in model: inout ModelDefinition) {
    let reactionIndex = Self.index(model.reactions.map(\.name))
    for list in [model.initialAssignments, model.assignmentRules] {
      for assignment in list {
        guard let index = reactionIndex[assignment.target] else { continue }
        model.reactions[index].rate = assignment.formula
      }
    }
    model.initialAssignments.removeAll { reactionIndex[$0.target] != nil }
    model.assignmentRules.removeAll { reactionIndex[$0.target] != nil }
    for rule in model.rateRules where reactionIndex[rule.target] != nil {
      problems.append(
        Problem("'\(rule.target)' is a reaction and has no rate of change", at: rule.position))
    }
    for item in model.events.flatMap(\.assignments) where reactionIndex[item.target] != nil {
      problems.append(
        Problem("'\(item.target)' is a reaction and cannot be set by an event", at: item.position))
    }
  }

  /// A rule `:=` holds from the start, so an initial value above it has no meaning.
  private func dropOverruledValues(in model: inout ModelDefinition) {
    let ruled = Set(model.assignmentRules.map(\.target))
    model.initialAssignments.removeAll { ruled.contains($0.target) }
  }

  /// A species with a rule is a boundary species; where a reaction uses it before, the text must say so.
  private mutating func checkSpeciesRules(in model: inout ModelDefinition) {
    var firstUse: [String: (reaction: String, position: SourcePosition)] = [:]
    for reaction in model.reactions {
      for participant in reaction.reactants + reaction.products
      where firstUse[participant.species] == nil {
        firstUse[participant.species] = (reaction.name, participant.position)
      }
    }
    let symbolIndex = Self.index(model.symbols.map(\.name))
    for rule in model.assignmentRules + model.rateRules {
      guard let use = firstUse[rule.target], let index = symbolIndex[rule.target],
        !model.symbols[index].isBoundary, model.symbols[index].isConstant != true
      else { continue }
      let isBefore = (rule.position.line, rule.position.column) < (use.position.line, use.position.column)
      if isBefore {
        model.symbols[index].isBoundary = true
      } else {
        problems.append(
          Problem(
            "'\(rule.target)' has a rule, but reaction '\(use.reaction)' changes it too; "
              + "write '$\(rule.target)' in the reaction if it must not", at: rule.position))
      }
    }
  }

  private mutating func addInteractions(to model: inout ModelDefinition) {
    let reactionIndex = Self.index(model.reactions.map(\.name))
    for interaction in builder.interactions {
      guard let index = reactionIndex[interaction.reaction] else {
        problems.append(
          Problem("no reaction '\(interaction.reaction)' in this model", at: interaction.position))
        continue
      }
      for species in interaction.species where !model.reactions[index].modifiers.contains(species) {
        model.reactions[index].modifiers.append(species)
      }
    }
  }

  /// Species without a compartment take that of the last reaction that names one.
  private mutating func placeParticipants(in model: inout ModelDefinition) {
    guard !builder.reactionCompartments.isEmpty else { return }
    let symbolIndex = Self.index(model.symbols.map(\.name))
    for (reaction, compartment) in builder.reactionCompartments.reversed() {
      let participants = model.reactions[reaction].reactants + model.reactions[reaction].products
      for participant in participants {
        guard let index = symbolIndex[participant.species], !participant.species.contains("."),
          model.symbols[index].compartment == nil
        else { continue }
        model.symbols[index].compartment = compartment
      }
    }
  }

  private mutating func applyDisplayNames(to model: inout ModelDefinition) {
    let reactions = Self.index(model.reactions.map(\.name))
    let events = Self.index(model.events.map(\.name))
    let units = Self.index(model.unitDefinitions.map(\.name))
    let submodels = Self.index(model.submodels.map(\.name))
    var symbols = Self.index(model.symbols.map(\.name))
    for (name, text, position) in builder.displayNames {
      if let index = reactions[name] {
        model.reactions[index].displayName = text
      } else if let index = events[name] {
        model.events[index].displayName = text
      } else if let index = units[name] {
        model.unitDefinitions[index].displayName = text
      } else if model.name == Self.implicitName, let index = modelIndex[name], models.indices.contains(index)
      {
        models[index].displayName = text
      } else if submodels[name] != nil {
        model.annotations.append(
          Annotation(subject: name, qualifier: "is", values: [text], position: position))
      } else if let index = symbols[name] {
        model.symbols[index].displayName = text
      } else {
        symbols[name] = model.symbols.count
        var symbol = SymbolDeclaration(name: name, kind: .undeclared, position: position)
        symbol.displayName = text
        model.symbols.append(symbol)
      }
    }
  }

  /// Where each name stands; the first of equal ones.
  private static func index(_ names: [String]) -> [String: Int] {
    Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  /// `x = 3 mL` gives x its unit, unless `x has …` does.
  private func applyLiteralUnits(to model: inout ModelDefinition) {
    var units: [String: String] = [:]
    for assignment in model.initialAssignments {
      if case .number(_, let unit?, _) = assignment.formula { units[assignment.target] = unit }
    }
    for index in model.symbols.indices where model.symbols[index].unit == nil {
      model.symbols[index].unit = units[model.symbols[index].name]
    }
  }

  /// Outside of models, `m identity "…"` annotates model m.
  private mutating func moveModelAnnotations(from model: inout ModelDefinition) {
    guard model.name == Self.implicitName else { return }
    for annotation in model.annotations {
      guard let index = modelIndex[annotation.subject], models.indices.contains(index) else { continue }
      var moved = annotation
      moved.subject = "model"
      models[index].annotations.append(moved)
    }
    model.annotations.removeAll { modelIndex[$0.subject] != nil }
  }

  /// Each part of a dotted name must be there.
  private mutating func checkPaths(in model: ModelDefinition) {
    var submodels: [String: String] = [:]
    for submodel in model.submodels { submodels[submodel.name] = submodel.model }
    let paths = model.symbols.map { ($0.name, $0.position) } + model.deletions.map { ($0.name, $0.position) }
    for (path, position) in paths where path.contains(".") {
      let parts = path.split(separator: ".").map(String.init)
      guard var inside = submodels[parts[0]] else {
        problems.append(strayPath(path, at: position))
        continue
      }
      for (depth, part) in parts.enumerated().dropFirst() {
        guard let index = modelIndex[inside] else { break }
        let definition = models[index]
        if depth == parts.count - 1 {
          let isKnown =
            definition.symbols.contains { $0.name == part }
            || definition.reactions.contains { $0.name == part }
            || definition.submodels.contains { $0.name == part }
            || definition.events.contains { $0.name == part }
          if !isKnown {
            problems.append(
              Problem("model '\(inside)' has no '\(part)', named by '\(path)'", at: position))
          }
        } else if let next = definition.submodels.first(where: { $0.name == part }) {
          inside = next.model
        } else {
          problems.append(
            Problem(
              "model '\(inside)' has no submodel '\(part)', named by '\(path)'", at: position))
          break
        }
      }
    }
  }

  /// Names of reactions, events and submodels, mentioned in formulas or annotations, are no symbols.
  private mutating func removeForeignSymbols(from model: inout ModelDefinition) {
    for symbol in model.symbols {
      guard let other = builder.otherNames[symbol.name] else { continue }
      if symbol.kind != .undeclared || symbol.isBoundary || symbol.compartment != nil {
        problems.append(
          Problem(
            "'\(symbol.name)' names \(other.what) in line \(other.position.line), so it cannot be "
              + "a symbol", at: symbol.position))
      }
    }
    let assigned = model.initialAssignments + model.assignmentRules + model.rateRules
    for assignment in assigned + model.events.flatMap(\.assignments) {
      guard let other = builder.otherNames[assignment.target], other.what != "a reaction" else { continue }
      problems.append(
        Problem(
          "'\(assignment.target)' names \(other.what) in line \(other.position.line) and has no value",
          at: assignment.position))
    }
    let others = builder.otherNames
    model.symbols.removeAll { others[$0.name] != nil }
  }
}
