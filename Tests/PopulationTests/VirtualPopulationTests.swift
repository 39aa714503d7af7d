import Evidence
import Population
import Statistics
import Testing
import Text

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct VirtualPopulationTests {
  static let rows = """
    female,share,both,0.64,1,,assumed,assumed,assumed,x
    age,covariate,both,41.5,a,"uniform(lower=18, upper=65)",assumed,assumed,assumed,x
    height,covariate,male,175.7,cm,normal(sd=7.453),assumed,assumed,assumed,x
    weight,covariate,male,87.98,kg,lognormal(omega=0.05148),assumed,assumed,assumed,x
    height:weight,correlation,male,0.4189,1,,assumed,assumed,assumed,x
    height,covariate,female,161.7,cm,normal(sd=6.848),assumed,assumed,assumed,x
    weight,covariate,female,75.04,kg,lognormal(omega=0.06802),assumed,assumed,assumed,x
    height:weight,correlation,female,0.2765,1,,assumed,assumed,assumed,x

    """

  private func population(_ rows: String = Self.rows) throws -> VirtualPopulation {
    let table = try #require(try Fixture.base(population: rows).population("people"))
    return try VirtualPopulation(table)
  }

  /// Shares, medians, spreads and correlations of 20,000 people against the table, by sex.
  @Test func marginalsAndCorrelationsBySex() throws {
    let population = try population()
    let n = 20_000
    let random = KeyedRandom(seed: 1)
    #expect(population.symbols == ["female", "age", "height", "weight"])
    let people = (0..<UInt32(n)).map { population.person($0, random: random) }
    let women = people.filter { $0[0] == 1 }
    #expect((Double(women.count) / Double(n) - 0.64).magnitude < 5 * (0.64 * 0.36 / Double(n)).squareRoot())
    let age = people.map { $0[1] }
    #expect(age.allSatisfy { 18 <= $0 && $0 <= 65 })
    #expect((Summary.mean(age) - 41.5).magnitude < 5 * 47 / (12 * Double(n)).squareRoot())
    for (group, height, sd, weight, omega, rho) in [
      (people.filter { $0[0] == 0 }, 175.7, 7.453, 87.98, 0.05148, 0.4189),
      (women, 161.7, 6.848, 75.04, 0.06802, 0.2765),
    ] {
      let root = Double(group.count).squareRoot()
      let H = group.map { $0[2] }
      let logW = group.map { log($0[3]) }
      #expect((Summary.mean(H) - height).magnitude < 5 * sd / root)
      #expect((Summary.sd(H) / sd - 1).magnitude < 5 / (2.0.squareRoot() * root))
      #expect((Summary.mean(logW) - log(weight)).magnitude < 5 * omega.squareRoot() / root)
      #expect((Summary.sd(logW) / omega.squareRoot() - 1).magnitude < 5 / (2.0.squareRoot() * root))
      let (mH, mW) = (Summary.mean(H), Summary.mean(logW))
      let covariance = Summary.mean(zip(H, logW).map { ($0 - mH) * ($1 - mW) })
      #expect((covariance / (Summary.sd(H) * Summary.sd(logW)) - rho).magnitude < 5 / root)
    }
  }

  @Test func aPersonDoesNotDependOnTheOthers() throws {
    let random = KeyedRandom(seed: 1)
    let small = try population()
    let more = try population(Self.rows + "smoker,share,both,0.2,1,,assumed,assumed,assumed,x\n")
    let person = small.person(17, random: random)
    let same = more.person(17, random: random)
    // A new row moves nobody's other values.
    #expect(same[0] == person[0] && Array(same[2...]) == Array(person[1...]))
    #expect(small.person(18, random: random) != person)
  }

  @Test func whatATableLacksIsNamed() throws {
    let rows = Self.rows.replacing("weight,covariate,female", with: "waist,covariate,female")
      .replacing("height:weight,correlation,female", with: "height:waist,correlation,female")
    let problems = #expect(throws: Problems.self) { try population(rows) }
    #expect(problems?.description.contains("'weight' has no row for female") == true)
    #expect(problems?.description.contains("'waist' has no row for male") == true)
  }
}
