#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Simulation
import Statistics

/// What is kept of a group of people in one arm when they are too many for their courses to stay: samples of
/// each output at each time, of each number, and of who has left; and each person's value of the primary
/// comparison.
///
/// States of consecutive blocks merge to that of all, in order.
package struct PeopleState: Sendable, Hashable {
  /// Outputs × times, then numbers, then times of the hazard (1 for who has left).
  private(set) var samples: SampleStates
  /// One a person; NaN for those who failed. Empty without a comparison.
  private(set) var primary: [Double] = []
  /// People who did not fail.
  private(set) var n = 0

  init(_ study: Study) {
    samples = SampleStates(sampleCount: study.sampleCount, bits: study.quantileRule.bits)
  }

  mutating func add(_ piece: StudyPiece, of study: Study) {
    let (timeCount, columns) = (study.times.count, study.columnCount)
    let people = piece.failures.indices.filter { piece.failures[$0] == nil }
    n += people.count
    func value(_ person: Int, _ time: Int, _ column: Int) -> Double {
      piece.values[(person * timeCount + time) * columns + column]
    }
    var sample = 0
    for output in study.outputs.indices {
      for time in 0..<timeCount {
        samples.add(people.map { value($0, time, output) }, to: sample)
        sample += 1
      }
    }
    for plan in study.numbers {
      let shown = Array(study.times[plan.times])
      let personal = people.compactMap { person in
        Reduction.statistic(
          plan.statistic, times: shown, values: plan.times.map { value(person, $0, plan.output) })
      }
      samples.add(personal, to: sample)
      sample += 1
    }
    if let comparison = study.primary {
      primary += piece.failures.indices.map {
        piece.failures[$0] == nil ? value($0, comparison.time, comparison.output) : .nan
      }
    }
    guard study.hasHazard else { return }
    let patience = people.map { -log(study.patience(of: piece.firstPerson + $0)) }
    for time in 0..<timeCount {
      samples.add(
        zip(people, patience).map { value($0, time, columns - 1) >= $1 ? 1 : 0 }, to: sample + time)
    }
  }

  mutating func merge(_ next: PeopleState) {
    samples.merge(next.samples)
    primary += next.primary
    n += next.n
  }

  // MARK: For a file

  package var bytes: [UInt8] { samples.bytes }
  package var kept: [Double] { [Double(n)] + primary }

  /// - Returns: Nil where the numbers are not those of such a study.
  package init?(bytes: [UInt8], kept: [Double], study: Study) {
    guard let samples = SampleStates(bytes: bytes[...]), samples.count == study.sampleCount,
      samples.bits == study.quantileRule.bits, let n = kept.first.flatMap({ Int(exactly: $0) })
    else { return nil }
    self.samples = samples
    self.n = n
    primary = Array(kept.dropFirst())
  }
}

extension Reduction {
  /// The same of people whose courses are gone.
  init(_ state: PeopleState, study: Study) {
    func summaries(_ sample: Int) -> Summaries {
      let q = state.samples.quantiles(of: sample, [0.05, 0.5, 0.95])
      return Summaries([q[1], q[0], q[2], state.samples.moments[sample].mean][...])
    }
    let pointCount = study.outputs.count * study.times.count
    let places = study.numbers.indices.map { pointCount + $0 }
    points = (0..<pointCount).map(summaries)
    numbers = places.map(summaries)
    numberErrors = zip(study.numbers, places).map { plan, place in
      let moments = state.samples.moments[place]
      return plan.isOfGroup
        ? moments.sd / Double(moments.count).squareRoot() : state.samples.quantileError(of: place, 0.5)
    }
    numberCounts = places.map { state.samples.moments[$0].count }
    primary = state.primary
    left = (0..<(study.hasHazard ? study.times.count : 0)).map {
      Int(state.samples.moments[pointCount + study.numbers.count + $0].total)
    }
    n = state.n
  }
}

extension Study {
  /// Samples of a partial state.
  var sampleCount: Int {
    outputs.count * times.count + numbers.count + (hasHazard ? times.count : 0)
  }

  /// Most values of an arm that are kept in memory for exact quantiles (512 MB).
  private static let valueLimit = 1 << 26

  /// Whether quantiles over people come from their values or from sketches.
  package var quantileRule: QuantileRule {
    QuantileRule(
      subjects: scenario.cohort.size, samples: sampleCount,
      exactLimit: min(exactLimit, max(1, Self.valueLimit / (times.count * columnCount))))
  }

  /// Blocks of people at typical values.
  package var blocks: BlockPlan {
    BlockPlan(
      armCount: arms.count, subjectCount: scenario.cohort.size, groupSize: QuantileRule.exactLimit)
  }
}

/// A group of people at typical values in one arm.
package struct StudyGroup: Sendable {
  package var state: PeopleState
  /// Index of the person, and what happened.
  package var failures: [(person: Int, message: String)] = []
  package var work = WorkCount()
  package var courses = 0

  package init(_ study: Study) { state = PeopleState(study) }

  package init(
    state: PeopleState, failures: [(person: Int, message: String)], work: WorkCount, courses: Int
  ) {
    self.state = state
    self.failures = failures
    self.work = work
    self.courses = courses
  }

  /// Adds the block that follows.
  package mutating func add(_ piece: StudyPiece, of study: Study) {
    state.add(piece, of: study)
    for (place, failure) in piece.failures.enumerated() {
      if let failure { failures.append((piece.firstPerson + place, failure)) }
    }
    work += piece.work
    courses += piece.failures.count
  }
}
