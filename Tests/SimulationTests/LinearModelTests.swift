import Compilation
import Dosing
import ModelIR
import ModelText
import Simulation
import Testing
import Text

#if canImport(Glibc)
  import Glibc
#endif

/// Linear models, solved exactly.
struct LinearModelTests {
  /// Rounding, over some tens of intervals.
  static let accuracy = 2e-13

  static let oral = """
    model oral()
      ka = 1.1; CL = 5; V = 30; Q = 4; Vp = 55; tlag = 0.3; F1 = 0.8
      Ag = 0; A = 0; Ap = 0
      Ag' = -ka*Ag
      A' = ka*Ag - (CL + Q)/V*A + Q/Vp*Ap
      Ap' = Q/V*A - Q/Vp*Ap
      C := A/V
    end
    """

  private func exact() -> SimulationOptions {
    var options = SimulationOptions()
    options.method = .linear
    return options
  }

  private func stepped() -> SimulationOptions {
    var options = SimulationOptions()
    options.method = .dop853
    options.rtol = 1e-12
    options.atol = 1e-14
    return options
  }

  private func expectSame(
    _ text: String, outputs: [String], doses: [DoseEvent], times: [Double], accuracy: Double = 1e-10,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let model = try compile(text, outputs: outputs, doses: doses)
    let a = try run(model, doses: doses, times: times, options: exact())
    let b = try run(model, doses: doses, times: times, options: stepped())
    for index in outputs.indices {
      let peak = b[index].reduce(0) { max($0, abs($1)) }
      let worst = zip(a[index], b[index]).map { abs($0 - $1) / max(abs($1), 1e-3 * peak) }.max() ?? .infinity
      #expect(worst < accuracy, "\(outputs[index])", sourceLocation: location)
    }
  }

  // MARK: Closed forms

  @Test func turnoverWithConstantProduction() throws {
    let model = try compile(
      "model m()\n kin = 3; kout = 0.4; R = 2; E = 0\n R' = kin - kout*R\n E' = 0.7*(R - E)\nend",
      outputs: ["R", "E"])
    let times = (0...60).map { Double($0) * 0.7 }
    let values = try run(model, doses: [], times: times, options: exact())
    let R = times.map { 3 / 0.4 + (2 - 3 / 0.4) * exp(-0.4 * $0) }
    // dE/dt = 0.7·(R − E):  E = Rss·(1 − e^(−0.7t)) + (R0 − Rss)·0.7/(0.7 − 0.4)·(e^(−0.4t) − e^(−0.7t))
    let E = times.map { t in
      -7.5 * expm1(-0.7 * t) + (2 - 7.5) * 0.7 / 0.3 * (exp(-0.4 * t) - exp(-0.7 * t))
    }
    #expect(largestRelativeError(values[0], R) < Self.accuracy)
    #expect(largestRelativeError(values[1], E) < 10 * Self.accuracy)
  }

  @Test func infusionThatStartsAndEndsBetweenOutputs() throws {
    let dose = DoseEvent(time: 1.25, amount: 100, compartment: "A", rate: 40)
    let model = try compile(
      "model m()\n k = 0.15; V = 20; A = 0\n A' = -k*A\n C := A/V\nend", outputs: ["C"], doses: [dose])
    let times = [0, 1, 2, 4, 4.5, 10, 30, 200]
    let C = try run(model, doses: [dose], times: times, options: exact())[0]
    let expected = times.map { t -> Double in
      guard t > 1.25 else { return 0 }
      let end = min(t, 3.75)
      return -40 / 0.15 / 20 * expm1(-0.15 * (end - 1.25)) * exp(-0.15 * (t - end))
    }
    #expect(largestRelativeError(C, expected) < Self.accuracy)
    // Where an earlier sum of two saturated infusions would have lost it, the tail keeps its digits.
    #expect(abs(C[7] / expected[7] - 1) < Self.accuracy)
  }

  @Test func repeatedDosesBySuperposition() throws {
    let model = try compile(Self.oral, outputs: ["Ag"])
    let dose = DoseEvent(
      time: 0, amount: 10, compartment: "Ag", lag: .number(0.37), interval: 8, additional: 20)
    let times = (0...1800).map { Double($0) * 0.1 }
    let Ag = try run(model, doses: [dose], times: times, options: exact())[0]
    let expected = times.map { t in
      (0...20).reduce(0) { sum, k in
        let since = t - 0.37 - 8 * Double(k)
        return since < 0 ? sum : sum + 10 * exp(-1.1 * since)
      }
    }
    #expect(largestRelativeError(Ag, expected) < Self.accuracy)
  }

