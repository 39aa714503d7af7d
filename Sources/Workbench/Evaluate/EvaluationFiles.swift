import Evidence
import Foundation
import ModelIR
import Report
import Store
import Symbolics
import Text
import Units

/// The table of all evaluations and a page for each model.
func writeEvaluation(
  _ sections: [(evaluation: Evaluation, results: [TargetResult])], evidence: LibraryEvidence,
  library: Library,
  to path: String
) throws {
  try writeEvaluationTable(sections, to: joined(path, "evaluation.csv"))
  for (evaluation, results) in sections {
    var context = ReportContext(date: dateText(Date()))
    let ids = unique(results.flatMap(\.target.observed.findings))
    context.findings = ids.compactMap { evidence.base.finding($0) }
    context.sources = unique(context.findings.map(\.source)).compactMap { evidence.base.source($0) }
    context.provenance = [
      .init("Model", evaluation.model), .init("Evaluation", evaluation.file),
      .init("Program", "Speciosa \(Release.version)"),
    ]
    let system = try library.model(named: evaluation.model).system
    let page = EvaluationPage(
      model: evaluation.model, targets: results.map { $0.evaluated(in: system) }, context: context)
    try writeTextFile(page.html(), to: joined(path, "\(evaluation.model).html"))
  }
}

extension TargetResult {
  /// The same target as the page draws it.
  fileprivate func evaluated(in system: ModelSystem) -> EvaluatedTarget {
    let observed = target.observed
    var interval: (lower: Double, upper: Double)?
    if let lower = observed.lower, let upper = observed.upper { interval = (lower, upper) }
    var note = interval == nil ? "" : "range"
    if interval == nil, let value = observed.value, let sd = observed.sd {
      interval = (value - sd, value + sd)
      note = "SD"
    }
    var accepted: (lower: Double?, upper: Double?) = (nil, nil)
    switch target.acceptance {
    case .within(let share):
      let centre = observed.value ?? 0
      accepted = (centre - abs(centre) * share, centre + abs(centre) * share)
    case .range(let lower, let upper): accepted = (lower, upper)
    case nil: break
    }
    let verdict: EvaluatedTarget.Verdict =
      switch self.verdict {
      case .inside: .inside
      case .outside(let miss): .outside(miss)
      case .notPossible(let reason): .notYetPossible(reason: reason)
      }
    let symbol = target.output.flatMap { system.symbol(named: $0) }
    let thing = symbol.map { system.symbols[$0.index] }.map { $0.displayName ?? $0.path } ?? "comparison"
    return EvaluatedTarget(
      id: target.id, what: target.what, thing: thing, unit: observed.unit.symbol, observed: observed.value,
      observedInterval: interval, observedNote: note, acceptedLower: accepted.lower,
      acceptedUpper: accepted.upper, predicted: predicted, verdict: verdict, study: observed.study,
      findings: observed.findings.filter { $0 != Evaluation.exact }, isFitted: target.isFitted)
  }
}
