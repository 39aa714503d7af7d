import Analysis
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct NonCompartmentalTests {
  /// Bolus into one compartment, C = C0·exp(−k·t): the log rule is exact, AUC = C0·(1 − exp(−kT))/k.
  @Test func monoexponentialIsExact() throws {
    let k = 0.15
    let times = stride(from: 0.0, through: 24, by: 2).map { $0 }
    let nca = try #require(NonCompartmental(times: times, concentrations: times.map { 8 * exp(-k * $0) }))
    #expect((nca.AUClast - 8 * (1 - exp(-k * 24)) / k).magnitude < 1e-12 * nca.AUClast)
    let terminal = try #require(nca.terminal)
    #expect((terminal.AUCinf - 8 / k).magnitude < 1e-10)
    #expect((terminal.lambda_z - k).magnitude < 1e-12)
    #expect((terminal.thalf - log(2) / k).magnitude < 1e-10)
    #expect((terminal.extrapolatedShare - exp(-k * 24)).magnitude < 1e-10)
    #expect(nca.Cmax == 8 && nca.tmax == 0)
    #expect(terminal.points == 12)
  }

  /// Bateman function: tmax = ln(ka/k)/(ka − k), AUC = F·D/CL; half-life of the slower process.
  @Test func firstOrderAbsorption() throws {
    let (ka, CL, V, dose) = (1.2, 3.0, 20.0, 100.0)
    let k = CL / V
    let times = (0...4800).map { Double($0) * 0.01 }
    let C = times.map { dose / V * ka / (ka - k) * (exp(-k * $0) - exp(-ka * $0)) }
    let nca = try #require(NonCompartmental(times: times, concentrations: C))
    #expect((nca.tmax - log(ka / k) / (ka - k)).magnitude <= 0.005)
    let terminal = try #require(nca.terminal)
    #expect((terminal.AUCinf / (dose / CL) - 1).magnitude < 1e-4)
    // Points that raise the adjusted R² by less than 0.0001 are kept, so absorption bends the line a little.
    #expect((terminal.lambda_z / k - 1).magnitude < 5e-3)
  }

  /// The data of a hand calculation: linear 0–2, log 2–6.
  @Test func linearUpLogDown() throws {
    let nca = try #require(NonCompartmental(times: [0, 1, 2, 4, 6], concentrations: [0, 6, 10, 5, 2.5]))
    let expected = 3 + 8 + 2 * 5 / log(2.0) + 2 * 2.5 / log(2.0)
    #expect((nca.AUClast - expected).magnitude < 1e-12)
    #expect(nca.Cmin == 0 && nca.Cmax == 10 && nca.tmax == 2)
    #expect(nca.terminal == nil)  // two samples after the peak
  }

  @Test func lastPositiveSampleEndsAUClast() throws {
    let nca = try #require(NonCompartmental(times: [0, 1, 2, 3], concentrations: [4, 2, 0, 0]))
    #expect((nca.AUClast - 2 / log(2.0)).magnitude < 1e-12)
    #expect((nca.AUCtau - (2 / log(2.0) + 1)).magnitude < 1e-12)
  }

  @Test func nothingToRead() {
    #expect(NonCompartmental(times: [], concentrations: []) == nil)
    #expect(NonCompartmental(times: [0, 1], concentrations: [1, -1]) == nil)
    #expect(NonCompartmental(times: [0, 1], concentrations: [1, .nan]) == nil)
    let none = NonCompartmental(times: [0, 1, 2, 3, 4], concentrations: [0, 0, 0, 0, 0])
    #expect(none?.AUClast == 0 && none?.terminal == nil)
    // Rising to the end: no terminal phase.
    #expect(NonCompartmental(times: [0, 1, 2, 3, 4], concentrations: [1, 2, 3, 4, 5])?.terminal == nil)
  }

  /// At steady state the area over an interval equals the single dose's AUC to infinity, and the ratio to
  /// the first interval is 1/(1 − exp(−k·tau)).
  @Test func accumulation() throws {
    let (k, tau) = (0.05, 12.0)
    let grid = (0...1200).map { Double($0) * 0.01 }
    let first = try #require(NonCompartmental(times: grid, concentrations: grid.map { exp(-k * $0) }))
    let factor = 1 / (1 - exp(-k * tau))
    let steady = try #require(
      NonCompartmental(times: grid, concentrations: grid.map { factor * exp(-k * $0) }))
    #expect((steady.AUCtau - 1 / k).magnitude < 1e-9)
    #expect((steady.AUCtau / first.AUCtau - factor).magnitude < 1e-9)
  }
}
