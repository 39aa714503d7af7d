import Foundation
import ModelText
import Testing
import Text

/// The snippets that libAntimony and libRoadRunner have read and run (Antimony/reference.py).
enum Snippets {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Antimony/snippets")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return files.filter { $0.hasSuffix(".ant") }.map { String($0.dropLast(4)) }.sorted()
  }()

  static func text(_ name: String, _ suffix: String) throws -> String {
    try String(contentsOf: folder.appending(path: name + suffix), encoding: .utf8)
  }

  static func document(_ name: String) throws -> ModelDocument {
    try ModelDocument(parsingAntimony: text(name, ".ant"), file: name + ".ant")
  }
}

@Suite struct AntimonyDocumentTests {
  @Test func thereAreFortySnippets() {
    #expect(Snippets.names.count >= 40)
  }

  @Test(arguments: Snippets.names) func readsWhatLibAntimonyReads(name: String) throws {
    let expected = try Snippets.text(name, ".facts").split(separator: "\n").map(String.init)
    let found = DocumentFacts(of: try Snippets.document(name)).lines
    for line in expected where !found.contains(line) {
      Issue.record("libAntimony says, but Speciosa does not: \(line)")
    }
    for line in found where !expected.contains(line) {
      Issue.record("Speciosa says, but libAntimony does not: \(line)")
    }
  }
}

/// What a document says, a line a fact, in the words of reference.py.
struct DocumentFacts {
  private(set) var lines: Set<String> = []

  init(of document: ModelDocument) {
    lines.insert("main \(document.main)")
    for function in document.functions {
      let parameters = function.parameters.joined(separator: ", ")
      lines.insert("function \(function.name)(\(parameters)) \(Self.text(function.body))")
    }
    for model in document.models {
      for line in ModelFacts(model).lines { lines.insert("\(model.name): \(line)") }
    }
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    return String(format: "%.15g", value)
  }

  /// A formula as `(operator operand …)`; a sum of a sum is one sum.
  static func text(_ formula: Formula) -> String {
    switch formula {
    case .number(let value, _, _): return number(value)
    case .name(let name, _): return name.replacing(".", with: "_")
    case .time: return "time"
    case .call(let name, let arguments, _):
      return "(" + (["call", name] + arguments.map(text)).joined(separator: " ") + ")"
    case .apply(let operation, let operands, _):
      var operands = operands
      while [.add, .multiply, .and, .or].contains(operation),
        case .apply(operation, let inner, _) = operands[0]
      {
        operands = inner + operands.dropFirst()
      }
      return "(" + ([operation.rawValue] + operands.map(text)).joined(separator: " ") + ")"
    }
  }
}

private struct ModelFacts {
  let model: ModelDefinition
  private(set) var lines: [String] = []
  /// `A is S`: S stands for both.
  private let renamed: [String: String]

  init(_ model: ModelDefinition) {
    self.model = model
    var renamed: [String: String] = [:]
    for pair in model.synchronizations where !pair.left.contains(".") && !pair.right.contains(".") {
      renamed[pair.left] = pair.right
    }
    self.renamed = renamed
    addSymbols()
    addEquations()
    addReactions()
    addEvents()
    let modelUnits = ["substance", "volume", "area", "length", "extent", "time_unit"]
    for unit in model.unitDefinitions where !modelUnits.contains(unit.name) {
      lines.append("unit \(unit.name)")
    }
    if !model.submodels.isEmpty {
      // Of symbols, libAntimony lists what it takes over from the submodels.
      let kept = ["submodel", "rule", "rate", "reaction", "event", "unit"]
      lines.removeAll { line in !kept.contains { line.hasPrefix($0) } }
    }
    for submodel in model.submodels {
      let time = factor(submodel.timeConversion)
      let extent = factor(submodel.extentConversion)
      lines.append("submodel \(submodel.name) = \(submodel.model) time=\(time) extent=\(extent)")
    }
  }

  private func factor(_ formula: Formula?) -> String {
    switch formula {
    case nil: "none"
    case .name(let symbol, _): symbol
    default: "number"
    }
  }

