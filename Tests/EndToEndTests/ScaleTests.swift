import Foundation
import Synchronization
import Testing

/// Shards, killed runs and runs too large for their courses: always the bits of an undisturbed run.
@Suite("Scale", .serialized) struct ScaleTests {
  static func arguments(_ people: String, _ out: String, _ more: [String] = []) -> [String] {
    [
      "simulate", CommandLineTool.data("p2.ant"), "--subjects", people, "--doses",
      CommandLineTool.data("p2-doses.csv"), "--times", "0:96:24", "--outputs", "C,oT1", "--out", out,
    ] + more
  }

  func run(_ arguments: [String], status: Int32 = 0) async throws -> String {
    let outcome = try await CommandLineTool.run(arguments)
    #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
    return outcome.output + outcome.errors
  }

  /// What of two result folders must agree.
  func expectEqual(_ folder: TemporaryFolder, _ a: String, _ b: String, hasCourses: Bool = true) throws {
    #expect(try folder.read("\(a)/summary.csv") == folder.read("\(b)/summary.csv"))
    let (one, other) = (try folder.read("\(a)/provenance.json"), try folder.read("\(b)/provenance.json"))
    for key in ["resultHash", "blocksHash"] where hasCourses || key == "blocksHash" {
      #expect(try text(key, in: one) == text(key, in: other), "\(a) \(b)")
    }
    for counter in ["steps", "right-hand sides"] {
      #expect(try number(counter, in: one) == number(counter, in: other))
    }
    if hasCourses {
      #expect(
        FileManager.default.contentsEqual(
          atPath: folder.path("\(a)/results.nc"), andPath: folder.path("\(b)/results.nc")))
    }
  }

  func text(_ key: String, in json: String) throws -> String {
    let found = json.firstMatch(of: try Regex("\"\(key)\" : \"([^\"]*)\""))
    return String(try #require(found?[1].substring))
  }

  func number(_ key: String, in json: String) throws -> Int {
    let found = json.firstMatch(of: try Regex("\"\(key)\" : ([0-9]+)"))
    return try #require(found?[1].substring.flatMap { Int($0) })
  }

  @Test("shards put together are the run without shards, for any number of shards and threads")
  func shards() async throws {
    let folder = try TemporaryFolder()
    let people = try folder.write(InterruptionTests.crowd(1_200, of: "p2"), to: "people.csv")
    _ = try await run(Self.arguments(people, folder.path("whole"), ["--threads", "2"]))
    _ = try await run(Self.arguments(people, folder.path("brief"), ["--summary-only"]))
    try expectEqual(folder, "whole", "brief", hasCourses: false)
    #expect(!FileManager.default.fileExists(atPath: folder.path("brief/results.nc")))
    let brief = try folder.read("brief/provenance.json")
    #expect(try text("hashedOver", in: brief) == "blocks")
    #expect(try text("resultHash", in: brief) == text("blocksHash", in: brief))
    #expect(try text("quantiles", in: brief).hasPrefix("exact"))
    for (count, threads) in [(1, 2), (3, 4), (7, 1)] {
      var shards: [String] = []
      for index in 1...count {
        shards.append(folder.path("shard-\(index)-\(count)"))
        let options = ["--shard", "\(index)/\(count)", "--threads", "\(threads)"]
        _ = try await run(Self.arguments(people, shards[index - 1], options))
      }
      _ = try await run(["merge"] + shards.reversed() + ["--out", folder.path("merged-\(count)")])
      try expectEqual(folder, "whole", "merged-\(count)")
    }

    let a = folder.path("shard-1-3")
    let missing = try await run(["merge", a, "--out", folder.path("x")], status: 2)
    #expect(missing.contains("missing: shard 2/3, 3/3"), "\(missing)")
    let twice = try await run(["merge", a, a, "--out", folder.path("x")], status: 2)
    #expect(twice.contains("both are shard 1/3"), "\(twice)")
    let mixed = try await run(["merge", a, folder.path("shard-2-7"), "--out", folder.path("x")], status: 2)
    #expect(mixed.contains("another run"), "\(mixed)")
    let none = try await run(["merge", folder.path("whole"), "--out", folder.path("x")], status: 2)
    #expect(none.contains("no finished shard"), "\(none)")
    let all = (1...3).map { folder.path("shard-\($0)-3") }
    let there = try await run(["merge"] + all + ["--out", folder.path("whole")], status: 2)
    #expect(there.contains("--force"), "\(there)")
    try InterruptionTests.crowd(1_200, of: "p2").replacing("\n7,", with: "\n07,")
      .write(toFile: people, atomically: true, encoding: .utf8)
    let other = try await run(["merge"] + all + ["--out", folder.path("x")], status: 2)
    #expect(other.contains("not those found now"), "\(other)")
    let wrong = try await run(Self.arguments(people, folder.path("x"), ["--shard", "4/3"]), status: 2)
    #expect(wrong.contains("--shard"), "\(wrong)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("x")))
  }

  /// Size and time of last change of the finished pieces.
  static func pieces(_ folder: String) -> [String: Date] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".block") || $0.hasSuffix(".group") }.reduce(into: [:]) {
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + $1)
      $0[$1] = attributes?[.modificationDate] as? Date
    }
  }

  @Test("a killed run goes on from its finished blocks, and ends with the hash of an undisturbed one")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let people = try folder.write(InterruptionTests.crowd(4_000, of: "p2"), to: "people.csv")
    _ = try await run(Self.arguments(people, folder.path("whole")))
    let blocks = folder.path("run.part/blocks")
    var before: [String: Date] = [:]
    for _ in 0..<3 {
      let known = before.count
      let outcome = try await CommandLineTool.run(
        Self.arguments(people, folder.path("run"), ["--threads", "1"])
      ) { process in
        while Self.pieces(blocks).count <= known, process.isRunning { Thread.sleep(forTimeInterval: 0.001) }
        kill(process.processIdentifier, SIGKILL)
      }
      if outcome.status == 0 { break }
      let after = Self.pieces(blocks)
      #expect(after.count > known)
      // What was finished is not written again.
      for (name, date) in before { #expect(after[name] == date, "\(name)") }
      before = after
    }
    if !FileManager.default.fileExists(atPath: folder.path("run")) {
      _ = try await run(Self.arguments(people, folder.path("run")))
    }
    try expectEqual(folder, "whole", "run")
    #expect(folder.names == ["people.csv", "run", "whole"])
  }

  /// One state and more people than one group holds: partial states instead of courses.
  static let decay = "k = 0.1; V = 10; A = 100; C := A/V; A' = -k*A; end\n"

  static func decayPeople(_ count: Int) -> String {
    var text = "ID,k,V\n"
    for i in 0..<count {
      let k = 0.05 + 0.1 * Double(i * 7919 % 65_537) / 65_537
      text += "\(i + 1),\(k),\(5 + i % 11)\n"
    }
    return text
  }

  /// C(t) = 100/V·exp(−k·t) at t = 7, with the same k and V.
  static func decayed(_ i: Int) -> Double {
    let k = 0.05 + 0.1 * Double(i * 7919 % 65_537) / 65_537
    return 100 / Double(5 + i % 11) * exp(-7 * k)
  }

  /// Type 7, by definition.
  static func quantile(_ sorted: [Double], _ p: Double) -> Double {
    let place: Double = p * Double(sorted.count - 1)
    let below = Int(place)
    let share: Double = place - Double(below)
    return sorted[below] + share * (sorted[below + 1] - sorted[below])
  }

  @Test("a large run keeps partial states: bounded error, any shards, killed or not, bounded memory")
  func partialStates() async throws {
    let folder = try TemporaryFolder()
    let model = try folder.write("model decay()\n" + Self.decay, to: "decay.ant")
    let count = 70_000
    let people = try folder.write(Self.decayPeople(count), to: "people.csv")
    func arguments(_ out: String, _ more: [String] = []) -> [String] {
      [
        "simulate", model, "--subjects", people, "--times", "0,7,30", "--outputs", "C", "--out",
        folder.path(out),
      ] + more
    }
    _ = try await run(arguments("whole"))

    let blocks = folder.path("brief.part/blocks")
    _ = try await CommandLineTool.run(arguments("brief", ["--summary-only", "--threads", "2"])) { process in
      while !FileManager.default.fileExists(atPath: blocks + "/0000000.group"), process.isRunning {
        Thread.sleep(forTimeInterval: 0.001)
      }
      kill(process.processIdentifier, SIGKILL)
    }
    if !FileManager.default.fileExists(atPath: folder.path("brief")) {
      _ = try await run(arguments("brief", ["--summary-only"]))
    }
    try expectEqual(folder, "whole", "brief", hasCourses: false)
    // 1/3 ends within the only full group, 2/3 as well.
    let shards = (1...3).map { "shard-\($0)" }
    for (index, shard) in shards.enumerated() {
      _ = try await run(arguments(shard, ["--summary-only", "--shard", "\(index + 1)/3"]))
    }
    _ = try await run(["merge"] + shards.map(folder.path) + ["--out", folder.path("merged")])
    try expectEqual(folder, "brief", "merged", hasCourses: false)

    let table = try PlainTable(folder.read("brief/summary.csv"))
    let exact = (0..<count).map(Self.decayed).sorted()
    let (median, p5, p95) = (
      Self.quantile(exact, 0.5), Self.quantile(exact, 0.05), Self.quantile(exact, 0.95)
    )
    let mean: Double = exact.reduce(0, +) / Double(count)
    let squares: Double = exact.reduce(0) { (sum: Double, x: Double) in sum + (x - mean) * (x - mean) }
    let sd = (squares / Double(count - 1)).squareRoot()
    let bound = try #require(
      table.rows.first { $0[2].hasPrefix("largest relative error") }.flatMap { Double($0[5]) })
    #expect(bound == 1.0 / 8192)
    let truths: [(String, Double, Double)] = [
      ("median", median, bound), ("p5", p5, bound), ("p95", p95, bound), ("mean", mean, 0), ("sd", sd, 0),
    ]
    for (statistic, truth, limit) in truths {
      let row = try #require(table.rows.first { $0[2] == statistic && $0[3] == "7" })
      let found = try #require(Double(row[5]))
      // Beside the sketch's error, that of the integration.
      #expect((found / truth - 1).magnitude <= limit + 1e-5, "\(statistic) \(found) \(truth)")
      #expect(row[7] == "\(count)")
    }
  }

  @Test("who fails is named with status and time, counted everywhere, and the program ends with 1")
  func failures() async throws {
    let folder = try TemporaryFolder()
    // A = 1/(1/A0 − t·k): infinite at 1/(A0·k).
    let model = try folder.write(
      "model blowup()\n k = 1; A = 1; A' = k*A^2; end\n", to: "blowup.ant")
    let rows = (1...600).map { "\($0),\($0 % 100 == 50 ? 1.0 : 0.01)" }
    let people = try folder.write((["ID,k"] + rows).joined(separator: "\n"), to: "people.csv")
    func arguments(_ out: String, _ more: [String] = []) -> [String] {
      ["simulate", model, "--subjects", people, "--times", "0:5:1", "--out", folder.path(out)] + more
    }
    let output = try await run(arguments("whole"), status: 1)
    #expect(
      output.contains("subject 50:") && output.contains("t = 1") && output.contains("6 subjects failed"))
    _ = try await run(arguments("brief", ["--summary-only"]), status: 1)
    let shard = try await run(arguments("shard-1", ["--shard", "1/2"]), status: 1)
    #expect(shard.contains("3 subjects failed"), "\(shard)")
    _ = try await run(arguments("shard-2", ["--shard", "2/2"]), status: 1)
    _ = try await run(
      ["merge", folder.path("shard-1"), folder.path("shard-2"), "--out", folder.path("merged")], status: 1)
    try expectEqual(folder, "whole", "merged")
    for name in ["whole", "brief", "merged"] {
      let list = try PlainTable(folder.read("\(name)/failures.csv"))
      #expect(list.rows.map { $0[0] } == ["50", "150", "250", "350", "450", "550"])
      #expect(list.rows.allSatisfy { ["stepTooSmall", "notFinite"].contains($0[1]) }, "\(list.rows)")
      let table = try PlainTable(folder.read("\(name)/summary.csv"))
      #expect(table.rows.contains { $0[2] == "failed subjects" && $0[5] == "6" && $0[7] == "600" })
      #expect(table.rows.contains { $0[2] == "mean" && $0[3] == "5" && $0[7] == "594" })
      #expect(try number("failedSubjects", in: folder.read("\(name)/provenance.json")) == 6)
    }
  }

  @Test("a scenario in shards is the scenario")
  func scenarioShards() async throws {
    let folder = try TemporaryFolder()
    let start = ["simulate", ScenarioTests.scenario, "--size", "300"]
    _ = try await run(start + ["--out", folder.path("whole")])
    _ = try await run(start + ["--summary-only", "--out", folder.path("brief")])
    try expectEqual(folder, "whole", "brief", hasCourses: false)
    var shards: [String] = []
    for index in 1...3 {
      shards.append(folder.path("shard-\(index)"))
      _ = try await run(
        start + ["--shard", "\(index)/3", "--threads", "\(index)", "--out", shards[index - 1]])
    }
    _ = try await run(["merge"] + shards + ["--out", folder.path("merged")])
    try expectEqual(folder, "whole", "merged")
  }

  @Test("courses that are not kept cannot be written")
  func excludes() async throws {
    let errors = try await run(Self.arguments("people.csv", "none", ["--summary-only", "--csv"]), status: 2)
    #expect(errors.contains("--summary-only"), "\(errors)")
  }
}
