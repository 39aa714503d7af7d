import Dosing
import Simulation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Events in runs, against closed forms.
struct EventTests {
  static let accuracy = 1e-8

  /// A ball dropped from height 1 that keeps the share e of its speed at each bounce.
  static let ball = """
    model ball()
      h = 1; v = 0; e = 0.8; g = 9.81; bounces = 0
      h' = v; v' = -g
      bounce: at h < 0 && v < 0: v = -e*v, h = 0, bounces = bounces + 1
    end
    """

  /// Height at a time, and bounces so far.
  static func ballAt(_ time: Double, e: Double = 0.8, g: Double = 9.81) -> (height: Double, bounces: Double) {
    var (start, speed, bounces) = (-(2 / g).squareRoot(), (2 * g).squareRoot(), 0.0)
    while true {
      let flight = 2 * speed / g
      if time <= start + flight {
        let s = time - start
        return (speed * s - g * s * s / 2, bounces)
      }
      start += flight
      speed *= e
      bounces += 1
    }
  }

  @Test(arguments: [SimulationOptions.Method.tsit5, .dop853, .rodas5p])
  func ballBounces(_ method: SimulationOptions.Method) throws {
    let model = try compile(Self.ball, outputs: ["h", "bounces"])
    let times = (1...60).map { Double($0) * 0.05 }
    var options = tight()
    options.method = method
    let found = try run(model, doses: [], times: times, options: options)
    for (index, time) in times.enumerated() {
      let expected = Self.ballAt(time)
      #expect(abs(found[0][index] - expected.height) < Self.accuracy, "\(time)")
      #expect(found[1][index] == expected.bounces, "\(time)")
    }
  }

  @Test func pointOfAccumulationIsNamed() throws {
    let model = try compile(Self.ball, outputs: ["h"])
    let run = try EnsembleRun(model: model, times: [1, 10], options: tight())
    let result = try run.simulate([SimulationSubject(id: "7", values: [], doses: [])])
    guard case .failed(let message) = result.statuses[0] else {
      Issue.record("no failure")
      return
    }
    #expect(message.contains("subject 7") && message.contains("'bounce'"))
    #expect(message.contains("status eventsNeverSettle"))
    #expect(result.values[0].isFinite && result.values[1].isNaN)
  }

  @Test func doseIsHeldBelowAThreshold() throws {
    // Elimination; whenever A falls below 1, 3 are added: sawtooth of period ln 4 / k.
    let model = try compile(
      """
      model hold()
        k = 0.3; A = 4; n = 0
        A' = -k*A
        at A < 1: A = A + 3, n = n + 1
      end
      """, outputs: ["A", "n"])
    let times = (1...100).map { Double($0) * 0.37 }
    let found = try run(model, doses: [], times: times)
    let period = log(4) / 0.3
    for (index, time) in times.enumerated() {
      let n = (time / period).rounded(.down)
      #expect(abs(found[0][index] - 4 * exp(-0.3 * (time - n * period))) < Self.accuracy)
      #expect(found[1][index] == n)
    }
  }

  @Test func dosesFireTriggers() throws {
    let model = try compile(
      """
      model rescue()
        k = 0.1; A = 0; seen = 0
        A' = -k*A
        at A > 15: seen = seen + 1, k = 2*k
      end
      """, outputs: ["A", "seen"])
    let doses = [10.0, 20, 40].map { DoseEvent(time: $0, amount: 12, compartment: "A") }
    let found = try run(model, doses: doses, times: [10, 20, 30, 40, 50])
    // 12, then 12·e^−1 + 12 > 15 doubles k; at 40 the rest is too small.
    let second = 12 * exp(-1.0) + 12
    let fourth = second * exp(-0.2 * 20) + 12
    let expected = [12, second, second * exp(-2.0), fourth, fourth * exp(-2.0)]
    #expect(largestRelativeError(found[0], expected) < Self.accuracy)
    #expect(found[1] == [0, 1, 1, 1, 1])
  }

