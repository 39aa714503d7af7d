import ModelText
import Testing
import Text

/// Reads text that must be valid.
func read(_ text: String, using documents: [ModelDocument] = []) throws -> ModelDocument {
  try ModelDocument(parsingAntimony: text, file: "m.ant", using: documents)
}

/// The main model of valid text.
func mainModel(_ text: String) throws -> ModelDefinition {
  let document = try read(text)
  return try #require(document.models.first { $0.name == document.main })
}

/// The problems of text, in their order; none where it is valid.
func problems(_ text: String) -> [Problem] {
  do throws(Problems) {
    _ = try ModelDocument(parsingAntimony: text, file: "m.ant")
    return []
  } catch {
    return error.all
  }
}

/// A fault that a test expects: words of its message.
struct Fault: Sendable {
  let words: String
  var kind = Problem.Kind.input

  static func input(_ words: String) -> Fault { Fault(words: words) }
  static func unsupported(_ words: String) -> Fault { Fault(words: words, kind: .unsupported) }
}

/// Checks that text has just these faults, at the places that `§` marks, in order.
func expectFaults(
  _ marked: String, _ faults: [Fault], sourceLocation: SourceLocation = #_sourceLocation
) {
  var places: [(line: Int, column: Int)] = []
  var (line, column) = (1, 1)
  var text = ""
  for scalar in marked.unicodeScalars {
    if scalar == "§" {
      places.append((line, column))
      continue
    }
    text.unicodeScalars.append(scalar)
    if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
  }
  let found = problems(text)
  let shown = found.map(\.description).joined(separator: "\n")
  guard found.count == faults.count, places.count == faults.count else {
    Issue.record(
      "\(found.count) faults for \(faults.count) expected, \(places.count) marked:\n\(shown)",
      sourceLocation: sourceLocation)
    return
  }
  for (problem, (place, fault)) in zip(found, zip(places, faults)) {
    let position = problem.position
    #expect(
      position?.line == place.line && position?.column == place.column,
      "expected \(place.line):\(place.column), found \(problem)", sourceLocation: sourceLocation)
    #expect(
      problem.message.contains(fault.words), "expected '\(fault.words)' in \(problem)",
      sourceLocation: sourceLocation)
    #expect(problem.kind == fault.kind, "\(problem)", sourceLocation: sourceLocation)
  }
}

/// A formula as `(operator operand …)`.
func text(_ formula: Formula?) -> String {
  switch formula {
  case nil: "none"
  case .number(let value, let unit, _): unit.map { "\(value)[\($0)]" } ?? "\(value)"
  case .name(let name, _): name
  case .time: "time"
  case .apply(let operation, let operands, _):
    "(" + ([operation.rawValue] + operands.map(text)).joined(separator: " ") + ")"
  case .call(let name, let arguments, _):
    "\(name)(" + arguments.map(text).joined(separator: ", ") + ")"
  }
}

extension ModelDefinition {
  func symbol(_ name: String) throws -> SymbolDeclaration {
    try #require(symbols.first { $0.name == name }, "no symbol \(name)")
  }

  func initial(_ name: String) -> String {
    text(initialAssignments.first { $0.target == name }?.formula)
  }
}
