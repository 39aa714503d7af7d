import Text

extension ModelSystem {
  /// How strictly units are held, by where a model comes from.
  package enum UnitPolicy: Sendable, Hashable {
    /// A model of the library: every equation must be proven.
    case library
    /// A model in Antimony that someone hands over: conflicts are errors, gaps are noted once.
    case model
    /// SBML, whose units are often decoration: conflicts are warnings, gaps are noted once.
    case imported
  }

  /// What the unit proof found, as problems under a policy; warnings where it only notes.
  package func unitProblems(_ policy: UnitPolicy) -> [Problem] {
    var problems: [Problem] = []
    var openCount = 0
    // Missing declarations, each with the first equation that wants it.
    var missing: [(name: String, finding: UnitFinding)] = []
    var seen: Set<String> = []
    for finding in unitFindings {
      switch finding.verdict {
      case .proven: break
      case .conflict(let message):
        problems.append(Problem(message, at: finding.position, kind: policy == .imported ? .warning : .input))
      case .undeclared(let names):
        openCount += 1
        for name in names where seen.insert(name).inserted {
          missing.append((name, finding))
        }
      }
    }
    if missing.isEmpty { return problems }
    let places = Dictionary(symbols.map { ($0.path, $0.position) }, uniquingKeysWith: { first, _ in first })
    if policy == .library {
      return problems + missing.map { problem(of: $0.name, at: places[$0.name], in: $0.finding) }
    }
    let shown = missing.prefix(5).map { places[$0.name] == nil ? $0.name : "'\($0.name)'" }
    let rest = missing.count > 5 ? " and \(missing.count - 5) more" : ""
    return problems + [
      Problem(
        "units are not declared everywhere: \(openCount) of \(unitFindings.count) equations are unproven, for "
          + "want of units of \(shown.joined(separator: ", "))\(rest)", at: SourcePosition(file: file),
        kind: .warning)
    ]
  }

  private func problem(of name: String, at place: SourcePosition?, in finding: UnitFinding) -> Problem {
    if let place { return Problem("'\(name)' has no declared unit; write '\(name) has …'", at: place) }
    if name == "time" {
      return Problem(
        "time has no declared unit; write 'unit time_unit = 3600 second' for hours",
        at: SourcePosition(file: file))
    }
    return Problem(
      "\(name) in the \(finding.subject) has no unit; write it behind the number, such as '8 hour'",
      at: finding.position)
  }
}