  // MARK: The same as step by step

  @Test func dosesInAllPlaces() throws {
    let doses = [
      DoseEvent(time: 0, amount: 30, compartment: "Ag", lag: .parameter("tlag"), interval: 8, additional: 5),
      DoseEvent(time: 3, amount: 12, compartment: "A"),
      DoseEvent(time: 3, amount: 7, compartment: "Ap"),
      DoseEvent(
        time: 5.5, amount: 40, compartment: "A", rate: 9.7, bioavailability: .parameter("F1"), interval: 3,
        additional: 3),
      DoseEvent(time: 6.25, amount: 20, compartment: "A", rate: 1),
      DoseEvent(time: 6.25, amount: 5, compartment: "Ag"),
      DoseEvent(time: 20, amount: 5, compartment: "Ag"),
    ]
    let regular = (0...96).map { Double($0) * 0.5 }
    try expectSame(Self.oral, outputs: ["C", "Ag", "Ap"], doses: doses, times: regular)
    // More distinct intervals than are kept, some tiny, one long.
    let irregular = (1...60).map { Double($0 * $0) * 0.0137 } + [49.32 + 1e-9, 400]
    try expectSame(Self.oral, outputs: ["C", "Ag", "Ap"], doses: doses, times: irregular)
    try expectSame(Self.oral, outputs: ["C"], doses: doses, times: [46])
  }

  @Test func doseTimesOfEveryKindOutnumberTheSlots() throws {
    let doses = (0..<40).map {
      DoseEvent(time: Double($0) * 1.618 + 0.01 * Double($0 * $0 % 17), amount: 3, compartment: "Ag")
    }
    try expectSame(Self.oral, outputs: ["C", "Ag"], doses: doses, times: (0...30).map { Double($0) * 2.5 })
  }

  @Test func resetsAndOutputsBeforeDoses() throws {
    let doses = [
      DoseEvent(time: 0, amount: 30, compartment: "Ag", interval: 5, additional: 8, order: 1),
      DoseEvent(time: 2, amount: 40, compartment: "A", rate: 3, order: 3),
      DoseEvent.reset(at: 12, order: 6),
      DoseEvent(time: 12, amount: 10, compartment: "Ag", kind: .resetAndDose, order: 8),
      DoseEvent(time: 15, amount: 10, compartment: "A", order: 10),
      DoseEvent(time: 17.3, amount: 10, compartment: "Ap", kind: .resetAndDose, order: 12),
    ]
    let model = try compile(Self.oral, outputs: ["C", "Ag", "Ap"], doses: doses)
    let times = [0.0, 2, 5, 11, 12, 14, 15, 17.3, 20]
    for orders in [[:], [0: 0, 1: 2, 4: 5, 6: 9, 7: 11], [4: 7, 6: 11, 7: 13]] as [[Int: Int]] {
      let subject = SimulationSubject(id: "1", values: [], doses: doses, outputOrders: orders)
      let exact = try EnsembleRun(model: model, times: times, options: exact()).simulate([subject])
      let stepped = try EnsembleRun(model: model, times: times, options: stepped()).simulate([subject])
      #expect(exact.work.rightHandSides == 0)
      #expect(largestRelativeError(exact.values, stepped.values) < 1e-9)
    }
  }

  // MARK: Steady states

