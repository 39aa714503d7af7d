import Evidence
import Trials
import Units

extension StudyPage {
  // MARK: The comparison

  /// The arms side by side. Not drawn where the scenario has no arm without effect.
  var comparison: Markup {
    guard result.asksForEffect, let figure = comparisonFigure else { return "" }
    let lede: Markup = """
      \(figure.label)\(figure.unit.isEmpty ? "" : ", " + NumberFormat.unit(figure.unit))\
      \(context.scales[shownOutput?.id ?? ""]?.isLowerBetter == true ? "; lower is better" : ""). \
      All panels show the same people.
      """
    return Page.section(
      "h-comparison", comparisonHeading(figure), lede: lede,
      Page.figure(figure.svg(id: "f-arms"), caption: figure.caption, table: figure.table) + retention)
  }

  /// How many stay to the end, where the scenario lets people leave.
  private var retention: Markup {
    let parts = result.dropouts.filter { $0.n > 0 }.map { dropout -> String in
      let interval = dropout.retainedInterval.map {
        " (\(NumberFormat.interval($0.lower * 100, $0.upper * 100)))"
      }
      return "\(result.arms[dropout.arm].name) \(NumberFormat.percent(dropout.retained))\(interval ?? "")"
    }
    guard !parts.isEmpty else { return "" }
    return """
      <p class="tn">Still in the study at the end, with 90\(NumberFormat.thinSpace)% uncertainty: \
      \(parts.joined(separator: "; ")).</p>

      """
  }

  /// The score rather than its change, where the primary group has one in the same unit: the first output that
  /// does not start at zero.
  private var shownOutput: StudyResult.OutputInfo? {
    guard let null = result.difference(.null) else { return nil }
    let primary = result.outputs[null.output]
    return result.outputs.enumerated().first { index, output in
      guard output.group == primary.group, output.unit == primary.unit, hasPersonalCourse(output) else {
        return false
      }
      return (result.course(arm: null.arm, output: index)?.points.first?.median ?? 0) != 0
    }?.element ?? primary
  }

  private var comparisonFigure: ComparisonFigure? {
    guard let shown = shownOutput, let output = result.outputs.firstIndex(where: { $0.id == shown.id }),
      let nullArm = result.arm(.null), let null = result.difference(.null), let last = result.times.last
    else { return nil }
    let timeScale = TimeScale(length: last * result.secondsPerTimeUnit)
    func arm(_ index: Int?) -> ComparisonFigure.Arm? {
      guard let index, let course = result.course(arm: index, output: output) else { return nil }
      let times = result.times.map { $0 * result.secondsPerTimeUnit / timeScale.unit }
      return .init(name: result.arms[index].name, series: FigureSeries(times: times, points: course.points))
    }
    func difference(_ value: StudyResult.Difference?) -> ComparisonFigure.Difference? {
      value.map { .init(mean: $0.mean, interval: $0.interval, isFixed: $0.isFixed) }
    }
    guard let nullCourse = arm(nullArm) else { return nil }
    return ComparisonFigure(
      label: shown.label, unit: shown.unit, null: nullCourse, hypothesis: arm(result.arm(.hypothesis)),
      placebo: arm(result.arm(.placebo)), nullDifference: difference(null),
      hypothesisDifference: difference(result.difference(.hypothesis)),
      differenceTitle: "\(result.moment(null.time)), \(NumberFormat.unit(null.unit))", timeScale: timeScale,
      exposure: exposure(in: timeScale),
      scale: context.scales[shown.id] ?? .init())
  }

  /// From the first to the last day on which the product is taken.
  private func exposure(in scale: TimeScale) -> ClosedRange<Double>? {
    let regimens = result.scenario.arms.flatMap(\.regimens)
    guard let second = try? Unit(parsing: "s"), let end = result.times.last else { return nil }
    let starts = regimens.compactMap { try? $0.from.converted(to: second).value / scale.unit }
    let ends = regimens.compactMap { try? $0.to.converted(to: second).value / scale.unit }
    guard let first = starts.min(), let last = ends.max(), first < last else { return nil }
    let limit = end * result.secondsPerTimeUnit / scale.unit
    return first < limit ? max(0, first)...min(last, limit) : nil
  }

