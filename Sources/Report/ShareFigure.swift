import Evidence
import Trials

/// What the uncertainty of a number comes from: a bar an input, filled with the input's tier.
struct ShareFigure {
  struct Input {
    let name: String
    let tier: EvidenceTier
    let share: Double
  }

  let title: String
  let inputs: [Input]

  private static let width = 960.0

  /// Bars start after the longest name, within reason.
  private var barLeft: Double {
    min(440, max(160, (inputs.map { Drawing.width(of: Self.short($0.name), size: 13) }.max() ?? 0) + 16))
  }

  private var barWidth: Double { Self.width - barLeft - 60 }

  private static func short(_ name: String) -> String {
    name.count > 58 ? String(name.prefix(56)) + " …" : name
  }

  /// At most ten inputs, largest first; the rest joined.
  init(title: String, drivers: [Input]) {
    self.title = title
    inputs = Array(drivers.sorted { $0.share > $1.share }.prefix(10)).filter { $0.share >= 0.005 }
  }

  private var others: Double { max(0, 1 - inputs.reduce(0) { $0 + $1.share }) }

  func svg(id: String) -> Markup {
    let hasOthers = others >= 0.005
    let count = inputs.count + (hasOthers ? 1 : 0)
    let bottom = 54 + Double(count) * 30
    var drawing = Drawing(width: Self.width, height: bottom + 44)
    drawing.text(title, x: 0, y: 20, "h")
    drawing.text("share of the variance of its uncertainty", x: 0, y: 38, "s")
    let largest = max(inputs.first?.share ?? 0, others)
    let axis = Axis.linear(
      holding: 0...max(largest * 100, 1), from: barLeft, to: barLeft + barWidth,
      includingZero: true)
    for tick in axis.ticks where tick <= 100 {
      drawing.vertical(axis[tick], from: 50, to: bottom, tick == 0 ? "ax" : "g")
      drawing.text(axis.label(tick), x: axis[tick], y: bottom + 18, "s", anchor: .middle)
    }
    drawing.text(
      "per cent of the variance", x: barLeft + barWidth / 2, y: bottom + 38, "s", anchor: .middle)
    for (index, input) in inputs.enumerated() {
      let y = 58 + Double(index) * 30
      drawing.text(Self.short(input.name), x: 0, y: y + 14)
      drawing.rectangle(
        x: axis[0], y: y, width: axis[input.share * 100] - axis[0], height: 18,
        "bar \(EvidenceBar.style(input.tier))")
      drawing.text(NumberFormat.percent(input.share), x: axis[input.share * 100] + 6, y: y + 14, "s ha")
    }
    if hasOthers {
      let y = 58 + Double(inputs.count) * 30
      drawing.text("all others", x: 0, y: y + 14, "s")
      drawing.rectangle(x: axis[0], y: y, width: axis[others * 100] - axis[0], height: 18, "rx0")
      drawing.text(NumberFormat.percent(others), x: axis[others * 100] + 6, y: y + 14, "s ha")
    }
    return drawing.svg(id: id, title: title, description: description)
  }

  private var description: String {
    let parts = inputs.map { "\($0.name) (\(EvidenceBar.name($0.tier))) \(NumberFormat.percent($0.share))" }
    return "Shares of the variance: " + parts.joined(separator: ", ") + "."
  }

  var table: Markup {
    let rows = inputs.map { input -> Markup in
      """
      <tr><th scope="row">\(input.name)</th><td>\(EvidenceBar.name(input.tier))</td>\
      <td class="r">\(NumberFormat.percent(input.share))</td></tr>
      """
    }
    return """
      <table class="nt"><thead><tr><th scope="col">Input</th><th scope="col">Evidence</th>\
      <th scope="col" class="r">Share</th></tr></thead><tbody>\(rows.joined())</tbody></table>
      """
  }
}
