import Statistics
import Testing
import Text

struct DistributionTests {
  private let place = SourcePosition(file: "parameters.csv", line: 7)

  private func read(_ text: String, typical: Double) throws -> Distribution {
    try Distribution(parsing: text, typical: typical, at: place)
  }

  private let z95 = 1.6448536269514722

  @Test func blankAndFixedAreTheTypicalValue() throws {
    #expect(try read("", typical: 3) == .fixed(3))
    #expect(try read(" fixed ", typical: 3) == .fixed(3))
  }

  @Test func normal() throws {
    let d = try read("normal(sd=2)", typical: 10)
    #expect(d.quantile(0.5) == 10)
    #expect((d.quantile(0.95) - (10 + 2 * z95)).magnitude < 1e-12)
  }

  /// CV of a log-normal variable: √(exp(σ²) − 1).
  @Test func lognormalByVarianceOrCV() throws {
    let omega = try read("lognormal(omega=0.2)", typical: 5)
    #expect(omega == .lognormal(median: 5, sigma: 0.2.squareRoot()))
    guard case .spread(.logarithm, 5, let sigma, _) = try read("lognormal(cv=0.45)", typical: 5) else {
      Issue.record("not log-normal")
      return
    }
    // √ln(1 + 0.45²)
    #expect((sigma - 0.4294213816262289).magnitude < 1e-15)
  }

  /// The stated ends are the 5 % and 95 % quantiles and the row's value the median, also where the
  /// interval is not symmetric around it.
  @Test(arguments: [
    ("lognormal(lower=20, upper=233)", 60.0, 20.0, 233.0),
    ("normal(lower=-1, upper=5)", 1.0, -1.0, 5.0),
    ("logitnormal(lower=0.26, upper=0.95)", 0.51, 0.26, 0.95),
  ])
  func intervalsAreKept(text: String, typical: Double, lower: Double, upper: Double) throws {
    let d = try read(text, typical: typical)
    #expect((d.quantile(0.05) - lower).magnitude < 1e-12 * upper)
    #expect((d.quantile(0.5) - typical).magnitude < 1e-12 * upper)
    #expect((d.quantile(0.95) - upper).magnitude < 1e-12 * upper)
  }

  @Test func anotherLevel() throws {
    let d = try read("normal(lower=0, upper=4, level=0.95)", typical: 2)
    #expect((d.quantile(0.975) - 4).magnitude < 1e-12)
    #expect((d.quantile(0.95) - (2 + 2 * z95 / 1.9599639845400538)).magnitude < 1e-12)
  }

  @Test func uniformAndDiscrete() throws {
    let uniform = try read("uniform(lower=18, upper=65)", typical: 41.5)
    #expect(uniform.quantile(0.25) == 18 + 47 * 0.25)
    let discrete = try read("discrete(4:1, 2:1, 3:2)", typical: 3)
    #expect([0.1, 0.24, 0.3, 0.7, 0.8].map { discrete.quantile($0) } == [2, 2, 3, 3, 4])
    #expect(discrete.value(standardNormal: -8) == 2)
    #expect(discrete.value(standardNormal: 40) == 4)
  }

  @Test func recentringMovesTheMedianAndKeepsTheSpread() throws {
    let d = try read("lognormal(cv=0.3)", typical: 10).recentred(from: 10, to: 20)
    #expect(d == (try read("lognormal(cv=0.3)", typical: 20)))
    let logit = try read("logitnormal(sd=0.9)", typical: 0.78)
    #expect(logit.recentred(from: 0.78, to: 0.5).quantile(0.5) == 0.5)
  }

  @Test func anotherUnitScalesQuantiles() throws {
    for text in ["normal(sd=2)", "lognormal(cv=0.3)", "uniform(lower=4, upper=30)", "discrete(5:1, 10:3)"] {
      let d = try read(text, typical: 10)
      let scaled = d.scaled(by: 1000)
      for p in [0.03, 0.4, 0.9] {
        #expect((scaled.quantile(p) - 1000 * d.quantile(p)).magnitude < 1e-12 * scaled.quantile(p).magnitude)
      }
    }
  }

  @Test(arguments: [
    ("lognormal", "expected a form such as"),
    ("lognormal()", "is not of the form name=number"),
    ("lognormal(cv=0.3, omega=0.1)", "lognormal needs one of omega, cv, or lower and upper"),
    ("lognormal(cv=x)", "'x' is not a number"),
    ("lognormal(sd=0.3)", "unknown argument 'sd'; known are omega, cv, lower, upper, level"),
    ("lognormal(cv=-0.3)", "cv must not be negative"),
    ("lognormal(lower=70, upper=80)", "does not lie between"),
    ("normal(lower=1)", "normal needs both lower and upper"),
    ("normal(sd=1, level=0.9)", "level goes with lower and upper"),
    ("logitnormal(sd=1)", "a logit-normal value lies between 0 and 1"),
    ("gamma(shape=2)", "unknown name 'gamma'"),
    ("uniform(lower=9, upper=1)", "lower must be less than upper"),
    ("discrete(1:0)", "with a positive weight"),
    ("discrete(1:1, 1:2)", "is given twice"),
    ("normal(sd=1", "expected a form such as"),
  ])
  func faultsNamePlaceAndFault(text: String, fault: String) {
    let problems = #expect(throws: Problems.self) { try read(text, typical: 60) }
    #expect(problems?.all.first?.position == place)
    #expect(problems?.description.contains(fault) == true, "\(String(describing: problems))")
    #expect(problems?.description.contains("'\(text)'") == true)
  }
}