  @Test func shortPulseWithinAStepIsNotMissed() throws {
    // Steps of this model are as long as outputs allow.
    let model = try compile(
      """
      model pulse()
        x = 1; x' = 0; n = 0; m = 0; s = 0; s' = 1
        at time > 5 && time < 5.001: n = n + 1
        at (s - 7)*(s - 7.002) < 0: m = m + 1
      end
      """, outputs: ["n", "m"])
    let found = try run(model, doses: [], times: [4, 5, 5.0005, 6, 20])
    #expect(found[0] == [0, 0, 1, 1, 1])
    #expect(found[1] == [0, 0, 0, 0, 1])
  }

  @Test func touchingDownAndUpAgainWithinAStepIsSeen() throws {
    // x = (t − 5)² + c through its two equations: below 0.01 for |t − 5| < 0.1.
    let model = try compile(
      """
      model dip()
        x = 25; v = -10; n = 0
        x' = v; v' = 2
        at x < 0.01: n = n + 1
      end
      """, outputs: ["x", "n"])
    let found = try run(model, doses: [], times: [4.8, 4.95, 5.2, 20])
    #expect(found[1] == [0, 1, 1, 1])
    #expect(abs(found[0][3] - 225) < 1e-6)
  }

  @Test func timesOfTriggersAreExact() throws {
    // At the very time of '>=' the event has happened, at that of '>' not yet.
    let model = try compile(
      """
      model clock()
        x = 1; x' = -x; a = 0; b = 0; c = 0
        at time >= 3: a = 1
        at time > 3: b = 1
        at 2 after time >= 3, fromTrigger = false: c = time
      end
      """, outputs: ["a", "b", "c"])
    let found = try run(model, doses: [], times: [2.9, 3, 3.1, 4.9, 5, 6])
    #expect(found[0] == [0, 1, 1, 1, 1, 1])
    #expect(found[1] == [0, 0, 1, 1, 1, 1])
    #expect(found[2] == [0, 0, 0, 0, 5, 5])
  }

  @Test func constantsMadeOfOthersKeepTheirStart() throws {
    let model = try compile(
      """
      model constants()
        k = 0.5; twice = 2*k; x = 1; x' = -k*x
        rule := 2*k
        at time >= 1: k = 2
      end
      """, varying: ["k"], outputs: ["k", "twice", "rule", "x"])
    let found = try run(model, values: [0.25], doses: [], times: [0.5, 1, 2])
    #expect(found[0] == [0.25, 2, 2])
    #expect(found[1] == [0.5, 0.5, 0.5])
    #expect(found[2] == [0.5, 4, 4])
    #expect(largestRelativeError(found[3], [exp(-0.125), exp(-0.25), exp(-2.25)]) < Self.accuracy)
  }

  @Test func subjectsDoNotFeelEachOthersEvents() throws {
    let model = try compile(Self.ball, varying: ["e", "g"], outputs: ["h", "v"])
    let times = (1...20).map { Double($0) * 0.1 }
    let run = try EnsembleRun(model: model, times: times, options: tight())
    let subjects = (0..<100).map {
      SimulationSubject(id: "\($0)", values: [0.6 + 0.003 * Double($0), 9.81 - 0.05 * Double($0)], doses: [])
    }
    let together = try run.simulate(subjects).values
    let size = together.count / subjects.count
    for index in [0, 17, 63, 64, 99] {
      let alone = try run.simulate([subjects[index]]).values
      #expect(alone.map(\.bitPattern) == together[index * size..<(index + 1) * size].map(\.bitPattern))
    }
  }

  @Test func slidingIsNamed() throws {
    let model = try compile(
      """
      model slide()
        x = 1; u = -1; x' = u
        at x < 0: u = 1
        at x > 0: u = -1
      end
      """, outputs: ["x"])
    let run = try EnsembleRun(model: model, times: [0.5, 3], options: tight())
    let result = try run.simulate([SimulationSubject(id: "1", values: [], doses: [])])
    guard case .failed(let message) = result.statuses[0] else {
      Issue.record("no failure")
      return
    }
    #expect(message.contains("eventsNeverSettle"))
  }
}