  /// Trough D·e^(−kτ)/(1 − e^(−kτ)), and R/k of an endless infusion; k from fast to very slow.
  @Test(arguments: [3, 0.2, 1e-3, 1e-9]) func steadyStatesAreSolvedFor(k: Double) throws {
    let text = "model m()\n k = \(k); A = 0; AUC = 0\n A' = -k*A\n AUC' = A\nend"
    let bolus = DoseEvent(time: 5, amount: 10, compartment: "A", interval: 8, steadyState: .replacing)
    let endless = DoseEvent(
      time: 5, amount: 0, compartment: "A", rate: 2, interval: 0, steadyState: .replacing)
    let overlapping = DoseEvent(
      time: 5, amount: 60, compartment: "A", rate: 3, interval: 8, steadyState: .replacing)
    func states(_ dose: DoseEvent) throws -> [Double] {
      let model = try compile(text, outputs: ["A", "AUC"], doses: [dose])
      let run = try EnsembleRun(model: model, times: [4, 5], options: exact())
      let result = try run.simulate([SimulationSubject(id: "1", values: [], doses: [dose])])
      #expect(result.statuses == [.done] && result.work.rightHandSides == 0)
      return result.values
    }
    let peak = -10 / expm1(-8 * k)
    #expect(largestRelativeError(try states(bolus), [0, 0, peak, 0]) < Self.accuracy)
    #expect(largestRelativeError(try states(endless), [0, 0, 2 / k, 0]) < Self.accuracy)
    // 20 h at 3, every 8 h: two always run, a third for the first four hours of eight.
    let trough = 6 / k - 3 / k * expm1(-4 * k) * exp(-4 * k) / -expm1(-8 * k)
    #expect(largestRelativeError(try states(overlapping), [0, 0, trough, 0]) < 10 * Self.accuracy)
  }

  @Test func whatNeverSettlesIsNamed() throws {
    let dose = DoseEvent(time: 2, amount: 1, compartment: "A", interval: 8, steadyState: .replacing)
    for slope in ["0*A", "0.1*A", "1e-3*B"] {
      let model = try compile(
        "model m()\n A = 0; B = 0\n A' = \(slope)\n B' = A - 0.1*B\nend", outputs: ["B"], doses: [dose])
      let run = try EnsembleRun(model: model, times: [1, 2, 3], options: exact())
      let result = try run.simulate([SimulationSubject(id: "1", values: [], doses: [dose])])
      #expect("\(result.statuses)".contains("noSteadyState"), "\(slope)")
      #expect(result.values[0] == 0 && result.values[1].isNaN && result.values[2].isNaN)
    }
  }

  @Test func speciesAreConcentrations() throws {
    let text = """
      model reactions()
        compartment blood, tissue; blood = 5; tissue = 12
        species A in blood, B in tissue; A = 2; B = 0
        k1 = 0.6; k2 = 0.25; k3 = 0.1
        J1: A -> B; k1*A*blood
        J2: B -> A; k2*B*tissue
        J3: A -> ; k3*A*blood
      end
      """
    try expectSame(text, outputs: ["A", "B"], doses: [], times: (0...20).map(Double.init))
  }

  @Test func oscillatingFeedback() throws {
    let text = """
      model feedback()
        S = 1; I = 0.4; G = 0
        S' = 1 - 0.9*I - 0.05*S
        I' = 0.8*S - 0.1*I
        G' = 2*I - 3*G
        ratio := S^2/(1 + G^2)
      end
      """
    try expectSame(
      text, outputs: ["S", "I", "G", "ratio"], doses: [], times: (0...40).map { Double($0) * 0.9 })
  }

  // MARK: Choice

  @Test func theChoiceIsMadeFromTheEquations() throws {
    let doses = [DoseEvent(time: 0, amount: 1, compartment: "A")]
    func exponentials(_ text: String) throws -> Int {
      let run = try EnsembleRun(model: compile(text, outputs: ["A"]), times: [1, 2])
      return try run.simulate([SimulationSubject(id: "1", values: [], doses: doses)]).work.exponentials
    }
    let slopes = ["-k*A", "-k*A*A", "-k*A + sin(time)", "-k*A*(1 + 0.1*time)"]
    let isExact = try slopes.map { try exponentials("model m()\n k = 1; A = 0\n A' = \($0)\nend") > 0 }
    #expect(isExact == [true, false, false, false])
  }

  @Test func theLinearUpstreamOfANonlinearModelIsKnown() throws {
    let model = try compile(
      """
      model pkpd()
        ka = 1; k = 0.2; kout = 0.1; IC50 = 2; ke = 0.5
        Ag = 0; A = 0; Ce = 0; R = 1; W = 0
        Ag' = -ka*Ag
        A' = ka*Ag - k*A
        Ce' = ke*(A - Ce)
        R' = kout*(1 - Ce/(IC50 + Ce)) - kout*R
        W' = 0.3*(R - W)
      end
      """, outputs: ["R"])
    let names = model.linearStructure.upstream.map { model.system.states[$0].doseNames.first }
    #expect(names == ["Ag", "A", "Ce"])
    #expect(model.linearStructure.matrices == nil)
    #expect(model.linearStructure.obstacle == 3)
  }

