import Foundation
import Synchronization
import Testing

@Suite("Interruption and full disks") struct InterruptionTests {
  /// The patients of a benchmark problem again and again, under new names.
  static func crowd(_ count: Int, of problem: String) throws -> String {
    let text = try String(contentsOfFile: CommandLineTool.data("\(problem)-patients.csv"), encoding: .utf8)
    let table = try PlainTable(text)
    var lines = [table.header.joined(separator: ",")]
    for index in 0..<count {
      lines.append(
        (["\(index + 1)"] + table.rows[index % table.rows.count].dropFirst()).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func arguments(people: String, out: String, times: String = "0:336:1") -> [String] {
    [
      "simulate", CommandLineTool.data("p1.ant"), "--subjects", people, "--doses",
      CommandLineTool.data("p1-doses.csv"), "--times", times, "--outputs", "C,Cm", "--threads", "1", "--out",
      out,
    ]
  }

  @Test("Ctrl-C ends with 130, keeps finished blocks, and the same command finishes the run")
  func resumes() async throws {
    let folder = try TemporaryFolder()
    let people = try folder.write(Self.crowd(6_000, of: "p1"), to: "people.csv")
    let undisturbed = try await CommandLineTool.run(
      Self.arguments(people: people, out: folder.path("whole"), times: "0:336:8"))
    #expect(undisturbed.status == 0, "\(undisturbed.errors)")

    let arguments = Self.arguments(people: people, out: folder.path("run"), times: "0:336:8")
    let blocks = folder.path("run.part/blocks")
    @Sendable func finished() -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: blocks)) ?? []).filter { $0.hasSuffix(".block") }
    }
    let interrupted = try await CommandLineTool.run(arguments) { process in
      while finished().isEmpty, process.isRunning { Thread.sleep(forTimeInterval: 0.002) }
      process.interrupt()
    }
    #expect(interrupted.status == 130, "\(interrupted.errors)")
    #expect(interrupted.errors.contains("run.part"), "\(interrupted.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("run")))
    #expect(!finished().isEmpty)

    let resumed = try await CommandLineTool.run(arguments)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(folder.names == ["people.csv", "run", "whole"])
    #expect(
      try resultHash(folder.read("run/provenance.json")) == resultHash(folder.read("whole/provenance.json")))
  }

  @Test("unfinished work of another run is refused, not mixed in")
  func refusesOtherWork() async throws {
    let folder = try TemporaryFolder()
    let people = try folder.write(Self.crowd(6_000, of: "p1"), to: "people.csv")
    let part = folder.path("run.part")
    let first = try await CommandLineTool.run(Self.arguments(people: people, out: folder.path("run"))) {
      process in
      while !FileManager.default.fileExists(atPath: part), process.isRunning {
        Thread.sleep(forTimeInterval: 0.002)
      }
      process.interrupt()
    }
    #expect(first.status == 130, "\(first.errors)")
    let other = try await CommandLineTool.run(
      Self.arguments(people: people, out: folder.path("run"), times: "0:24:1"))
    #expect(other.status == 2)
    #expect(other.errors.contains("run.part") && other.errors.contains("--force"), "\(other.errors)")
  }

  /// A file may hold 64 kB and no more, as on a disk that fills up in mid-run.
  @Test("a full disk ends with 1 and one message, and leaves no half-written folder")
  func fullDisk() async throws {
    let folder = try TemporaryFolder()
    let people = try folder.write(Self.crowd(600, of: "p1"), to: "people.csv")
    let command = ([try CommandLineTool.path] + Self.arguments(people: people, out: folder.path("run")))
      .map { "'\($0)'" }.joined(separator: " ")
    let outcome = try await CommandLineTool.run(
      ["-c", "trap '' XFSZ; ulimit -f 128; exec \(command)"], program: "/bin/sh")
    let errors = outcome.errors
    #expect(outcome.status == 1, "\(errors)")
    #expect(errors.contains("run.part"), "\(errors)")
    #expect(errors.split(separator: "\n").count == 1, "\(errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("run")))
  }

  @Test("10,000 subjects stay under 1 GB of memory")
  func memoryStaysFlat() async throws {
    let folder = try TemporaryFolder()
    let people = try folder.write(Self.crowd(10_000, of: "p1"), to: "people.csv")
    let peak = Mutex(0)
    let outcome = try await CommandLineTool.run(Self.arguments(people: people, out: folder.path("run"))) {
      process in
      while process.isRunning {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        if let match = status?.firstMatch(of: /VmHWM:\s*(\d+) kB/), let size = Int(match.1) {
          peak.withLock { $0 = max($0, size) }
        }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    let kilobytes = peak.withLock { $0 }
    #expect(kilobytes > 0 && kilobytes < 1_000_000, "\(kilobytes) kB")
  }
}
