import Evidence
import Population
import Statistics
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct RandomEffectsTests {
  private let random = KeyedRandom(seed: 42)
  private let n = 20_000

  private func effects(_ rows: String = "", fixed: [String: Double] = [:]) throws -> RandomEffects {
    let bindings = try Fixture.bindings()
    return try RandomEffects(
      bindings, correlations: Fixture.correlations(rows, bindings), fixed: fixed)
  }

  /// Values of one parameter of many people at typical values.
  private func people(_ effects: RandomEffects, _ parameter: Int, typical: Double) -> [Double] {
    (0..<UInt32(n)).map {
      effects.value(
        parameter, typical: typical, deviation: effects.deviations(person: $0, random: random)[parameter])
    }
  }

  /// Marginals of the people against the inputs, within five standard errors.
  @Test func marginalsOfPeople() throws {
    let effects = try effects()
    let root = Double(n).squareRoot()
    let logCL = people(effects, 0, typical: 3).map { log($0) }
    #expect((Summary.mean(logCL) - log(3)).magnitude < 5 * 0.3 / root)
    #expect((Summary.sd(logCL) - 0.3).magnitude < 5 * 0.3 / (2 * Double(n)).squareRoot())
    let V = people(effects, 1, typical: 20)
    #expect((Summary.sd(V) / Summary.mean(V) - 0.2).magnitude < 0.01)
    let logitF = people(effects, 2, typical: 0.6).map { log($0 / (1 - $0)) }
    #expect((Summary.mean(logitF) - log(1.5)).magnitude < 5 * 0.5 / root)
    #expect((Summary.sd(logitF) - 0.5).magnitude < 5 * 0.5 / (2 * Double(n)).squareRoot())
    #expect(people(effects, 4, typical: 0.1).allSatisfy { $0 == 0.1 })
  }

  @Test func correlationsOfPeople() throws {
    let effects = try effects("variability,CL,V,0.7,assumed,invented\n")
    let deviations = (0..<UInt32(n)).map { effects.deviations(person: $0, random: random) }
    let product = Summary.mean(deviations.map { $0[0] * $0[1] })
    #expect((product - 0.7).magnitude < 5 / Double(n).squareRoot())
    #expect(Summary.mean(deviations.map { $0[0] * $0[2] }).magnitude < 5 / Double(n).squareRoot())
  }

  /// Uncertainty: its stated interval holds 90 % of the draws, its own correlation, and draw 0 is typical.
  @Test func drawsOfTypicalValues() throws {
    let effects = try effects("uncertainty,CL,V,-0.5,assumed,invented\n")
    #expect(effects.typicalValues(draw: 0, random: random) == [3, 20, 0.6, 23, 0.1])
    #expect(effects.uncertain == [0, 1, 2])
    let draws = (1...UInt32(n)).map { effects.typicalValues(draw: $0, random: random) }
    let inside = draws.filter { 2 < $0[0] && $0[0] < 4.5 }.count
    #expect((Double(inside) / Double(n) - 0.9).magnitude < 5 * (0.09 / Double(n)).squareRoot())
    #expect(draws.allSatisfy { $0[3] == 23 && $0[4] == 0.1 })
    let rho = Ranks.spearman(draws.map { $0[0] }, draws.map { $0[1] })
    // Spearman's rho of a normal pair with rho −0.5: 6/π·asin(−0.25) = −0.4826.
    #expect(((rho ?? 0) + 0.4826).magnitude < 5 / Double(n).squareRoot())
  }

  /// The two kinds of spread do not mix: moving the typical value scales a log-normal person with it.
  @Test func aPersonKeepsItsDeviationInEveryDraw() throws {
    let effects = try effects()
    let deviations = effects.deviations(person: 5, random: random)
    let atTypical = effects.value(0, typical: 3, deviation: deviations[0])
    let moved = effects.value(0, typical: 4.2, deviation: deviations[0])
    #expect((moved / atTypical - 4.2 / 3).magnitude < 1e-14)
    #expect(deviations == effects.deviations(person: 5, random: random))
  }

  @Test func aSettingHasNoUncertaintyAndKeepsItsPeople() throws {
    let effects = try effects(fixed: ["CL": 6])
    #expect(effects.uncertain == [1, 2])
    #expect(effects.typicalValues(draw: 3, random: random)[0] == 6)
    let deviation = effects.deviations(person: 9, random: random)[0]
    #expect(
      (effects.value(0, typical: 6, deviation: deviation) / (6 * exp(0.3 * deviation)) - 1).magnitude < 1e-14)
    // Other parameters are untouched by the setting.
    let free = try self.effects()
    #expect(
      effects.typicalValues(draw: 3, random: random)[1] == free.typicalValues(draw: 3, random: random)[1])
  }
}
