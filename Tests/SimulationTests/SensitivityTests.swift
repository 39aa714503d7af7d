import Compilation
import Dosing
import Foundation
import ModelIR
import ModelText
import Simulation
import Symbolics
import Testing
import Text

/// Forward sensitivities against closed forms: derivatives of textbook solutions, taken by hand.
struct SensitivityTests {
  static let accuracy = 1e-8
  let times = stride(from: 0.0, through: 48, by: 0.5).map { $0 + 0.1 }

  /// A model extended by sensitivities; outputs are the derivatives, output × parameter.
  static func extended(
    _ text: String, outputs: [String], to parameters: [String], varying: [String] = [],
    doses: [DoseEvent] = []
  ) throws -> CompiledModel {
    var system = try ModelSystem(checking: ModelDocument(parsingAntimony: text, file: "test.ant"))
    func symbols(_ names: [String]) throws -> [SymbolID] {
      try names.map { name in
        guard let symbol = system.symbol(named: name) else { throw Problems("no symbol \(name)") }
        return symbol
      }
    }
    let varied = try symbols(varying)
    let read = try symbols(outputs)
    let dosed = try system.dosedStates(of: doses)
    let derivatives = try system.addSensitivities(to: parameters, of: read, varying: varied, dosed: dosed)
    let needs = try system.requirements(of: doses)
    return try CompiledModel(
      system, varying: varied, outputs: derivatives.flatMap { $0 }, fixed: needs.fixed,
      infusedStates: needs.infusedStates)
  }

  @Test func intravenousBolus() throws {
    let model = try Self.extended(
      ClosedFormTests.oneCompartment, outputs: ["C"], to: ["CL", "V", "A(0)", "ka"])
    let dose = DoseEvent(time: 0, amount: 100, compartment: "A")
    let s = try run(model, doses: [dose], times: times)
    let (CL, V) = (3.0, 20.0)
    let C = times.map { 100 / V * exp(-CL / V * $0) }
    #expect(largestRelativeError(s[0], zip(times, C).map { -$0 / V * $1 }) < Self.accuracy)
    // ∂C/∂V = −C/V + C·CL·t/V²
    #expect(largestRelativeError(s[1], zip(times, C).map { $1 * (CL * $0 / V - 1) / V }) < Self.accuracy)
    #expect(largestRelativeError(s[2], C.map { $0 / 100 }) < Self.accuracy)
    #expect(s[3].allSatisfy { $0 == 0 })
  }

  @Test func firstOrderAbsorption() throws {
    let model = try Self.extended(ClosedFormTests.oneCompartment, outputs: ["C"], to: ["ka"])
    let dose = DoseEvent(time: 0, amount: 100, compartment: "Ag")
    let s = try run(model, doses: [dose], times: times)[0]
    let (V, k, ka) = (20.0, 3 / 20.0, 1.2)
    // C = D/V · ka/(ka − k) · (e^(−kt) − e^(−ka·t))
    let expected = times.map { t -> Double in
      let (e, f) = (exp(-k * t), exp(-ka * t))
      return 100 / V * (-k / ((ka - k) * (ka - k)) * (e - f) + ka / (ka - k) * t * f)
    }
    #expect(largestRelativeError(s, expected) < Self.accuracy)
  }

