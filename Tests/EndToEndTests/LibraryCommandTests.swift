import Foundation
import Testing

@Suite("Evidence, check and evaluate through the command line") struct LibraryCommandTests {
  @Test("evidence: list, show, trace")
  func evidence() async throws {
    let list = try await CommandLineTool.run(["evidence", "list"])
    #expect(list.status == 0 && list.output.contains("findings"), "\(list.errors)")
    let show = try await CommandLineTool.run(["evidence", "show", "mitragynine", "Ki"])
    #expect(show.status == 0 && show.output.contains("doi:10."), "\(show.errors)")
    let trace = try await CommandLineTool.run(["evidence", "trace", "kratom-pk", "CL"])
    #expect(trace.status == 0, "\(trace.errors)")
    for part in ["CL = ", "evidence tier", "verification", "<- PK", "doi:10."] {
      #expect(trace.output.contains(part), "lacks '\(part)': \(trace.output)")
    }
    let output = try await CommandLineTool.run(["evidence", "trace", "kratom-depression", "DEP.HAMD"])
    #expect(output.status == 0 && output.output.contains("weakest tier: assumed"), "\(output.errors)")
  }

  @Test("evidence: what is not there is named")
  func unknownEvidence() async throws {
    let model = try await CommandLineTool.run(["evidence", "trace", "kratom-pkk", "CL"])
    #expect(model.status == 2 && model.errors.contains("kratom-pk"), "\(model.errors)")
    let symbol = try await CommandLineTool.run(["evidence", "trace", "kratom-pk", "CLL"])
    #expect(symbol.status == 2 && symbol.errors.contains("CLL"), "\(symbol.errors)")
  }

  @Test("evaluate compares every target and its code follows the misses")
  func evaluates() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await CommandLineTool.run(
      ["evaluate", "kratom-pk", "--out", folder.path("evaluation")])
    #expect(outcome.output.contains("inside"), "\(outcome.errors)")
    #expect(outcome.status == (outcome.output.contains("OUTSIDE") ? 1 : 0))
    let table = try PlainTable(folder.read("evaluation/evaluation.csv"))
    #expect(table.rows.count > 15)
    let page = try folder.read("evaluation/kratom-pk.html")
    #expect(page.contains("<svg") && page.contains("Observed"))
  }

  @Test("check refuses a library model with an unbound parameter")
  func refusesUnboundParameter() async throws {
    let folder = try TemporaryFolder()
    let model = """
      model toy()
        unit time_unit = 3600 second
        unit per_hour = 1 / (3600 second)
        k = 1; const k; k has per_hour
        A = 1; var A; A has dimensionless
        A' = -k*A
      end
      """
    _ = try folder.write(model, to: "Models/toy/model.ant")
    let header =
      "symbol,alternative,value,unit,variability,uncertainty,population,findings,tier,verification,note\n"
    _ = try folder.write(header, to: "Models/toy/parameters.csv")
    try FileManager.default.copyItem(
      at: CommandLineTool.repository.appendingPathComponent("Data"),
      to: folder.url.appendingPathComponent("Data"))
    let check = try await CommandLineTool.run(["check", "Models/toy"], in: folder.url)
    #expect(check.status == 2)
    #expect(check.output.contains("'k'") && check.output.contains("parameters.csv"), "\(check.output)")
    let run = try await CommandLineTool.run(
      ["simulate", "Models/toy/model.ant", "--times", "0:1:1", "--out", "out"], in: folder.url)
    #expect(run.status == 2 && run.errors.contains("'k'"), "\(run.errors)")

    // Outside the library the same file runs as it is.
    _ = try folder.write(model, to: "elsewhere/toy.ant")
    let bare = try await CommandLineTool.run(
      ["simulate", "elsewhere/toy.ant", "--times", "0:1:1", "--out", "bare"], in: folder.url)
    #expect(bare.status == 0, "\(bare.errors)")
    #expect(try folder.read("bare/summary.csv").contains(",unstated,unstated"))
  }

  @Test("help gives examples for every command")
  func helpHasExamples() async throws {
    for command in ["simulate", "check", "evidence", "evaluate"] {
      let help = try await CommandLineTool.run(["help", command])
      #expect(help.status == 0 && help.output.contains("speciosa \(command) "), "\(help.output)")
    }
  }
}
