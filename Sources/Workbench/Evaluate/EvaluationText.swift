import Store
import Text
import Units

/// The table of one evaluation for the terminal, and what its misses mean.
func evaluationText(_ evaluation: Evaluation, _ results: [TargetResult]) -> String {
  var rows = [["target", "observed", "accepted", "predicted", ""]]
  for result in results {
    let verdict: String
    switch result.verdict {
    case .inside: verdict = result.target.isFitted ? "inside (fitted)" : "inside"
    case .outside(let miss): verdict = "OUTSIDE: \(miss)"
    case .notPossible: verdict = "not yet possible"
    }
    rows.append([result.target.what, result.observedText, result.acceptedText, result.predictedText, verdict])
  }
  let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
  var lines = ["\(evaluation.model): observed against predicted"]
  for row in rows {
    let cells = zip(row, widths).map { padded($0, $1) } + [row[4]]
    lines.append("  " + String(cells.joined(separator: "  ").trimmingSpaces))
  }
  for result in results {
    if case .notPossible(let reason) = result.verdict {
      lines.append("  not yet possible: \(result.target.what): \(reason)")
    }
    if !result.target.note.isEmpty { lines.append("  \(result.target.what): \(result.target.note)") }
  }
  let outside = results.count { $0.isOutside }
  let inside = results.count { $0.verdict == .inside }
  let open = results.count - inside - outside
  lines.append(
    "  \(inside) inside, \(outside) outside" + (open > 0 ? ", \(open) not yet possible" : ""))
  let fitted = results.count { $0.target.isFitted }
  if fitted > 0 {
    lines.append(
      "  \(fitted) of the values were used to set parameters: their agreement is a fit, not a test")
  }
  return lines.joined(separator: "\n")
}

/// `evaluation.csv` of all evaluations.
func writeEvaluationTable(
  _ sections: [(evaluation: Evaluation, results: [TargetResult])], to path: String
) throws(StoreError) {
  var table = try CSVFile(
    path: path,
    header: [
      "model", "target", "what", "observed", "lower", "upper", "sd", "unit", "predicted", "verdict", "miss",
      "fitted", "findings", "study",
    ])
  for (evaluation, results) in sections {
    for result in results {
      let observed = result.target.observed
      var (verdict, miss) = ("inside", "")
      if case .outside(let size) = result.verdict { (verdict, miss) = ("outside", size) }
      if case .notPossible(let reason) = result.verdict { (verdict, miss) = ("not yet possible", reason) }
      try table.write(
        [evaluation.model, result.target.id, result.target.what]
          + [observed.value, observed.lower, observed.upper, observed.sd].map {
            $0.map(NumberText.text) ?? ""
          }
          + [
            observed.unit.symbol, result.predicted.map(NumberText.text) ?? "", verdict, miss,
            result.target.isFitted ? "yes" : "no", observed.findings.joined(separator: ";"), observed.study,
          ])
    }
  }
  try table.finish()
}
