#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Analysis
import Statistics

/// What is kept of a group of people in one arm: percentiles over people at each time, their statistics,
/// and each person's value of the primary comparison.
package struct Reduction: Sendable, Hashable {
  /// Numbers kept of a set of people's values.
  struct Summaries: Sendable, Hashable {
    var median: Double
    var p5: Double
    var p95: Double
    var mean: Double

    /// NaN where nobody has a value.
    init(_ values: [Double]) {
      let sorted = values.sorted()
      median = Summary.quantile(sorted: sorted, 0.5)
      p5 = Summary.quantile(sorted: sorted, 0.05)
      p95 = Summary.quantile(sorted: sorted, 0.95)
      mean = Summary.mean(values)
    }

    init(_ numbers: ArraySlice<Double>) {
      let n = Array(numbers)
      (median, p5, p95, mean) = (n[0], n[1], n[2], n[3])
    }

    var numbers: [Double] { [median, p5, p95, mean] }
  }

  /// output × time, time fastest.
  let points: [Summaries]
  /// One a number of the study.
  let numbers: [Summaries]
  /// Standard errors of the numbers' medians (of the mean for numbers of the group).
  let numberErrors: [Double]
  /// People for whom the number exists.
  let numberCounts: [Int]
  /// One a person; NaN for those who failed. Empty without a comparison.
  let primary: [Double]
  /// One a time: people who have left by then.
  let left: [Int]
  /// People who did not fail.
  let n: Int

  /// - Parameters:
  ///   - values: subject × time × column, column fastest, in reported units.
  ///   - isDone: One a subject.
  ///   - firstPerson: Index of the first subject among people.
  init(_ values: [Double], isDone: [Bool], firstPerson: Int, study: Study) {
    let (timeCount, columns) = (study.times.count, study.columnCount)
    let people = isDone.indices.filter { isDone[$0] }
    func value(_ person: Int, _ time: Int, _ column: Int) -> Double {
      values[(person * timeCount + time) * columns + column]
    }
    var points: [Summaries] = []
    points.reserveCapacity(study.outputs.count * timeCount)
    for output in study.outputs.indices {
      for time in 0..<timeCount { points.append(Summaries(people.map { value($0, time, output) })) }
    }
    self.points = points

    var numbers: [Summaries] = []
    var errors: [Double] = []
    var counts: [Int] = []
    for plan in study.numbers {
      let shown = Array(study.times[plan.times])
      let personal = people.compactMap { person in
        Self.statistic(
          plan.statistic, times: shown, values: plan.times.map { value(person, $0, plan.output) })
      }
      let summaries = Summaries(personal)
      numbers.append(summaries)
      counts.append(personal.count)
      errors.append(
        plan.isOfGroup
          ? Summary.sd(personal) / Double(personal.count).squareRoot()
          : Summary.quantileError(sorted: personal.sorted(), 0.5))
    }
    self.numbers = numbers
    numberErrors = errors
    numberCounts = counts

    if let primary = study.primary {
      self.primary = isDone.indices.map { isDone[$0] ? value($0, primary.time, primary.output) : .nan }
    } else {
      primary = []
    }
    var left = [Int](repeating: 0, count: study.hasHazard ? timeCount : 0)
    if study.hasHazard {
      for person in people {
        let patience = -log(study.patience(of: firstPerson + person))
        for time in 0..<timeCount where value(person, time, columns - 1) >= patience { left[time] += 1 }
      }
    }
    self.left = left
    n = people.count
  }

  /// A statistic of one course; nil where the course has none.
  static func statistic(_ statistic: Scenario.Statistic, times: [Double], values: [Double]) -> Double? {
    switch statistic {
    case .value, .share: return values.first
    case .max: return values.max()
    case .min: return values.min()
    case .mean where values.count == 1: return values[0]
    case .mean:
      // Over a window, by the linear rule: outputs other than concentrations may be negative.
      var area = 0.0
      for i in 1..<values.count { area += (times[i] - times[i - 1]) * (values[i] + values[i - 1]) / 2 }
      return area / (times[times.count - 1] - times[0])
    case .Cmax: return NonCompartmental(times: times, concentrations: values)?.Cmax
    case .Cmin: return NonCompartmental(times: times, concentrations: values)?.Cmin
    case .tmax:
      guard let nca = NonCompartmental(times: times, concentrations: values), nca.Cmax > 0 else { return nil }
      return nca.tmax
    case .AUClast: return NonCompartmental(times: times, concentrations: values)?.AUClast
    case .AUCtau: return NonCompartmental(times: times, concentrations: values)?.AUCtau
    case .AUCinf: return NonCompartmental(times: times, concentrations: values)?.terminal?.AUCinf
    case .thalf: return NonCompartmental(times: times, concentrations: values)?.terminal?.thalf
    }
  }
}

/// What is kept of a draw on disk, as numbers.
extension Reduction {
  /// All numbers in one list, for a file.
  package var flat: [Double] {
    var list = points.flatMap(\.numbers) + numbers.flatMap(\.numbers)
    list += numberErrors
    list += numberCounts.map(Double.init)
    list += primary
    list += left.map(Double.init)
    list.append(Double(n))
    return list
  }

  /// - Returns: Nil where the list does not fit the study.
  package init?(flat: [Double], people: Int, study: Study) {
    let pointCount = study.outputs.count * study.times.count
    let numberCount = study.numbers.count
    let primaryCount = study.primary == nil ? 0 : people
    let leftCount = study.hasHazard ? study.times.count : 0
    guard flat.count == 4 * pointCount + 6 * numberCount + primaryCount + leftCount + 1 else { return nil }
    var rest = flat[...]
    func take(_ count: Int) -> ArraySlice<Double> {
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    points = (0..<pointCount).map { _ in Summaries(take(4)) }
    numbers = (0..<numberCount).map { _ in Summaries(take(4)) }
    numberErrors = Array(take(numberCount))
    numberCounts = take(numberCount).map { Int($0) }
    primary = Array(take(primaryCount))
    left = take(leftCount).map { Int($0) }
    n = Int(take(1).first ?? 0)
  }
}

extension Study {
  /// A person's uniform number that decides when the person leaves: the same in every arm and draw.
  func patience(of person: Int) -> Double {
    random.uniform(subject: UInt32(person), draw: 0, purpose: Purpose("dropout"))
  }
}
