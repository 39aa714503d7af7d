#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Text

extension Distribution {
  /// Reads the text form used in tables and scenarios; `typical` is the row's value, the median.
  ///
  ///     blank | fixed
  ///     normal(sd=…)          normal(lower=…, upper=…)
  ///     lognormal(omega=…)    variance of the logarithm
  ///     lognormal(cv=…)       coefficient of variation, omega = ln(1 + cv²)
  ///     lognormal(lower=…, upper=…)
  ///     logitnormal(sd=…)     SD of the logit;  logitnormal(lower=…, upper=…)
  ///     uniform(lower=…, upper=…)
  ///     discrete(value:weight, …)
  ///
  /// `lower` and `upper` of the first three enclose the central 90 %, or the share `level=…`.
  ///
  /// - Throws: `Problems` at `position` with what is wrong and what is expected.
  package init(parsing text: String, typical: Double, at position: SourcePosition) throws(Problems) {
    let reader = DistributionReader(text: text, typical: typical, position: position)
    self = try reader.read()
  }
}

private struct DistributionReader {
  let text: String
  let typical: Double
  let position: SourcePosition

  static let names = ["fixed", "normal", "lognormal", "logitnormal", "uniform", "discrete"]

  func problem(_ message: String) -> Problems {
    Problems("distribution '\(text)': \(message)", at: position)
  }

  func read() throws(Problems) -> Distribution {
    let compact = text.filter { !$0.isWhitespace }
    if compact.isEmpty || compact == "fixed" { return .fixed(typical) }
    guard let open = compact.firstIndex(of: "("), compact.last == ")" else {
      throw problem("expected a form such as 'lognormal(cv=0.3)'")
    }
    let name = String(compact[..<open])
    let inside = compact[compact.index(after: open)...].dropLast()
    guard !inside.contains("("), !inside.contains(")") else {
      throw problem("expected one pair of parentheses")
    }
    let parts = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    switch name {
    case "normal": return try spread(.linear, name, parts)
    case "lognormal": return try spread(.logarithm, name, parts)
    case "logitnormal": return try spread(.logit, name, parts)
    case "uniform":
      let arguments = try named(parts, allowed: ["lower", "upper"])
      guard let lower = arguments["lower"], let upper = arguments["upper"] else {
        throw problem("uniform needs lower and upper")
      }
      guard lower < upper else { throw problem("lower must be less than upper") }
      guard lower <= typical, typical <= upper else {
        throw problem("the typical value \(typical) lies outside \(lower) to \(upper)")
      }
      return .uniform(lower: lower, upper: upper)
    case "discrete": return try discrete(parts)
    default:
      throw problem("unknown name '\(name)'; known are \(Self.names.joined(separator: ", "))")
    }
  }

  /// `key=number` parts, each key at most once.
  private func named(_ parts: [String], allowed: [String]) throws(Problems) -> [String: Double] {
    var arguments: [String: Double] = [:]
    for part in parts {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2 else { throw problem("'\(part)' is not of the form name=number") }
      guard allowed.contains(sides[0]) else {
        throw problem("unknown argument '\(sides[0])'; known are \(allowed.joined(separator: ", "))")
      }
      guard let value = Double(sides[1]), value.isFinite else {
        throw problem("'\(sides[1])' is not a number")
      }
      guard arguments.updateValue(value, forKey: sides[0]) == nil else {
        throw problem("'\(sides[0])' is given twice")
      }
    }
    return arguments
  }

  private func spread(
    _ scale: Distribution.Scale, _ name: String, _ parts: [String]
  ) throws(Problems) -> Distribution {
    let widths: [String] =
      switch scale {
      case .linear, .logit: ["sd"]
      case .logarithm: ["omega", "cv"]
      }
    let arguments = try named(parts, allowed: widths + ["lower", "upper", "level"])
    try checkRange(typical, scale, "the typical value")
    let given = widths.filter { arguments[$0] != nil }
    let isInterval = arguments["lower"] != nil || arguments["upper"] != nil
    guard given.count + (isInterval ? 1 : 0) == 1 else {
      throw problem("\(name) needs one of \(widths.joined(separator: ", ")), or lower and upper")
    }
    if let key = given.first, let width = arguments[key] {
      guard width >= 0 else { throw problem("\(key) must not be negative") }
      guard arguments["level"] == nil else { throw problem("level goes with lower and upper") }
      let sd: Double =
        switch key {
        case "omega": width.squareRoot()
        case "cv": log1p(width * width).squareRoot()
        default: width
        }
      return .spread(scale, typical: typical, below: sd, above: sd)
    }
    guard let lower = arguments["lower"], let upper = arguments["upper"] else {
      throw problem("\(name) needs both lower and upper")
    }
    let level = arguments["level"] ?? 0.9
    guard level > 0, level < 1 else { throw problem("level must lie between 0 and 1") }
    try checkRange(lower, scale, "lower")
    try checkRange(upper, scale, "upper")
    guard lower < typical, typical < upper else {
      throw problem("the typical value \(typical) does not lie between \(lower) and \(upper)")
    }
    let z = StandardNormal.quantile((1 + level) / 2)
    let middle = onScale(typical, scale)
    return .spread(
      scale, typical: typical, below: (middle - onScale(lower, scale)) / z,
      above: (onScale(upper, scale) - middle) / z)
  }

  private func onScale(_ value: Double, _ scale: Distribution.Scale) -> Double {
    switch scale {
    case .linear: value
    case .logarithm: log(value)
    case .logit: log(value / (1 - value))
    }
  }

  private func checkRange(
    _ value: Double, _ scale: Distribution.Scale, _ what: String
  ) throws(Problems) {
    switch scale {
    case .linear: break
    case .logarithm:
      guard value > 0 else { throw problem("\(what) is \(value); a log-normal value is positive") }
    case .logit:
      guard value > 0, value < 1 else {
        throw problem("\(what) is \(value); a logit-normal value lies between 0 and 1")
      }
    }
  }

  private func discrete(_ parts: [String]) throws(Problems) -> Distribution {
    var outcomes: [Distribution.Outcome] = []
    for part in parts {
      let sides = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, let value = Double(sides[0]), let weight = Double(sides[1]), value.isFinite,
        weight.isFinite, weight > 0
      else { throw problem("'\(part)' is not of the form value:weight with a positive weight") }
      guard !outcomes.contains(where: { $0.value == value }) else {
        throw problem("value \(value) is given twice")
      }
      outcomes.append(Distribution.Outcome(value: value, weight: weight))
    }
    // Ascending, so that a larger standard normal number never gives a smaller value.
    return .discrete(outcomes.sorted { $0.value < $1.value })
  }
}
