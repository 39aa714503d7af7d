import ModelIR
import Text

/// Checks one file or folder: a model, a library model with its evidence, a scenario, an evaluation, an
/// event table, the evidence tables. The name decides.
package func check(_ path: String, library: Library?) -> CheckReport {
  do throws(Problems) {
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return try checkYaml(path, library: library) }
    if path.hasSuffix(".csv") { return try checkTable(path, library: library) }
    if isFolder(path), !exists(joined(path, "model.ant")) { return try checkFolder(path, library: library) }
    return try checkModel(path, library: library)
  } catch {
    return CheckReport(subject: path, facts: [], problems: error.all)
  }
}

private func checkModel(_ path: String, library: Library?) throws(Problems) -> CheckReport {
  let model = try LoadedModel(path, library: library)
  var report = CheckReport(subject: path, facts: [model.system.shape], problems: model.system.notes)
  report.add(model.unitReport())
  if model.isLibraryModel, let library { report.add(try bindingReport(model, library: library)) }
  return report
}

extension CheckReport {
  mutating func add(_ part: (facts: [String], problems: [Problem])) {
    facts += part.facts
    problems += part.problems
  }
}

extension ModelSystem {
  /// `model 'pk': 4 states, 2 rules, 8 parameters, 1 event`.
  var shape: String {
    let constants = symbols.filter {
      if case .constant = $0.kind { true } else { false }
    }.count
    var parts = [
      counted(states.count, "state"), counted(assignments.count, "rule"), counted(constants, "parameter"),
    ]
    if !events.isEmpty { parts.append("\(counted(events.count, "event")) (read, not executed yet)") }
    return "model '\(name)': " + parts.joined(separator: ", ")
  }
}

extension LoadedModel {
  /// The unit proof: conflicts are errors; a missing declaration is an error in the library and a note for
  /// a bare model.
  func unitReport() -> (facts: [String], problems: [Problem]) {
    var problems: [Problem] = []
    var proven = 0
    var undeclared: [String] = []
    for finding in system.unitFindings {
      switch finding.verdict {
      case .proven: proven += 1
      case .conflict(let message): problems.append(Problem(message, at: finding.position))
      case .undeclared(let symbols):
        undeclared += symbols.filter { !undeclared.contains($0) }
        guard isLibraryModel else { continue }
        problems.append(
          Problem(
            "units of the \(finding.subject) cannot be proven: no unit is declared for "
              + symbols.map { "'\($0)'" }.joined(separator: ", "), at: finding.position))
      }
    }
    let total = system.unitFindings.count
    var facts = ["units proven for \(proven) of \(counted(total, "equation"))"]
    if !undeclared.isEmpty, !isLibraryModel {
      facts.append(
        "no unit is declared for " + undeclared.prefix(12).joined(separator: ", ")
          + (undeclared.count > 12 ? " and \(undeclared.count - 12) more" : ""))
    }
    return (facts, problems)
  }
}
