import Statistics
import Store

/// `summary.csv` of a model run: what the people of the tables have in common at each time.
struct ModelSummary {
  static let header = [
    "arm", "output", "statistic", "time", "time_unit", "value", "unit", "n", "tier", "certainty",
  ]

  let outputs: [ModelOutput]
  let times: [Double]
  let timeUnit: String
  let subjectCount: Int
  let failureCount: Int
  let rule: QuantileRule
  let samples: SampleStates

  /// Most values in memory for exact quantiles (256 MB).
  private static let valueLimit = 1 << 25

  /// Writes the table.
  ///
  /// - Parameter values: Values of an output in a block, subject × time; asked for where quantiles are exact.
  func write(
    to path: String, blockCount: Int, values: (_ output: Int, _ block: Int) throws -> [Double]
  ) throws {
    var table = try CSVFile(path: path, header: Self.header)
    let timesAtOnce = max(1, Self.valueLimit / max(1, subjectCount))
    for (index, output) in outputs.enumerated() {
      for first in stride(from: 0, to: times.count, by: timesAtOnce) {
        let group = first..<min(times.count, first + timesAtOnce)
        let exact = rule == .exact ? try columns(group, blockCount) { try values(index, $0) } : []
        for time in group {
          let sample = index * times.count + time
          let moments = samples.moments[sample]
          for (statistic, value) in statistics(sample, exact.isEmpty ? nil : exact[time - first]) {
            try table.write([
              "", output.name, statistic, NumberText.text(times[time]), timeUnit,
              value.map(NumberText.text) ?? "", output.unit, String(moments.count), output.tier,
              output.certainty,
            ])
          }
        }
      }
    }
    try writeWhole(&table)
    try table.finish()
  }

  /// What holds for all times: people who failed, and how quantiles were found where they are not exact.
  private func writeWhole(_ table: inout CSVFile) throws {
    if failureCount > 0 {
      try table.write([
        "", "", "failed subjects", "", "", String(failureCount), "1", String(subjectCount), "unstated",
        "unstated",
      ])
    }
    guard rule != .exact else { return }
    for output in outputs {
      try table.write([
        "", output.name, "largest relative error of median, p5, p95", "", "",
        NumberText.text(rule.errorBound), "1", String(subjectCount), output.tier, output.certainty,
      ])
    }
  }

  /// Sorted finite values at each of some times.
  private func columns(
    _ group: Range<Int>, _ blockCount: Int, _ values: (Int) throws -> [Double]
  ) throws -> [[Double]] {
    var columns = [[Double]](repeating: [], count: group.count)
    for place in columns.indices { columns[place].reserveCapacity(subjectCount) }
    for index in 0..<blockCount {
      let block = try values(index)
      for row in stride(from: 0, to: block.count, by: times.count) {
        for time in group where block[row + time].isFinite {
          columns[time - group.lowerBound].append(block[row + time])
        }
      }
    }
    for place in columns.indices { columns[place].sort() }
    return columns
  }

  /// One person has a value; several have median, the 90 % range, mean and standard deviation. Blank where
  /// nobody has a value.
  private func statistics(_ sample: Int, _ sorted: [Double]?) -> [(String, Double?)] {
    if subjectCount == 1 { return [("value", sorted?.first)] }
    let probabilities = [0.05, 0.5, 0.95]
    let quantiles =
      sorted.map { sorted in probabilities.map { Summary.quantile(sorted: sorted, $0) } }
      ?? samples.quantiles(of: sample, probabilities)
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    let moments = samples.moments[sample]
    return [
      ("median", known(quantiles[1])), ("p5", known(quantiles[0])), ("p95", known(quantiles[2])),
      ("mean", known(moments.mean)), ("sd", known(moments.sd)),
    ]
  }
}