  @Test func aNonlinearModelIsRefusedByName() throws {
    let model = try compile("model m()\n k = 1; A = 1\n A' = -k*A*A\nend", outputs: ["A"])
    #expect {
      _ = try EnsembleRun(model: model, times: [1], options: exact())
    } throws: { error in
      "\(error)".contains("the equation of 'A' is not one")
    }
  }

  // MARK: Subjects

  @Test func aSubjectDoesNotSeeItsNeighbours() throws {
    let model = try compile(
      Self.oral, varying: ["ka", "CL", "tlag"], outputs: ["C", "Ag"],
      doses: [DoseEvent(time: 0, amount: 1, compartment: "A", rate: 1, lag: .parameter("tlag"))])
    let subjects = (0..<150).map { index -> SimulationSubject in
      let x = Double(index)
      var doses = [
        DoseEvent(
          time: 0, amount: 20 + x, compartment: "Ag", lag: .parameter("tlag"),
          interval: 6 + Double(index % 5), additional: index % 7)
      ]
      if index % 3 == 0 { doses.append(DoseEvent(time: 2 + x * 0.01, amount: 9, compartment: "A", rate: 4)) }
      if index % 50 == 7 { doses = [] }
      return SimulationSubject(
        id: "\(index)", values: [0.5 + 0.3 * x, 2 + 0.1 * x, 0.013 * x], doses: doses)
    }
    let run = try EnsembleRun(model: model, times: (0...30).map { Double($0) * 1.1 })
    let width = run.times.count * 2
    let all = try run.simulate(subjects)
    #expect(Set(all.statuses) == [.done])
    for index in [0, 1, 57, 63, 64, 149] {
      let alone = try run.simulate([subjects[index]])
      #expect(
        alone.values.map(\.bitPattern) == all.values[index * width..<(index + 1) * width].map(\.bitPattern))
      let turned = try run.simulate(Array(subjects[index...].reversed()))
      #expect(turned.values.suffix(width).map(\.bitPattern) == alone.values.map(\.bitPattern))
    }
  }

  @Test func whatIsLostIsFoundInOneSubjectAlone() throws {
    let model = try compile(
      "model m()\n k = 1; s = 0; A = s; B = 0\n A' = k*A\n B' = A - B\nend", varying: ["k", "s"],
      outputs: ["A"])
    let run = try EnsembleRun(model: model, times: [0, 1, 2, 3])
    let subjects = [[-1, 1], [500, 1], [-1, .nan], [.nan, 1], [-2, 1]].enumerated().map {
      SimulationSubject(id: "\($0)", values: $1, doses: [])
    }
    let result = try run.simulate(subjects)
    func message(_ index: Int) -> String {
      if case .failed(let message) = result.statuses[index] { message } else { "" }
    }
    #expect(result.statuses[0] == .done && result.statuses[4] == .done)
    #expect(message(1).contains("'A'") && message(1).contains("t = 2") && message(1).contains("notFinite"))
    #expect(message(2).contains("'A'") && message(2).contains("t = 0"))
    #expect(message(3).contains("'A'") && message(3).contains("t = 0"))
    #expect(abs(result.values[1] - exp(-1)) < 1e-15 && abs(result.values[19] - exp(-6)) < 1e-16)
    #expect(result.values[5].isFinite && result.values[6].isNaN && result.values[7].isNaN)
    let missing = result.values[8..<16].filter(\.isNaN)
    #expect(missing.count == 8)
  }

  @Test func aDoseThatCannotBeGiven() throws {
    let dose = DoseEvent(time: 3, amount: 1, compartment: "Ag", lag: .parameter("tlag"))
    let model = try compile(Self.oral, varying: ["tlag"], outputs: ["C"], doses: [dose])
    let run = try EnsembleRun(model: model, times: [1, 5])
    let result = try run.simulate(
      [0.5, -1].enumerated().map { SimulationSubject(id: "\($0)", values: [$1], doses: [dose]) })
    #expect(result.statuses[0] == .done && result.values[1] > 0)
    #expect("\(result.statuses[1])".contains("invalidDose") && result.values[2].isNaN)
  }
}