  private func comparisonHeading(_ figure: ComparisonFigure) -> String {
    // A finding only where the numbers show it: the medians of the two arms stay within a thousandth of their range.
    if let placebo = figure.placebo, let range = figure.null.series.range() {
      let width = (range.upperBound - range.lowerBound) / 1000
      let isTogether = zip(figure.null.series.points, placebo.series.points).allSatisfy {
        ($0.median - $1.median).magnitude <= width
      }
      if isTogether { return "With zero effect, product and placebo run together" }
    }
    return "\(figure.label) by arm"
  }

  // MARK: Courses

  /// One figure a group of the causal chain, but that of the comparison.
  var courses: Markup {
    var groups: [String] = []
    for output in result.outputs where !groups.contains(output.group) { groups.append(output.group) }
    if result.asksForEffect { groups.removeAll { $0 == result.primaryGroup } }
    return groups.enumerated().map { index, group in courseSection(group, index: index) }.joined()
  }

  private func courseSection(_ group: String, index: Int) -> Markup {
    let arm = result.exposedArm
    let panels = result.outputs.enumerated().compactMap { output, info -> CourseFigure.Panel? in
      guard info.group == group, hasPersonalCourse(info), let course = result.course(arm: arm, output: output)
      else {
        return nil
      }
      let isLogarithmic = info.scale.map { $0 == .logarithmic } ?? Self.isConcentration(info.unit)
      let series = FigureSeries(times: result.times, points: course.points)
      guard series.range() != nil else { return nil }
      let unit = NumberFormat.unit(info.unit)
      let isShare = info.unit == "%"
      return CourseFigure.Panel(
        label: info.label,
        subtitle: [unit.isEmpty ? "ratio" : unit, isLogarithmic ? "log axis" : ""].filter { !$0.isEmpty }
          .joined(separator: ", "),
        unit: info.unit, series: series, isLogarithmic: isLogarithmic, colour: colour(of: info),
        bounds: isShare ? 0...100 : nil)
    }
    guard !panels.isEmpty else { return "" }
    let figure = CourseFigure(panels: panels, windows: windows, doses: doses, doseLabel: doseLabel)
    let same = result.arms.indices.filter { other in
      other != arm
        && panels.allSatisfy { panel in
          guard let output = result.outputs.firstIndex(where: { $0.label == panel.label }) else {
            return false
          }
          let points = result.course(arm: other, output: output)?.points ?? []
          return points.count == panel.series.points.count
            && zip(points, panel.series.points).allSatisfy { KeyNumberTable.isSame($0, $1) }
        }
    }
    var lede: Markup =
      "\(result.arms[arm].name), typical values and \(NumberFormat.count(result.people)) people."
    if !same.isEmpty { lede += " The same in: \(same.map { result.arms[$0].name }.joined(separator: "; "))." }
    return Page.section(
      "h-course\(index)", "\(group.capitalizedFirst) over time", lede: lede,
      Page.figure(
        figure.svg(id: "f-course\(index)", title: "\(group.capitalizedFirst) over time"),
        caption: figure.caption,
        table: figure.table))
  }

  /// An output that is only counted over people (yes or no) has no course worth a median.
  private func hasPersonalCourse(_ info: StudyResult.OutputInfo) -> Bool {
    guard let output = result.scenario.outputs.first(where: { $0.symbol == info.id }) else { return true }
    guard !output.statistics.isEmpty else { return true }
    return !output.statistics.allSatisfy { $0.isOfGroup(hasWindow: output.window != nil) }
  }

