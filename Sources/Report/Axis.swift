import Foundation

/// A map from values to coordinates, with its ticks.
package struct Axis: Sendable {
  package enum Kind: Sendable, Hashable { case linear, logarithmic }

  package let kind: Kind
  /// Range of values, ascending.
  package let range: ClosedRange<Double>
  /// Coordinates of the range's ends; may descend (SVG's y grows downwards).
  package let start: Double
  package let end: Double
  package let ticks: [Double]

  init(_ kind: Kind, _ range: ClosedRange<Double>, from start: Double, to end: Double, ticks: [Double]) {
    precondition(kind == .linear || range.lowerBound > 0, "a logarithmic axis starts above zero")
    self.kind = kind
    self.range = range.lowerBound < range.upperBound ? range : range.lowerBound...(range.lowerBound + 1)
    self.start = start
    self.end = end
    self.ticks = ticks.filter { range.contains($0) }
  }

  /// The coordinate of a value; values outside the range lie on its ends.
  package subscript(value: Double) -> Double {
    let clamped = min(max(value.isNaN ? range.lowerBound : value, range.lowerBound), range.upperBound)
    let share =
      switch kind {
      case .linear: (clamped - range.lowerBound) / (range.upperBound - range.lowerBound)
      case .logarithmic: log(clamped / range.lowerBound) / log(range.upperBound / range.lowerBound)
      }
    return start + share * (end - start)
  }

  /// A linear axis that ends at ticks and holds all values; about `count` intervals.
  static func linear(
    holding values: ClosedRange<Double>, from start: Double, to end: Double, count: Int = 4,
    includingZero: Bool = false
  ) -> Axis {
    var (low, high) = (values.lowerBound, values.upperBound)
    if includingZero { (low, high) = (min(low, 0), max(high, 0)) }
    if low == high { high = low == 0 ? 1 : low + low.magnitude * 0.5 }
    let step = niceStep((high - low) / Double(count))
    // A hair of tolerance, so that 30.0000001 does not ask for another interval.
    let first = ((low + step * 1e-6) / step).rounded(.down)
    let last = ((high - step * 1e-6) / step).rounded(.up)
    let ticks = stride(from: first, through: max(last, first + 1), by: 1).map { $0 * step }
    return Axis(.linear, ticks[0]...ticks[ticks.count - 1], from: start, to: end, ticks: ticks)
  }

  /// A logarithmic axis with ticks at 1 and 3 times powers of ten; at most four decades, the highest.
  static func logarithmic(holding values: ClosedRange<Double>, from start: Double, to end: Double) -> Axis {
    let high = max(values.upperBound, .leastNormalMagnitude)
    let low = min(max(values.lowerBound, high / 1e4), high / 2)
    var candidates: [Double] = []
    let first = Int(log10(low).rounded(.down)) - 1
    let last = Int(log10(high).rounded(.up)) + 1
    for power in first...last { candidates += [pow(10, Double(power)), 3 * pow(10, Double(power))] }
    let below = candidates.last { $0 <= low * 1.0001 } ?? candidates[0]
    let above = candidates.first { $0 >= high * 0.9999 } ?? candidates[candidates.count - 1]
    var ticks = candidates.filter { $0 >= below && $0 <= above }
    // Above three decades the threes would crowd.
    if ticks.count > 7 {
      ticks = ticks.filter { log10($0).rounded() - log10($0) == 0 || $0 == below || $0 == above }
    }
    return Axis(.logarithmic, below...above, from: start, to: end, ticks: ticks)
  }

  /// 1, 2, 5 or 10 times a power of ten, at least `step`.
  static func niceStep(_ step: Double) -> Double {
    guard step > 0, step.isFinite else { return 1 }
    let power = pow(10, log10(step).rounded(.down))
    let factor = [1, 2, 5, 10].first { $0 * power >= step * 0.999 } ?? 10
    return factor * power
  }

  /// Digits after the point that all ticks need.
  func label(_ tick: Double, isSigned: Bool = false) -> String {
    if kind == .logarithmic {
      return NumberFormat.number(tick, place: NumberFormat.exponent(tick * 1.001), isSigned: isSigned)
    }
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : 1
    return NumberFormat.number(
      tick, place: min(0, NumberFormat.exponent(step * 1.001)), isSigned: isSigned && tick != 0)
  }
}

/// A time axis in the unit that people use for its length.
package struct TimeScale: Sendable, Hashable {
  /// `hours`, `days` or `weeks`.
  package let name: String
  /// Seconds.
  package let unit: Double
  /// Ticks, in the scale's unit.
  package let step: Double

  /// - Parameter seconds: Length to be shown.
  package init(length seconds: Double) {
    let (hour, day) = (3600.0, 86400.0)
    switch seconds {
    case ...(48.01 * hour):
      (name, unit) = ("hours", hour)
      step = seconds <= 6 * hour ? 1 : seconds <= 12 * hour ? 2 : seconds <= 24 * hour ? 4 : 12
    case ...(28.01 * day):
      (name, unit) = ("days", day)
      step = seconds <= 8 * day ? 1 : seconds <= 16 * day ? 2 : 7
    default:
      (name, unit) = ("weeks", 7 * day)
      let weeks = seconds / (7 * day)
      step = weeks <= 16 ? 2 : weeks <= 30 ? 4 : weeks <= 60 ? 8 : Axis.niceStep(weeks / 6)
    }
  }
}