  private func name(_ name: String) -> String {
    (renamed[name] ?? name).replacing(".", with: "_")
  }

  private func text(_ formula: Formula?) -> String {
    guard let formula else { return "none" }
    var text = DocumentFacts.text(formula)
    for (old, new) in renamed {
      text = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
        let bare = String(word).trimmingCharacters(in: CharacterSet(charactersIn: "()"))
        return bare == old ? String(word).replacing(old, with: new) : String(word)
      }.joined(separator: " ")
    }
    return text
  }

  private func shown(_ name: String?) -> String { name.map { " name=\"\($0)\"" } ?? "" }

  private mutating func addSymbols() {
    let ruled = Set((model.assignmentRules + model.rateRules).map { name($0.target) })
    let changed = ruled.union(model.events.flatMap { $0.assignments.map { name($0.target) } })
    let computed = Set(
      model.initialAssignments.filter { !$0.formula.isNumber }.map { name($0.target) })
    let participants = Set(
      model.reactions.flatMap { ($0.reactants + $0.products).map { name($0.species) } })
    for symbol in model.symbols where !symbol.name.contains(".") && renamed[symbol.name] == nil {
      if symbol.kind == .compartment {
        lines.append("compartment \(symbol.name)" + shown(symbol.displayName))
      } else if symbol.kind == .species || participants.contains(symbol.name) {
        let isBoundary =
          symbol.isBoundary || symbol.isConstant == true || ruled.contains(symbol.name)
        let boundary = participants.contains(symbol.name) ? " boundary=\(isBoundary)" : ""
        lines.append(
          "species \(symbol.name) in \(symbol.compartment ?? "none")\(boundary) "
            + "amount=\(symbol.isSubstanceOnly)" + shown(symbol.displayName))
      } else {
        let isConstant = symbol.isConstant != false && !changed.contains(symbol.name)
        let constant = computed.contains(symbol.name) ? "" : " constant=\(isConstant)"
        let unit = symbol.unit.map { " unit=\($0)" } ?? ""
        lines.append("parameter \(symbol.name)\(constant)\(unit)" + shown(symbol.displayName))
      }
    }
  }

  private mutating func addEquations() {
    var initial: [String: String] = [:]
    for item in model.initialAssignments where !item.target.contains(".") {
      initial[name(item.target)] = text(item.formula)
    }
    for (target, value) in initial { lines.append("initial \(target) = \(value)") }
    for rule in model.assignmentRules where !rule.target.contains(".") {
      lines.append("rule \(name(rule.target)) = \(text(rule.formula))")
    }
    for rule in model.rateRules where !rule.target.contains(".") {
      lines.append("rate \(name(rule.target)) = \(text(rule.formula))")
    }
  }

  private mutating func addReactions() {
    func side(_ participants: [Reaction.Participant]) -> String {
      participants.map { "\(text($0.stoichiometry)) \(name($0.species))" }.joined(separator: " + ")
    }
    for reaction in model.reactions {
      let arrow = reaction.isReversible ? "->" : "=>"
      lines.append(
        "reaction \(reaction.name): \(side(reaction.reactants)) \(arrow) \(side(reaction.products)); "
          + text(reaction.rate) + shown(reaction.displayName))
      if reaction.rate == nil {
        for modifier in reaction.modifiers { lines.append("modifier \(name(modifier)) of \(reaction.name)") }
      }
    }
  }

  private mutating func addEvents() {
    for event in model.events {
      lines.append(
        "event \(event.name): \(text(event.trigger)) after \(text(event.delay)) "
          + "priority=\(text(event.priority)) persistent=\(event.isPersistent) "
          + "t0=\(event.initialTriggerValue) fromTrigger=\(event.usesValuesFromTriggerTime)"
          + shown(event.displayName))
      for item in event.assignments {
        lines.append("event \(event.name) sets \(name(item.target)) = \(text(item.formula))")
      }
    }
  }
}

extension Formula {
  fileprivate var isNumber: Bool {
    if case .number = self { return true }
    return false
  }
}
