import Text
import Units

extension Scenario {
  /// A quantity to report.
  package struct Output: Sendable, Hashable {
    package enum Scale: String, CaseIterable, Sendable, Hashable { case logarithmic = "log", linear }

    /// Path of a symbol of the model.
    package var symbol: String
    package var label: String
    /// Part of the causal chain, in the words of the scenario.
    package var group: String
    /// Unit of the report; nil for the model's.
    package var unit: Unit?
    /// What is measured, where `unit` counts mass and the model amount of substance or the reverse.
    package var analyte: String?
    /// Axis of the figure.
    package var scale = Scale.linear
    package var statistics: [Statistic]
    /// Time over which statistics are taken; nil for the whole course.
    package var window: Window?
    /// Moment of `value`, `share` and, without a window, of `mean`.
    package var at: Quantity?
    package var position: SourcePosition?

    package init(symbol: String, label: String, group: String, statistics: [Statistic]) {
      self.symbol = symbol
      self.label = label
      self.group = group
      self.statistics = statistics
    }
  }

  package struct Window: Sendable, Hashable {
    package var from: Quantity
    package var to: Quantity

    package init(from: Quantity, to: Quantity) {
      self.from = from
      self.to = to
    }
  }

  /// A number taken from a person's course, or from all people at one time.
  package enum Statistic: String, CaseIterable, Sendable, Hashable {
    case Cmax, Cmin, tmax, AUClast, AUCinf, AUCtau, thalf
    case max, min
    /// Average over the window, weighted by time; with `at` and no window the average of all people.
    case mean
    /// The value at one time.
    case value
    /// Share of people for whom the output, 1 or 0, is 1 at one time.
    case share

    /// Whether the number belongs to the group as a whole and not to each person.
    package func isOfGroup(hasWindow: Bool) -> Bool { self == .share || (self == .mean && !hasWindow) }
  }
}
