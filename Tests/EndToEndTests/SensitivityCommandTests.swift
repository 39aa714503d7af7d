import Foundation
import Testing

@Suite("Sensitivities through the command line") struct SensitivityCommandTests {
  /// While the infusion runs, C = R/CL · (1 − e^(−k(t − tlag))).
  static let model = """
    model pk()
      unit time_unit = 3600 second
      unit volume = litre
      CL = 5; CL has litre/hour
      V = 40; V has litre
      tlag = 0.5; tlag has hour
      unit hour = 3600 second
      unit milligram = 1e-6 kilogram
      A = 0; A has milligram
      A' = -CL/V*A
      C := A/V
    end
    """
  static let doses = "TIME,EVID,AMT,RATE,CMT,ALAG\n0,1,100,10,A,tlag\n"

  @Test("derivatives of an output appear beside it, for each subject")
  func derivatives() async throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(Self.model, to: "pk.ant")
    let doses = try folder.write(Self.doses, to: "doses.csv")
    let people = try folder.write("ID,CL\n1,5\n2,8\n", to: "people.csv")
    let outcome = try await CommandLineTool.run([
      "simulate", model, "--subjects", people, "--doses", doses, "--times", "2,6", "--outputs", "C",
      "--sensitivities", "CL,tlag", "--rtol", "1e-10", "--atol", "1e-12", "--csv", "--out",
      folder.path("run"),
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let table = try PlainTable(folder.read("run/trajectories.csv"))
    #expect(table.header == ["ID", "time", "C", "d(C)/d(CL)", "d(C)/d(tlag)"])
    try #require(table.rows.count == 4)
    for row in table.rows {
      let CL = row[0] == "1" ? 5.0 : 8.0
      let s = try #require(Double(row[1])) - 0.5
      let decay = exp(-CL / 40 * s)
      let expected = [
        10 / CL * (1 - decay), -10 / (CL * CL) * (1 - decay) + 10 / CL * s / 40 * decay, -0.25 * decay,
      ]
      for (text, value) in zip(row[2...], expected) {
        #expect(abs(try #require(Double(text)) - value) < 1e-8)
      }
    }
    let summary = try folder.read("run/summary.csv")
    #expect(summary.contains("d(C)/d(CL)"))
  }

  @Test("what has no derivative is refused by name", arguments: ["CLL", "C", "CL,CL", "CL,,V"])
  func wrongNames(names: String) async throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(Self.model, to: "pk.ant")
    let outcome = try await CommandLineTool.run([
      "simulate", model, "--times", "0:1:1", "--sensitivities", names, "--out", folder.path("run"),
    ])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("sensitivit"))
    #expect(!folder.names.contains("run"))
  }
}
