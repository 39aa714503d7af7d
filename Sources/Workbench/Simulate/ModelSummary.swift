import Statistics
import Store

/// `summary.csv` of a model run: what the people of the tables have in common at each time.
struct ModelSummary {
  static let header = [
    "arm", "output", "statistic", "time", "time_unit", "value", "unit", "n", "tier", "certainty",
  ]

  private(set) var rows: [[String]] = []
  let timeUnit: String
  let times: [Double]

  init(times: [Double], timeUnit: String) {
    self.times = times
    self.timeUnit = timeUnit
  }

  /// - Parameter values: subject × time; NaN where a subject failed.
  mutating func add(output: ModelOutput, values: [Double]) {
    let subjectCount = values.count / times.count
    for (index, time) in times.enumerated() {
      var sample: [Double] = []
      sample.reserveCapacity(subjectCount)
      for subject in 0..<subjectCount {
        let value = values[subject * times.count + index]
        if value.isFinite { sample.append(value) }
      }
      for (statistic, value) in Self.statistics(of: sample, isSingle: subjectCount == 1) {
        rows.append([
          "", output.name, statistic, NumberText.text(time), timeUnit, value.map(NumberText.text) ?? "",
          output.unit, String(sample.count), output.tier, output.certainty,
        ])
      }
    }
  }

  /// One person has a value; several have median, the 90 % range, mean and standard deviation. Blank where
  /// nobody has a value.
  private static func statistics(of sample: [Double], isSingle: Bool) -> [(String, Double?)] {
    if isSingle { return [("value", sample.first)] }
    let sorted = sample.sorted()
    func quantile(_ p: Double) -> Double? { sorted.isEmpty ? nil : Summary.quantile(sorted: sorted, p) }
    let mean = sorted.isEmpty ? nil : Summary.mean(sorted)
    let deviation = sorted.count < 2 ? nil : Summary.sd(sorted)
    return [
      ("median", quantile(0.5)), ("p5", quantile(0.05)), ("p95", quantile(0.95)), ("mean", mean),
      ("sd", deviation),
    ]
  }
}
