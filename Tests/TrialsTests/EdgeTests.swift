import Population
import Statistics
import Testing
import Trials
import Units

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a scenario states in its own units and words, against the same thing said plainly.
struct EdgeTests {
  private func median(_ change: (inout Scenario) throws -> Void) async throws -> Double {
    var scenario = try Fixture.scenario(size: 5)
    try change(&scenario)
    let result = try await Fixture.study(scenario).run(threads: 1)
    let number = try #require(result.keyNumbers.first { $0.arm == 1 && $0.statistic == .Cmax })
    return number.spread.median
  }

  /// 5 g of a powder with 20 mg/g is 100 mg.
  @Test func amountOfAProduct() async throws {
    let plain = try await median { _ in }
    let product = try await median {
      $0.arms[1].regimens[0].product = "powder"
      $0.arms[1].regimens[0].isAmountOfProduct = true
      $0.arms[1].regimens[0].amount = .init(typical: try Fixture.quantity("5 g"))
    }
    #expect((product / plain - 1).magnitude < 1e-12)
    // 0.5 mmol at 200 g/mol is 100 mg as well.
    let molar = try await median {
      $0.arms[1].regimens[0].amount = .init(typical: try Fixture.quantity("0.5 mmol"))
    }
    #expect((molar / plain - 1).magnitude < 1e-12)
  }

  /// 1 mg/L of 200 g/mol is 5 µmol/L.
  @Test func outputInMoles() async throws {
    let mass = try await median { $0.outputs[0].unit = try Unit(parsing: "mg/L") }
    let molar = try await median {
      $0.outputs[0].unit = try Unit(parsing: "umol/L")
      $0.outputs[0].analyte = "thing"
    }
    #expect((molar / (5 * mass) - 1).magnitude < 1e-12)
  }

  /// A constant that bears a covariate's name takes the person's value, in its own unit.
  @Test func covariatesReachTheModel() async throws {
    let model = Fixture.model
      .replacing(
        "C := A/V;",
        with: "unit g = gram; weight = 70000; const weight; weight has g; C := A*(70000 gram)/(V*weight);")
    let system = try Fixture.system(model)
    var scenario = try Fixture.scenario(size: 30)
    scenario.cohort.population = "people"
    let study = try Study(
      scenario, system: system, bindings: try Fixture.bindings(system), evidence: try Fixture.evidence())
    let result = try await study.run(threads: 1)
    let table = try #require(try Fixture.evidence().population("people"))
    let population = try VirtualPopulation(table)
    let random = KeyedRandom(seed: 9)
    let start = (0..<UInt32(30)).map { person -> Double in
      let V = 20 * exp(0.3 * random.normal(subject: person, draw: 0, purpose: Purpose("variability:V")))
      return 1000 * 50 / V * 70 / population.person(person, random: random)[0]
    }
    let point = try #require(result.courses.first { $0.arm == 1 && $0.output == 0 }).points[0]
    #expect((point.median / Summary.quantile(start, 0.5) - 1).magnitude < 1e-12)
    #expect(!result.assumptions.contains { $0.contains("stand in no equation") })
  }

  @Test func covariatesWithoutAPlaceAreSaidToHaveNone() async throws {
    var scenario = try Fixture.scenario(size: 3)
    scenario.cohort.population = "people"
    let result = try await Fixture.study(scenario).run(threads: 1)
    #expect(
      result.assumptions.contains { $0.hasPrefix("weight of the people are drawn but stand in no equation") })
  }

  @Test func anUnknownContentIsRefused() throws {
    var scenario = try Fixture.scenario()
    scenario.arms[1].regimens[0].product = "powder"
    scenario.arms[1].regimens[0].analyte = "other"
    scenario.arms[1].regimens[0].isAmountOfProduct = true
    let problems = #expect(throws: (any Error).self) { try Fixture.study(scenario) }
    #expect(
      "\(String(describing: problems))".contains("how much 'other' the product 'powder' holds is not known"))
  }
}