  @Test func namesAndUnits() throws {
    var system = try ModelSystem(
      checking: ModelDocument(
        parsingAntimony: """
          model m()
            unit time_unit = 3600 second
            CL = 3; V = 20; A = 0; CL has litre/hour; V has litre; A has milligram
            unit hour = 3600 second; unit milligram = 1e-6 kilogram
            A' = -CL/V*A
            C := A/V
          end
          """, file: "m.ant"))
    let C = try #require(system.symbol(named: "C"))
    let A = try #require(system.symbol(named: "A"))
    let found = try system.addSensitivities(to: ["CL", "A"], of: [C, A])
    let paths = found.map { $0.map { system.symbols[$0.index].path } }
    #expect(paths == [["d(C)/d(CL)", "d(C)/d(A(0))"], ["d(A)/d(CL)", "d(A)/d(A(0))"]])
    #expect(throws: Problems.self) {
      var other = system
      other.sensitivities = nil
      _ = try other.addSensitivities(to: ["C", "nothing"], of: [C])
    }
  }

  /// A change of a parameter spreads through derived constants and initial values; a subject's own value of
  /// a derived constant cuts it off.
  @Test func derivedConstantsAndInitialValues() throws {
    let text = """
      model m()
        WT = 80; CL = 0.2*WT^0.75; V = 12; base = 2*WT
        A = base
        A' = -CL/V*A
      end
      """
    let (CL, V, WT) = (0.2 * pow(80, 0.75), 12.0, 80.0)
    let model = try Self.extended(text, outputs: ["A"], to: ["WT"], varying: ["V"])
    let s = try run(model, values: [V], doses: [], times: times)[0]
    let expected = times.map { t in
      let A = 160 * exp(-CL / V * t)
      return A / WT - A * t / V * 0.75 * CL / WT
    }
    #expect(largestRelativeError(s, expected) < Self.accuracy)

    let cut = try Self.extended(text, outputs: ["A"], to: ["WT"], varying: ["CL"])
    let own = try run(cut, values: [5], doses: [], times: times)[0]
    #expect(largestRelativeError(own, times.map { 2 * exp(-5 / V * $0) }) < Self.accuracy)
  }

  @Test func initialConcentrationOfSpecies() throws {
    let text = """
      model m()
        compartment c = 5
        species S in c = 3
        S -> ; k*S*c
        k = 0.2
      end
      """
    let model = try Self.extended(text, outputs: ["S"], to: ["S", "k", "c"])
    let s = try run(model, doses: [], times: times)
    #expect(largestRelativeError(s[0], times.map { exp(-0.2 * $0) }) < Self.accuracy)
    #expect(largestRelativeError(s[1], times.map { -3 * $0 * exp(-0.2 * $0) }) < Self.accuracy)
  }
}

/// Derivatives by complex steps, from a program of another kind.
enum SensitivityReference {
  static let times = [5.0, 9, 13.5, 24, 40]
  static let outputs = ["C", "oT1", "oT2", "oM", "oL"]
  static let doses = [(1.0, 30.0), (7, 30), (13, 45)].map { time, amount in
    DoseEvent(
      time: time, amount: amount, compartment: "Ag", lag: .parameter("tlag"),
      bioavailability: .parameter("F"))
  }

  static func values(_ output: String, _ parameter: String) -> [Double] {
    rows.first { $0.output == output && $0.parameter == parameter }?.values ?? []
  }

  /// Problem P2 with a bioavailability.
  static func model() throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(
      contentsOf: folder.appendingPathComponent("Benchmarks/problems/p2.ant"), encoding: .utf8)
    return text.replacingOccurrences(of: "ka = 1;", with: "ka = 1; F = 0.7;")
  }
}

struct NonlinearSensitivityTests {
  /// Twelve nonlinear states with doses, their derivatives to 1e-8 of the largest in time.
  @Test(arguments: ["ka", "CL", "V", "Km", "hill", "kout1", "T1(0)", "F", "tlag"])
  func agreesWithComplexSteps(parameter: String) throws {
    let model = try SensitivityTests.extended(
      SensitivityReference.model(), outputs: SensitivityReference.outputs, to: [parameter],
      doses: SensitivityReference.doses)
    let computed = try run(
      model, doses: SensitivityReference.doses, times: SensitivityReference.times)
    for (output, values) in zip(SensitivityReference.outputs, computed) {
      let expected = SensitivityReference.values(output, parameter)
      let scale = expected.map(abs).max() ?? 0
      for (a, b) in zip(values, expected) {
        #expect(abs(a - b) <= 1e-8 * max(scale, 1e-6), "d(\(output))/d(\(parameter)): \(a), \(b)")
      }
    }
  }
}
