import Dosing
import Foundation
import Simulation
import Testing
import Text

/// What events, switches and delays do to derivatives, against closed forms.
struct EventSensitivityTests {
  private func check(
    _ text: String, _ output: String, _ parameter: String, times: [Double], doses: [DoseEvent] = [],
    sourceLocation: SourceLocation = #_sourceLocation, _ expected: (Double) -> Double
  ) throws {
    let model = try SensitivityTests.extended(text, outputs: [output], to: [parameter], doses: doses)
    let s = try run(model, doses: doses, times: times)[0]
    for (t, value) in zip(times, s) {
      let right = expected(t)
      #expect(
        abs(value - right) <= 1e-7 * max(1, abs(right)),
        "d(\(output))/d(\(parameter)) at \(t): \(value), \(right)", sourceLocation: sourceLocation)
    }
  }

  @Test func timeOfAnEvent() throws {
    let text = """
      model m()
        k = 0.3; T = 2; D = 5; A = 10
        A' = -k*A
        E: at (time >= T): A = A + D
      end
      """
    let times = [1.0, 2.5, 6]
    try check(text, "A", "T", times: times) { t in t < 2 ? 0 : 1.5 * exp(-0.3 * (t - 2)) }
    try check(text, "A", "D", times: times) { t in t < 2 ? 0 : exp(-0.3 * (t - 2)) }
    try check(text, "A", "k", times: times) { t in
      -10 * t * exp(-0.3 * t) - (t < 2 ? 0 : 5 * (t - 2) * exp(-0.3 * (t - 2)))
    }
  }

  /// The first bounce of a ball: t₁ = √(2H/g), then x = e·g·t₁·(t − t₁) − g·(t − t₁)²/2.
  @Test func eventOfAState() throws {
    let text = """
      model m()
        g = 9.81; e = 0.8; H = 2
        x = H; v = 0
        x' = v
        v' = -g
        bounce: at (x < 0): x = 0, v = -e*v
      end
      """
    let (g, e, H) = (9.81, 0.8, 2.0)
    let first = (2 * H / g).squareRoot()
    let times = [0.3, 0.7, 1, 1.4]
    try check(text, "x", "e", times: times) { t in t < first ? 0 : g * first * (t - first) }
    try check(text, "x", "H", times: times) { t in
      let s = t - first
      let moved = first / (2 * H)
      return t < first ? 1 : e * g * moved * s - e * g * first * moved + g * s * moved
    }
    try check(text, "x", "g", times: times) { t in
      let s = t - first
      let moved = -first / (2 * g)
      return t < first
        ? -t * t / 2
        : e * (first + g * moved) * s - e * g * first * moved - s * s / 2 + g * s * moved
    }
  }

  @Test func switchOfAState() throws {
    let text = """
      model m()
        k1 = 2; k2 = 0.5; Ac = 3; A = 0
        A' = piecewise(k1, A < Ac, k2)
      end
      """
    let times = [1.0, 1.4, 1.6, 4]
    try check(text, "A", "Ac", times: times) { t in t < 1.5 ? 0 : 1 - 0.5 / 2 }
    try check(text, "A", "k1", times: times) { t in t < 1.5 ? t : 0.5 * 3 / 4 }
    try check(text, "A", "k2", times: times) { t in t < 1.5 ? 0 : t - 1.5 }
    try check(text, "A", "A(0)", times: times) { t in t < 1.5 ? 1 : 0.5 / 2 }
  }

  /// The condition stands in a rule and falls back later.
  @Test func switchOfTime() throws {
    let text = """
      model m()
        R = 4; T = 1; L = 2; k = 0.2; A = 0
        rate := piecewise(R, time >= T && time < T + L, 0)
        A' = rate - k*A
      end
      """
    let times = [0.5, 2, 3.5, 6]
    try check(text, "A", "L", times: times) { t in t < 3 ? 0 : 4 * exp(-0.2 * (t - 3)) }
    try check(text, "A", "T", times: times) { t in
      (t < 1 ? 0 : -4 * exp(-0.2 * (t - 1))) + (t < 3 ? 0 : 4 * exp(-0.2 * (t - 3)))
    }
  }

  @Test func eventThatChangesAConstant() throws {
    let text = """
      model m()
        k = 2; k2 = 0.5; A = 0
        A' = k
        E: at (A > 3): k = k2
      end
      """
    let times = [1.0, 2, 4]
    try check(text, "A", "k", times: times) { t in t < 1.5 ? t : 0.5 * 3 / 4 }
    try check(text, "A", "k2", times: times) { t in t < 1.5 ? 0 : t - 1.5 }
  }

  /// An input by doses is part of what moves a state to its threshold.
  @Test func eventDuringAnInput() throws {
    let text = """
      model m()
        Ac = 5; p = 0.4; A = 0; B = 0
        A' = 0
        B' = -p*B
        E: at (A > Ac): B = B + 1
      end
      """
    let dose = DoseEvent(time: 0, amount: 20, compartment: "A", rate: 2)
    try check(text, "B", "Ac", times: [2, 3, 5], doses: [dose]) { t in
      t < 2.5 ? 0 : 0.4 / 2 * exp(-0.4 * (t - 2.5))
    }
  }

  /// A bolus that carries a state across a threshold moves nothing.
  @Test func switchAtADose() throws {
    let text = """
      model m()
        k1 = 0.1; k2 = 0.7; Ac = 3; A = 0
        A' = -piecewise(k1, A < Ac, k2)*A
      end
      """
    let dose = DoseEvent(time: 1, amount: 10, compartment: "A")
    // Falls back below the threshold at t₁ = 1 + ln(10/3)/k2.
    let down = 1 + log(10.0 / 3) / 0.7
    try check(text, "A", "k2", times: [0.5, 2, 4], doses: [dose]) { t in
      t < 1
        ? 0
        : t < down
          ? -(t - 1) * 10 * exp(-0.7 * (t - 1))
          : -0.1 * log(10.0 / 3) / 0.49 * 3 * exp(-0.1 * (t - down))
    }
  }

  @Test func delayedEvents() throws {
    let text = """
      model m()
        k = 0.3; tau = 1.5; A = 0
        A' = -k*A
        E: at tau after (time > 2), fromTrigger=false: A = A + 1
      end
      """
    try check(text, "A", "tau", times: [3, 4, 6]) { t in t < 3.5 ? 0 : 0.3 * exp(-0.3 * (t - 3.5)) }
    #expect(throws: Problems.self) {
      let other = text.replacingOccurrences(of: "false", with: "true")
      _ = try SensitivityTests.extended(other, outputs: ["A"], to: ["tau"])
    }
  }

  /// x' = −k·x(t − 1) from x = 1: x = 1 − kt until 1, then + k²(t − 1)²/2 until 2.
  @Test func pastValues() throws {
    let text = """
      model m()
        k = 0.6; x = 1
        x' = -k*delay(x, 1)
      end
      """
    try check(text, "x", "k", times: [0.5, 1.5, 2]) { t in
      t < 1 ? -t : -t + 0.6 * (t - 1) * (t - 1)
    }
  }
}
