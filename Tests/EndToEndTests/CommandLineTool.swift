import Foundation
import Synchronization
import Text

/// The built program, run as a user runs it.
struct CommandLineTool {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    var lines: [Substring] { errors.split(separator: "\n") }
  }

  /// Stands beside the test bundle.
  static var path: String {
    get throws {
      let test = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      let folder = URL(fileURLWithPath: test).deletingLastPathComponent()
      // The bundle's own folder, or where `swift test` was told to build.
      let candidates = [folder, folder.deletingLastPathComponent()].map {
        $0.appendingPathComponent("speciosa").path
      }
      struct NotBuilt: Error {}
      guard let path = candidates.first(where: FileManager.default.isExecutableFile) else { throw NotBuilt() }
      return path
    }
  }

  /// Folder of the repository: found from this file.
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func data(_ name: String) -> String {
    repository.appendingPathComponent("Tests/EndToEndTests/Data/\(name)").path
  }

  /// Runs to the end and gives what was printed. The running process is handed to `during`, which may
  /// watch it or send it signals.
  ///
  /// All of it happens on a thread of its own: a test that waits must not hold up the others.
  static func run(
    _ arguments: [String], in folder: URL? = nil, program: String? = nil,
    during: @escaping @Sendable (Process) -> Void = { _ in }
  ) async throws -> Outcome {
    let program = try program ?? path
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            try runHere(program, arguments, in: folder ?? repository, during: during)
          })
      }
    }
  }

  private static func runHere(
    _ program: String, _ arguments: [String], in folder: URL, during: (Process) -> Void
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    let (outputText, errorText) = (Collected(output), Collected(errors))
    try process.run()
    during(process)
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: outputText.text(), errors: errorText.text())
  }

  /// Reads a pipe while the program runs, so that it never waits for a full one.
  private final class Collected: Sendable {
    private let data = Mutex(Data())
    private let done = DispatchSemaphore(value: 0)

    init(_ pipe: Pipe) {
      let handle = pipe.fileHandleForReading
      Thread.detachNewThread { [self] in
        let all = (try? handle.readToEnd()) ?? nil
        data.withLock { $0 = all ?? Data() }
        done.signal()
      }
    }

    func text() -> String {
      done.wait()
      return String(decoding: data.withLock { $0 }, as: UTF8.self)
    }
  }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("speciosa-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ text: String, to name: String) throws -> String {
    let place = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: place, atomically: true, encoding: .utf8)
    return place.path
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  /// Names in the folder, in order.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }
}

/// A CSV file: header and rows.
struct PlainTable {
  let header: [String]
  let rows: [[String]]

  init(_ text: String) throws {
    let table = try DelimitedTable(parsing: text, file: "table")
    header = table.header
    rows = table.rows.map(\.fields)
  }
}