  private static func isConcentration(_ text: String) -> Bool {
    guard let unit = try? Unit(parsing: text), let mass = try? Unit(parsing: "g/L"),
      let amount = try? Unit(parsing: "mol/L")
    else { return false }
    return unit.isCompatible(with: mass) || unit.isCompatible(with: amount)
  }

  /// Things keep their colour: outputs whose symbols end alike (`C_X`, `occ_X`) are of one thing.
  private func colour(of info: StudyResult.OutputInfo) -> String {
    func thing(_ id: String) -> String { id.split(separator: "_").last.map(String.init) ?? id }
    var things: [String] = []
    for output in result.outputs where Self.isConcentration(output.unit) {
      if !things.contains(thing(output.id)) { things.append(thing(output.id)) }
    }
    switch things.firstIndex(of: thing(info.id)) {
    case 0: return "k1"
    case 1: return "k2"
    default: return "k0"
    }
  }

  /// Stretches with close times: the whole course, or its finely sampled parts where the rest is only visits.
  private var windows: [CourseFigure.Window] {
    let seconds = result.secondsPerTimeUnit
    let times = result.times
    guard let first = times.first, let last = times.last, first < last else {
      return [CourseFigure.Window(title: "all", range: 0...1, origin: 0, secondsPerUnit: seconds)]
    }
    let whole = CourseFigure.Window(
      title: "whole course", range: first...last, origin: first, secondsPerUnit: seconds)
    guard (last - first) * seconds > 8 * 86400 else { return [whole] }
    var stretches: [ClosedRange<Double>] = []
    var start = 0
    for index in times.indices.dropFirst() {
      let isGap = (times[index] - times[index - 1]) * seconds > 6.01 * 3600
      if isGap || index == times.count - 1 {
        let end = isGap ? index - 1 : index
        if end - start >= 8 { stretches.append(times[start]...times[end]) }
        start = index
      }
    }
    guard let begin = stretches.first, let end = stretches.last else { return [whole] }
    let chosen = stretches.count > 1 ? [begin, end] : [begin]
    let dayLength = 86400 / seconds
    return chosen.map { range in
      let (from, to) = ((range.lowerBound / dayLength).rounded(), (range.upperBound / dayLength).rounded())
      let title = "days \(NumberFormat.number(from + 1)) to \(NumberFormat.number(to))"
      return CourseFigure.Window(
        title: title, range: range, origin: range.lowerBound, secondsPerUnit: seconds)
    }
  }

  private var regimens: [Scenario.RegimenPlan] {
    guard result.exposedArm < result.scenario.arms.count else { return [] }
    return result.scenario.arms[result.exposedArm].regimens
  }

  /// Doses of a person with the typical habit, in the result's unit of time.
  private var doses: [Double] {
    guard let second = try? Unit(parsing: "s") else { return [] }
    var times: [Double] = []
    for regimen in regimens {
      guard let from = try? regimen.from.converted(to: second).value,
        let to = try? regimen.to.converted(to: second).value
      else { continue }
      let uses = Int(regimen.usesPerDay.typical.value.rounded())
      guard let clock = regimen.clockTimes.first(where: { $0.uses == uses }) ?? regimen.clockTimes.first
      else { continue }
      let cycle = regimen.pattern.map { max(1, $0.on + $0.off) }
      for day in 0..<max(0, min(2000, Int(((to - from) / 86400).rounded(.up)))) {
        if let cycle, let pattern = regimen.pattern, day % cycle >= pattern.on { continue }
        for hour in clock.hours {
          let time = from + Double(day) * 86400 + hour * 3600
          if time < to { times.append(time / result.secondsPerTimeUnit) }
        }
      }
    }
    return times.sorted()
  }

  private var doseLabel: String {
    guard let regimen = regimens.first else { return "" }
    let amount = regimen.amount.typical
    let text = NumberFormat.quantity(NumberFormat.number(amount.value), unit: amount.unit.symbol)
    let product = regimen.product.isEmpty ? "" : " in \(regimen.product.replacing("-", with: " "))"
    return "\(text)\(product)"
  }
}
