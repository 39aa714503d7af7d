import Compilation
import Dosing
import Foundation
import Simulation
import Testing
import Text

/// What doses and steady states do to derivatives, against closed forms.
struct DoseSensitivityTests {
  static let text = """
    model m()
      CL = 3; V = 20; F1 = 0.8; tlag = 0.5; R1 = 25; D1 = 4
      A = 0
      A' = -CL/V*A
    end
    """
  let k = 3.0 / 20
  let V = 20.0
  let share = 0.8
  let lag = 0.5
  let amount = 100.0
  let times = [0.2, 1, 3, 4.4, 4.6, 6, 12, 30]

  private func check(
    _ parameter: String, _ dose: DoseEvent, sourceLocation: SourceLocation = #_sourceLocation,
    _ expected: (Double) -> Double
  ) throws {
    let model = try SensitivityTests.extended(
      Self.text, outputs: ["A"], to: [parameter], doses: [dose])
    let s = try run(model, doses: [dose], times: times)[0]
    for (t, value) in zip(times, s) {
      let right = expected(t)
      #expect(
        abs(value - right) <= 1e-8 * max(1, abs(right)),
        "d(A)/d(\(parameter)) at \(t): \(value), \(right)", sourceLocation: sourceLocation)
    }
  }

  @Test func shareAndLagOfABolus() throws {
    let dose = DoseEvent(
      time: 0, amount: amount, compartment: "A", lag: .parameter("tlag"),
      bioavailability: .parameter("F1"))
    try check("F1", dose) { t in t < lag ? 0 : amount * exp(-k * (t - lag)) }
    try check("tlag", dose) { t in t < lag ? 0 : k * share * amount * exp(-k * (t - lag)) }
    try check("CL", dose) { t in
      t < lag ? 0 : -(t - lag) / V * share * amount * exp(-k * (t - lag))
    }
  }

  /// A = R/k · (e^(−k(t−e)) − e^(−k(t−b))) between begin b and end e of an input at rate R.
  private func input(_ t: Double, rate: Double, begin: Double, end: Double) -> Double {
    let (b, e) = (min(t, begin), min(t, end))
    return rate / k * (exp(-k * (t - e)) - exp(-k * (t - b)))
  }

  @Test func rateAndShareOfAnInput() throws {
    let dose = DoseEvent(
      time: 0, amount: amount, compartment: "A", lag: .parameter("tlag"),
      bioavailability: .parameter("F1"), input: .rate(.parameter("R1")))
    let (rate, end) = (25.0, lag + share * amount / 25)
    // Where the end moves by de, R·de more enters then.
    func late(_ t: Double) -> Double { t < end ? 0 : rate * exp(-k * (t - end)) }
    try check("F1", dose) { t in late(t) * amount / rate }
    try check("R1", dose) { t in
      input(t, rate: 1, begin: lag, end: end) - late(t) * share * amount / (rate * rate)
    }
    try check("tlag", dose) { t in (t < lag ? 0 : -rate * exp(-k * (t - lag))) + late(t) }
  }

  @Test func durationOfAnInput() throws {
    let dose = DoseEvent(
      time: 0, amount: amount, compartment: "A", bioavailability: .parameter("F1"),
      input: .duration(.parameter("D1")))
    let rate = share * amount / 4
    try check("D1", dose) { t in
      input(t, rate: -rate / 4, begin: 0, end: 4) + (t < 4 ? 0 : rate * exp(-k * (t - 4)))
    }
    try check("F1", dose) { t in input(t, rate: amount / 4, begin: 0, end: 4) }
  }

  /// Doses every 6 hours for ever: A = D·e^(−kt)/(1 − e^(−6k)) after the last of them.
  @Test func steadyState() throws {
    let dose = DoseEvent(
      time: 0, amount: amount, compartment: "A", bioavailability: .parameter("F1"), interval: 6,
      steadyState: .replacing)
    let D = share * amount
    func A(_ t: Double) -> Double { D * exp(-k * t) / (1 - exp(-6 * k)) }
    try check("F1", dose) { A($0) / share }
    try check("CL", dose) { t in A(t) / V * (-t - 6 * exp(-6 * k) / (1 - exp(-6 * k))) }
  }

  @Test func steadyStateWithLag() throws {
    let dose = DoseEvent(
      time: 0, amount: amount, compartment: "A", lag: .parameter("tlag"), interval: 6,
      steadyState: .replacing)
    // The last dose before the record came at tlag − 6, the record's own comes at tlag.
    func A(_ t: Double) -> Double {
      amount * exp(-k * (t < lag ? t - lag + 6 : t - lag)) / (1 - exp(-6 * k))
    }
    try check("tlag", dose) { k * A($0) }
  }

  @Test func steadyStateOfAnInput() throws {
    let dose = DoseEvent(
      time: 0, amount: amount, compartment: "A", bioavailability: .parameter("F1"), interval: 6,
      input: .rate(.number(25)), steadyState: .replacing)
    let end = share * amount / 25
    // The ends of all inputs move, those before the record at end − 6n.
    try check("F1", dose) { t in
      let before = exp(-k * (t - end + 6)) / (1 - exp(-6 * k))
      return amount * (before + (t < end ? 0 : exp(-k * (t - end))))
    }
  }

  /// A dose into a concentration is divided by its volume.
  @Test func volumeOfADosedConcentration() throws {
    let text = """
      model m()
        compartment c = 5
        species S in c = 0
        S' = -0.3*S
      end
      """
    let dose = DoseEvent(time: 0, amount: 10, compartment: "S")
    let model = try SensitivityTests.extended(text, outputs: ["S"], to: ["c"], doses: [dose])
    let s = try run(model, doses: [dose], times: times)[0]
    #expect(largestRelativeError(s, times.map { -10 / 25 * exp(-0.3 * $0) }) < 1e-8)
  }
}
