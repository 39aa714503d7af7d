extension StudyResult {
  /// A number with the spread over people, and how far knowledge lets each part of it move.
  package struct Spread: Sendable, Hashable {
    package var median: Double
    /// 5 % and 95 % of people.
    package var p5: Double
    package var p95: Double
    /// 90 % uncertainty of each of the three; nil without draws.
    package var medianInterval: Interval?
    package var p5Interval: Interval?
    package var p95Interval: Interval?

    package init(
      median: Double, p5: Double, p95: Double, medianInterval: Interval? = nil,
      p5Interval: Interval? = nil, p95Interval: Interval? = nil
    ) {
      self.median = median
      self.p5 = p5
      self.p95 = p95
      self.medianInterval = medianInterval
      self.p5Interval = p5Interval
      self.p95Interval = p95Interval
    }
  }

  package struct Interval: Sendable, Hashable {
    package var lower: Double
    package var upper: Double

    package init(lower: Double, upper: Double) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// One output in one arm over time.
  package struct Course: Sendable {
    package var arm: Int
    package var output: Int
    /// One a time.
    package var points: [Spread]
    /// People behind each point: all who did not fail.
    package var n: Int
    /// Average over people at each time, and its interval.
    package var means: [Double]
    package var meanIntervals: [Interval]

    package init(
      arm: Int, output: Int, points: [Spread], n: Int, means: [Double], meanIntervals: [Interval]
    ) {
      self.arm = arm
      self.output = output
      self.points = points
      self.n = n
      self.means = means
      self.meanIntervals = meanIntervals
    }
  }

  /// A statistic of an output in an arm.
  package struct KeyNumber: Sendable {
    package var arm: Int
    package var output: Int
    package var statistic: Scenario.Statistic
    package var label: String
    package var group: String
    package var unit: String
    /// For a share or an average of the group, `p5` and `p95` repeat the median. NaN where nobody has the
    /// statistic (`n` 0).
    package var spread: Spread
    package var isOfGroup: Bool
    /// Moment or end of the window, in the result's time unit; nil for the whole course.
    package var time: Double?
    package var n: Int
    /// People for whom the statistic does not exist (no half-life could be read off).
    package var missing: Int
    /// Standard error of the median from the number of people simulated.
    package var monteCarloError: Double?
    package var support: Support
    package var note: String

    package init(
      arm: Int, output: Int, statistic: Scenario.Statistic, label: String, group: String, unit: String,
      spread: Spread, isOfGroup: Bool, time: Double? = nil, n: Int, missing: Int,
      monteCarloError: Double? = nil, support: Support, note: String
    ) {
      self.arm = arm
      self.output = output
      self.statistic = statistic
      self.label = label
      self.group = group
      self.unit = unit
      self.spread = spread
      self.isOfGroup = isOfGroup
      self.time = time
      self.n = n
      self.missing = missing
      self.monteCarloError = monteCarloError
      self.support = support
      self.note = note
    }
  }

  /// An arm against the comparator, the same people in both.
  package struct Difference: Sendable {
    package var arm: Int
    package var comparator: Int
    package var output: Int
    package var time: Double
    package var unit: String
    /// Mean over people of the paired difference at typical values.
    package var mean: Double
    /// 5 %, 50 % and 95 % of the paired differences of people at typical values.
    package var median: Double
    package var p5: Double
    package var p95: Double
    /// 90 % uncertainty of the mean; nil without draws or where it is fixed.
    package var interval: Interval?
    /// The difference is zero in every draw and every person: an assumption, not a finding.
    package var isFixed: Bool
    package var n: Int
    package var support: Support
    package var note: String

    package init(
      arm: Int, comparator: Int, output: Int, time: Double, unit: String, mean: Double, median: Double,
      p5: Double, p95: Double, interval: Interval? = nil, isFixed: Bool, n: Int, support: Support,
      note: String
    ) {
      self.arm = arm
      self.comparator = comparator
      self.output = output
      self.time = time
      self.unit = unit
      self.mean = mean
      self.median = median
      self.p5 = p5
      self.p95 = p95
      self.interval = interval
      self.isFixed = isFixed
      self.n = n
      self.support = support
      self.note = note
    }
  }

  /// How many people have left by each time, at typical values.
  package struct DropoutCourse: Sendable {
    package var arm: Int
    package var left: [Int]
    package var n: Int
    /// Share still in the study at the end, and its 90 % uncertainty.
    package var retained: Double
    package var retainedInterval: Interval?

    package init(
      arm: Int, left: [Int], n: Int, retained: Double, retainedInterval: Interval? = nil
    ) {
      self.arm = arm
      self.left = left
      self.n = n
      self.retained = retained
      self.retainedInterval = retainedInterval
    }
  }
}
