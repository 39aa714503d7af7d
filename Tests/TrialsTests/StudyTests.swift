import Simulation
import Statistics
import Testing
import Text
import Trials
import Units

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct StudyTests {
  /// C(t) = F·D/V·exp(−CL·t/V) for each person, with V drawn by its key: medians over people, statistics
  /// and units against the closed form.
  @Test func coursesOfPeopleAgainstTheClosedForm() async throws {
    let result = try await Fixture.study(Fixture.scenario()).run(threads: 2)
    let random = KeyedRandom(seed: 9)
    let V = (0..<UInt32(40)).map {
      20 * exp(0.3 * random.normal(subject: $0, draw: 0, purpose: Purpose("variability:V")))
    }
    #expect(result.times.count == 25 && result.timeUnit == "h")
    let course = try #require(result.courses.first { $0.arm == 1 && $0.output == 0 })
    for (t, point) in zip(result.times, course.points) where t > 0 {
      // mg/L to ng/mL is a factor 1000.
      let C = V.map { 1000 * 0.5 * 100 / $0 * exp(-3 * t / $0) }
      #expect((point.median / Summary.quantile(C, 0.5) - 1).magnitude < 1e-5)
      #expect((point.p5 / Summary.quantile(C, 0.05) - 1).magnitude < 1e-5)
      #expect((point.p95 / Summary.quantile(C, 0.95) - 1).magnitude < 1e-5)
    }
    let thalf = try #require(result.keyNumbers.first { $0.arm == 1 && $0.statistic == .thalf })
    #expect((thalf.spread.median / Summary.quantile(V.map { log(2) * $0 / 3 }, 0.5) - 1).magnitude < 1e-3)
    #expect(thalf.unit == "h" && thalf.n == 40 && thalf.missing == 0)
    let AUC = try #require(result.keyNumbers.first { $0.arm == 1 && $0.statistic == .AUClast })
    #expect(AUC.unit == "ng·h/mL")
    let placebo = try #require(result.keyNumbers.first { $0.arm == 0 && $0.statistic == .thalf })
    #expect(placebo.n == 0 && placebo.missing == 40)
    #expect(
      result.summary.contains { $0.arm == "No effect" && $0.output == "C" && $0.statistic == "Cmax median" })
    #expect(!result.summary.contains { $0.value.isNaN })
  }

  /// The null difference is zero by assumption and says so; the hypothesised one is w·C/(half + C), the
  /// same people in both arms.
  @Test func differencesBetweenArms() async throws {
    let result = try await Fixture.study(Fixture.scenario(draws: 60, drawSize: 20)).run(threads: 2)
    let null = try #require(result.differences.first { $0.arm == 1 })
    #expect(null.isFixed && null.mean == 0 && null.interval == nil && null.p95 == 0)
    #expect(null.support.certainty.reasons.map(\.text) == ["assumed; not varied"])
    let hoped = try #require(result.differences.first { $0.arm == 2 })
    let random = KeyedRandom(seed: 9)
    let effects = (0..<UInt32(40)).map { person -> Double in
      let V = 20 * exp(0.3 * random.normal(subject: person, draw: 0, purpose: Purpose("variability:V")))
      let C = 0.5 * 100 / V * exp(-3 * 24 / V)
      return -1.5 * C / (1 + C)
    }
    #expect(hoped.n == 40 && !hoped.isFixed)
    #expect((hoped.mean - Summary.mean(effects)).magnitude < 1e-4)
    let interval = try #require(hoped.interval)
    #expect(interval.lower < hoped.mean && hoped.mean < interval.upper)
    // w alone has a CV of 1/3: the 90 % interval is about ±0.55 of the mean, a little more with F.
    let width = (interval.upper - interval.lower) / hoped.mean.magnitude
    #expect(width > 0.8 && width < 1.6)
    #expect(hoped.support.tier == .assumed || hoped.support.tier == .analogue)
    #expect(hoped.support.drivers.first?.symbol == "w")
    #expect(result.assumptions.contains("w = 0.0 in the arm 'No effect'"))
  }

  /// score = a·b·X with log SDs 0.4 and 0.2: shares of the ranks' variance about 0.8 and 0.2, by tier.
  @Test func tiersAndShares() async throws {
    let result = try await Fixture.study(Fixture.scenario(size: 8, draws: 400, drawSize: 4)).run(threads: 2)
    let score = try #require(result.keyNumbers.first { $0.arm == 0 && $0.statistic == .value })
    let share = Dictionary(uniqueKeysWithValues: score.support.tierShares.map { ($0.tier, $0.share) })
    #expect(((share[.humanTrial] ?? 0) - 0.81).magnitude < 0.06)
    #expect(((share[.assumed] ?? 0) - 0.19).magnitude < 0.06)
    #expect(share.count == 2)
    #expect(score.support.tier == .assumed)
    #expect(score.support.weakestSymbols.contains("b"))
    #expect((score.support.explained ?? 0) > 0.9)
    // P 1: −1; one structure: −1; no validation: −1; 19 % from weak inputs: none or −1.
    #expect(score.support.certainty.word <= .low)
    #expect(score.support.certainty.reasons.contains { $0.text.contains("no validation on outside data") })
    // A level reaches the drug only through its dose: bioavailability, from animals, is all that moves it.
    let Cmax = try #require(result.keyNumbers.first { $0.arm == 1 && $0.statistic == .Cmax })
    #expect(Cmax.support.tierShares.map(\.tier) == [.animal])
    // F is log-normal with SD 0.2, C proportional to it: interval exp(±1.645·0.2) around the median.
    let interval = try #require(Cmax.spread.medianInterval)
    #expect((log(interval.upper / Cmax.spread.median) - 0.329).magnitude < 0.06)
    #expect((log(interval.lower / Cmax.spread.median) + 0.329).magnitude < 0.06)
  }

  /// Constant hazard: the share left at t is 1 − exp(−lam·t), the same people in every arm.
  @Test func peopleLeaveByTheirHazard() async throws {
    var scenario = try Fixture.scenario(size: 2000)
    scenario.dropout = .init(cumulativeHazard: "H")
    scenario.outputs = [scenario.outputs[1]]
    let result = try await Fixture.study(scenario).run(threads: 2)
    let dropout = result.dropouts[0]
    #expect(dropout.n == 2000)
    for (t, left) in zip(result.times, dropout.left) {
      let share = 1 - exp(-0.01 * t)
      #expect((Double(left) / 2000 - share).magnitude <= 4 * (share * (1 - share) / 2000).squareRoot())
    }
    #expect(result.dropouts.map(\.left).allSatisfy { $0 == dropout.left })
    #expect(dropout.retained == 1 - Double(dropout.left[24]) / 2000)
  }

  @Test func threadsAndCohortSizeChangeNobody() async throws {
    func pieces(_ scenario: Scenario, threads: Int) async throws -> [StudyPiece] {
      var pieces: [StudyPiece] = []
      _ = try await Fixture.study(scenario).run(threads: threads) { pieces.append($0) }
      return pieces
    }
    let one = try await pieces(Fixture.scenario(size: 300, draws: 3, drawSize: 5), threads: 1)
    let three = try await pieces(Fixture.scenario(size: 300, draws: 3, drawSize: 5), threads: 3)
    #expect(one.map(\.part) == three.map(\.part))
    #expect(one.map { $0.values.map(\.bitPattern) } == three.map { $0.values.map(\.bitPattern) })
    let small = try await pieces(Fixture.scenario(size: 10), threads: 1)
    for arm in 0..<3 {
      let few = try #require(small.first { $0.part == .people(arm: arm, block: 0) })
      let many = try #require(one.first { $0.part == .people(arm: arm, block: 0) })
      #expect(few.values.map(\.bitPattern) == many.values.prefix(few.values.count).map(\.bitPattern))
    }
  }

  /// A run that takes over finished pieces gives the same result as one in a go.
  @Test func finishedPiecesAreNotRunAgain() async throws {
    let study = try Fixture.study(Fixture.scenario(size: 300, draws: 4, drawSize: 5))
    var pieces: [StudyPiece] = []
    let whole = try await study.run(threads: 2) { pieces.append($0) }
    #expect(pieces.count == study.pieceCount)
    let kept = Dictionary(
      uniqueKeysWithValues: pieces.enumerated().filter { $0.offset % 2 == 0 }.map {
        ($0.element.part, $0.element)
      })
    var again = 0
    let resumed = try await study.run(threads: 2, finished: kept) { _ in again += 1 }
    #expect(again == pieces.count - kept.count)
    #expect(resumed.summary == whole.summary)
    #expect(resumed.work == whole.work)
  }

  /// The same study from partial states of its people: sums to rounding, quantiles within their bound.
  @Test func partialStatesGiveTheSameResult() async throws {
    var study = try Fixture.study(Fixture.scenario(size: 300, draws: 4, drawSize: 5))
    let exact = try await study.run(threads: 2)
    study.exactLimit = 100
    let bound = study.quantileRule.errorBound
    #expect(bound > 0)
    let sketched = try await study.run(threads: 2)
    #expect(sketched.summary.count == exact.summary.count)
    for (a, b) in zip(sketched.summary, exact.summary) {
      #expect(a.statistic == b.statistic && a.time == b.time && a.n == b.n)
      // An error is a difference of quantiles: its own error is that of their size.
      let stem = b.statistic.replacing("Monte Carlo error", with: "median")
      let quantile = exact.summary.first { $0.arm == b.arm && $0.output == b.output && $0.statistic == stem }
      let scale = max(b.value.magnitude, quantile?.value.magnitude ?? 0)
      #expect((a.value - b.value).magnitude <= 6 * bound * scale + 1e-12, "\(a) \(b)")
    }
    #expect(zip(sketched.differences, exact.differences).allSatisfy { ($0.mean - $1.mean).magnitude < 1e-12 })
    #expect(sketched.dropouts.map(\.left) == exact.dropouts.map(\.left))
  }

  /// `fragile` is not a number after `limit` hours; here only few people have one that early.
  @Test func aFailedPersonStopsNobodyAndIsCounted() async throws {
    let model = Fixture.model.replacing(
      "X' = 1 per_hour * (1 - X)", with: "X' = 1 per_hour * (1 - X) + 1e-30 per_hour*fragile")
    let parameters = Fixture.parameters.replacing(
      "limit,,1000,1,,,,", with: "limit,,1000,1,\"discrete(24:1, 1000:3)\",,,")
    let system = try Fixture.system(model)
    let study = try Study(
      Fixture.scenario(), system: system, bindings: try Fixture.bindings(system, parameters),
      evidence: try Fixture.evidence())
    let result = try await study.run(threads: 2)
    let failed = result.failures.filter { $0.arm == "Placebo" }.count
    #expect(failed > 0 && failed < 40)
    #expect(result.courses[0].n == 40 - failed)
    #expect(result.keyNumbers.filter { $0.arm == 0 }.allSatisfy { $0.n + $0.missing == 40 - failed })
    #expect(result.failures.allSatisfy { $0.message.hasPrefix("subject 00") })
    #expect(result.courses.flatMap(\.points).allSatisfy { $0.median.isFinite })
  }

  @Test func aModelWithoutEvidenceSaysSo() async throws {
    var scenario = try Fixture.scenario(size: 3)
    scenario.arms = [scenario.arms[1]]
    scenario.primary = nil
    let study = try Study(scenario, system: try Fixture.system())
    let result = try await study.run(threads: 1)
    #expect(result.summary.allSatisfy { $0.tier == "unstated" && $0.certainty == "unstated" })
    #expect(result.keyNumbers.first?.support.certainty.word == .notRated)
  }
}
