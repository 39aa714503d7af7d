import Foundation
import Testing

@Suite("Benchmark problems through the command line") struct BenchmarkTests {
  /// A run at nominal tolerances against an independent solution of extended precision.
  @Test(
    "trajectories agree with the reference",
    arguments: [("p1", "0:336:1", "C,Cm"), ("p2", "0:2016:24", "C,Cm,oT1,oT2,oM,oL")])
  func agreesWithReference(problem: String, times: String, outputs: String) async throws {
    let folder = try TemporaryFolder()
    let outcome = try await CommandLineTool.run([
      "simulate", CommandLineTool.data("\(problem).ant"), "--subjects",
      CommandLineTool.data("\(problem)-patients.csv"), "--doses",
      CommandLineTool.data("\(problem)-doses.csv"),
      "--times", times, "--outputs", outputs, "--rtol", "1e-6", "--atol", "1e-8", "--csv", "--out",
      folder.path("run"),
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try PlainTable(folder.read("run/trajectories.csv"))
    let reference = try PlainTable(
      String(contentsOfFile: CommandLineTool.data("\(problem)-reference.csv"), encoding: .utf8))
    #expect(found.header == reference.header)
    try #require(found.rows.count == reference.rows.count)
    // Required: 1e-5 at a step tolerance of 1e-6.
    #expect(try largestError(of: found, against: reference) < 1e-5)
  }

  /// |y − reference| / max(|reference|, 1e-3 · peak of that output in that patient), the largest.
  private func largestError(of found: PlainTable, against reference: PlainTable) throws -> Double {
    var peaks: [String: Double] = [:]
    for row in reference.rows {
      for column in 2..<row.count {
        let value = abs(try #require(Double(row[column])))
        peaks["\(row[0]) \(column)", default: 0] = max(peaks["\(row[0]) \(column)", default: 0], value)
      }
    }
    var largest = 0.0
    for (a, b) in zip(found.rows, reference.rows) {
      #expect(a[0] == b[0] && Double(a[1]) == Double(b[1]))
      for column in 2..<b.count {
        let (y, truth) = (try #require(Double(a[column])), try #require(Double(b[column])))
        let scale = max(abs(truth), 1e-3 * (peaks["\(b[0]) \(column)"] ?? 0))
        if scale > 0 { largest = max(largest, abs(y - truth) / scale) } else { #expect(y == 0) }
      }
    }
    return largest
  }

  @Test("the result hash does not depend on the number of threads")
  func hashIsIndependentOfThreads() async throws {
    let folder = try TemporaryFolder()
    var hashes: Set<String> = []
    for threads in ["1", "2", "5"] {
      let outcome = try await CommandLineTool.run([
        "simulate", CommandLineTool.data("p1.ant"), "--subjects", CommandLineTool.data("p1-patients.csv"),
        "--doses", CommandLineTool.data("p1-doses.csv"), "--times", "0:48:4", "--threads", threads, "--out",
        folder.path("run-\(threads)"),
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      hashes.insert(try resultHash(folder.read("run-\(threads)/provenance.json")))
    }
    #expect(hashes.count == 1)
  }
}

/// `resultHash` of a provenance file: 64 hexadecimal digits.
func resultHash(_ provenance: String) throws -> String {
  let found = try #require(provenance.firstMatch(of: /"resultHash"\s*:\s*"([0-9a-f]{64})"/))
  return String(found.1)
}
