import Foundation
import Testing

@Suite("Scenarios through the command line") struct ScenarioTests {
  static let scenario = "Examples/single-dose/scenario.yaml"

  @Test("a scenario gives report, summary, results and provenance")
  func givesAllFiles() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await CommandLineTool.run(["simulate", Self.scenario, "--out", folder.path("run")])
    #expect(outcome.status == 0, "\(outcome.errors)")
    // Quiet in a pipe.
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("run/report.html"))
    #expect(folder.names == ["run"])

    let report = try folder.read("run/report.html")
    #expect(isSelfContained(report))
    #expect(report.utf8.count < 500_000)
    #expect(report.contains("not medical advice"))
    #expect(report.contains("https://doi.org/"))

    let summary = try PlainTable(folder.read("run/summary.csv"))
    #expect(
      summary.header == [
        "arm", "output", "statistic", "time", "time_unit", "value", "unit", "n", "tier", "certainty",
      ])
    #expect(summary.rows.count > 100)
    #expect(summary.rows.allSatisfy { $0.count == 10 && Double($0[5]) != nil })
    _ = try resultHash(folder.read("run/provenance.json"))
  }

  /// No reference that a browser would fetch: the page opens offline.
  private func isSelfContained(_ html: String) -> Bool {
    let fetched =
      /<(?:script|link|img|iframe|object|embed|video|audio)[^>]*(?:src|href|data)\s*=\s*["']?(?!data:|#)|@import|url\(\s*["']?(?!data:|#)/
    return html.firstMatch(of: fetched) == nil && html.contains("Content-Security-Policy")
  }

  @Test("size, seed and threads: the seed changes the people, the threads change nothing")
  func hashFollowsTheSeed() async throws {
    let folder = try TemporaryFolder()
    func hash(_ name: String, _ options: [String]) async throws -> String {
      let outcome = try await CommandLineTool.run(
        ["simulate", Self.scenario, "--size", "24", "--out", folder.path(name)] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try resultHash(folder.read("\(name)/provenance.json"))
    }
    let one = try await hash("one", ["--threads", "1"])
    let three = try await hash("three", ["--threads", "3"])
    let other = try await hash("other", ["--seed", "77"])
    #expect(one == three)
    #expect(one != other)
  }

  static let python = ProcessInfo.processInfo.environment["SPECIOSA_PEERS_PYTHON"]

  @Test("xarray reads the results with dimensions and units", .enabled(if: python != nil))
  func xarrayReadsResults() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await CommandLineTool.run(
      ["simulate", Self.scenario, "--size", "16", "--out", folder.path("run")])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let script = """
      import sys, xarray
      d = xarray.open_dataset(sys.argv[1])
      v = d[[n for n in d.data_vars if "units" in d[n].attrs and d[n].dims == ("arm", "subject", "time")][0]]
      print(d.sizes["arm"], d.sizes["subject"], v.attrs["units"], v.attrs["evidence_tier"], float(v.max()) > 0)
      """
    let read = try await CommandLineTool.run(
      ["-c", script, folder.path("run/results.nc")], program: Self.python)
    #expect(read.status == 0, "\(read.errors)")
    let text = read.output
    #expect(
      text.split(separator: " ").count == 5 && text.hasPrefix("2 16 ") && text.hasSuffix("True\n"), "\(text)")
  }

  @Test(
    "wrong scenarios name line and key",
    arguments: [
      ("seed: 1", "seed: one", "seed"), ("size: 64", "size: 0", "size"),
      ("role: placebo", "role: plazebo", "placebo"), ("typical: 25.4 mg", "typical: 25.4 mgg", "mgg"),
      ("typical: 25.4 mg", "typical: -25.4 mg", "negative"),
      ("duration: 48 h", "duration: 48 kg", "duration"),
      ("symbol: PK.C_MG,", "symbol: PK.C_MGG,", "PK.C_MGG"),
      ("into: PK.A_gut", "into: PK.A_gutt", "PK.A_gutt"),
      ("model: kratom-depression", "model: kratom-depresion", "kratom-depression"),
      ("population: adults-with-mdd", "population: nobody", "nobody"), ("unit: ng/mL", "unit: kg", "PK.C_MG"),
    ])
  func namesWhatIsWrong(right: String, wrong: String, culprit: String) async throws {
    let folder = try TemporaryFolder()
    let text = try String(
      contentsOf: CommandLineTool.repository.appendingPathComponent(Self.scenario), encoding: .utf8)
    try #require(text.contains(right))
    let place = try #require(text.range(of: right))
    let file = try folder.write(text.replacingCharacters(in: place, with: wrong), to: "scenario.yaml")
    let outcome = try await CommandLineTool.run(["simulate", file, "--out", folder.path("out")])
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.errors.contains(culprit), "\(outcome.errors)")
    #expect(outcome.errors.contains("scenario.yaml:"), "\(outcome.errors)")
    #expect(folder.names == ["scenario.yaml"])
  }

  @Test("options of the model form are refused for a scenario")
  func refusesModelOptions() async throws {
    let outcome = try await CommandLineTool.run([
      "simulate", Self.scenario, "--times", "0:1:1", "--out", "none",
    ])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("--times"))
  }
}
