import Evidence
import Trials

/// The summary table for a terminal: the zero effect first, the notice last.
package struct TerminalSummary: Sendable {
  let result: StudyResult
  /// Characters in a line.
  let width: Int

  package init(_ result: StudyResult, width: Int = 100) {
    self.result = result
    self.width = max(60, width)
  }

  package var text: String {
    var lines = [result.scenario.title, ""]
    if result.asksForEffect, let null = result.difference(.null) {
      let comparator = result.arms[null.comparator].name
      lines.append(
        "\(result.outputs[null.output].label): difference from \(comparator), \(result.moment(null.time))")
      lines += statement("Zero effect (the default)", null)
      if let hypothesis = result.difference(.hypothesis) {
        lines += statement("Hypothesised link", hypothesis)
      }
      lines.append("")
    }
    lines += table
    lines += ["", "90 % of people: between people.  Median lies in: 90 % uncertainty of the median."]
    if !result.failures.isEmpty {
      lines.append(
        "\(NumberFormat.count(result.failures.count)) courses failed and are left out; see the report.")
    }
    lines.append("")
    lines += Self.wrapped(Notice.text, width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  private func statement(_ name: String, _ difference: StudyResult.Difference) -> [String] {
    let texts = ComparisonFigure.texts(
      .init(mean: difference.mean, interval: difference.interval, isFixed: difference.isFixed))
    var text = "  \(name): \(NumberFormat.quantity(texts.median, unit: difference.unit))"
    if difference.isFixed {
      text += ", fixed by assumption"
    } else if let interval = difference.interval, let words = texts.uncertainty {
      let isAcross = interval.lower <= 0 && interval.upper >= 0
      text += ", 90 % uncertainty \(words)" + (isAcross ? "; the interval includes zero" : "")
      if !difference.support.tierShares.isEmpty {
        text +=
          "; \(NumberFormat.percent(result.assumedShare(difference.support))) of its variance is assumption"
      }
    }
    text += ". Certainty: \(difference.support.certainty.word)."
    return Self.wrapped(text, width: width, indent: 4)
  }

  private var table: [String] {
    struct Line {
      var cells: [String]
      var isGroup = false
    }
    var lines = [
      Line(cells: [
        "Quantity", "Median", "Unit", "90 % of people", "Median lies in", "Weakest evidence", "Certainty",
      ])
    ]
    for group in KeyNumberTable(result).groups {
      lines.append(Line(cells: [group.name.capitalizedFirst], isGroup: true))
      for row in group.rows {
        let tier = row.support.tier.map(EvidenceBar.name) ?? "unstated"
        lines.append(
          Line(cells: [
            "  " + row.label, row.texts.median, NumberFormat.unit(row.unit), row.texts.people ?? row.noPeople,
            row.texts.uncertainty ?? row.noUncertainty, row.isFixed ? "assumed" : tier,
            row.support.certainty.word.description,
          ]))
        // The arm on a line of its own: names are long.
        if !row.arms.isEmpty { lines.append(Line(cells: ["    " + row.arms], isGroup: true)) }
      }
    }
    let full = lines.filter { !$0.isGroup }
    let widths = (0..<7).map { column in full.map { $0.cells[column].count }.max() ?? 0 }
    let isRight = [false, true, false, true, true, false, false]
    return lines.map { line in
      guard !line.isGroup else { return line.cells[0] }
      let padded = line.cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return isRight[column] ? space + cell : cell + space
      }
      return padded.joined(separator: "  ").trimmedRight
    }
  }

  static func wrapped(_ text: String, width: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isStart = true
    for word in text.split(separator: " ") {
      if !isStart, line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: indent)
        isStart = true
      }
      line += (isStart ? "" : " ") + word
      isStart = false
    }
    return lines + [line]
  }
}

extension String {
  fileprivate var trimmedRight: String {
    var result = self
    while result.last == " " { result.removeLast() }
    return result
  }
}
