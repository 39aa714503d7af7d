import Foundation
import Simulation
import Text

/// What a user chooses of how a run is done and kept; the model, the people and the question stand apart.
package struct RunChoices: Sendable, Codable {
  package var output: String
  package var rtol: Double?
  package var atol: Double?
  package var method: String?
  package var engine: String?
  package var threads: Int?
  package var shard: String?
  package var csv: Bool
  /// Keep summaries and no courses.
  package var summaryOnly: Bool
  package var force: Bool

  package init(
    output: String, rtol: Double? = nil, atol: Double? = nil, method: String? = nil, engine: String? = nil,
    threads: Int? = nil, shard: String? = nil, csv: Bool = false, summaryOnly: Bool = false,
    force: Bool = false
  ) {
    self.output = output
    self.rtol = rtol
    self.atol = atol
    self.method = method
    self.engine = engine
    self.threads = threads
    self.shard = shard
    self.csv = csv
    self.summaryOnly = summaryOnly
    self.force = force
  }

  /// Numerical options, all problems at once.
  func simulationOptions() throws(Problems) -> SimulationOptions {
    var problems: [Problem] = []
    var options = SimulationOptions()
    switch method ?? "auto" {
    case "auto": options.method = .auto
    case "tsit5": options.method = .tsit5
    case "dop853": options.method = .dop853
    case "rodas5p": options.method = .rodas5p
    case "linear": options.method = .linear
    case let other:
      problems.append(
        Problem(
          "--method '\(other)' is not known; auto, tsit5, dop853, rodas5p and linear are",
          kind: .unsupported))
    }
    if let choice = Engine.Choice(rawValue: engine ?? Engine.Choice.auto.rawValue) {
      options.engine = .here(choice)
    } else {
      problems.append(Problem("--engine '\(engine ?? "")' is not known; auto, interpreter and native are"))
    }
    if let shard, Shard(parsing: shard) == nil {
      problems.append(
        Problem("--shard is '\(shard)'; I/N is expected, such as 2/3 for the second of three parts"))
    }
    if csv, summaryOnly {
      problems.append(Problem("--csv writes the courses and --summary-only keeps none; give one of them"))
    }
    if let rtol {
      if rtol > 0, rtol < 1 {
        options.rtol = rtol
      } else {
        problems.append(Problem("--rtol is \(rtol); a number above 0 and below 1 is expected"))
      }
    }
    if let atol {
      if atol > 0, atol.isFinite {
        options.atol = atol
      } else {
        problems.append(Problem("--atol is \(atol); a number above 0 is expected"))
      }
    }
    if let threads, threads < 1 {
      problems.append(Problem("--threads is \(threads); at least 1 is expected"))
    }
    if output.isEmpty { problems.append(Problem("--out is empty; the name of a folder is expected")) }
    if !problems.isEmpty { throw Problems(problems) }
    return options
  }

  /// The part of the run that is asked for; nil for all of it.
  var part: Shard? { shard.flatMap(Shard.init(parsing:)) }

  var threadCount: Int { threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount) }
}

extension Engine {
  /// An engine with the compilers and the cache of this process's environment.
  static func here(_ choice: Choice) -> Engine {
    Engine(choice, environment: ProcessInfo.processInfo.environment)
  }
}

/// Where a run stands.
package struct RunProgress: Sendable {
  package var stage: String
  package var done: Int
  package var total: Int
  package var unit: String

  package init(stage: String, done: Int, total: Int, unit: String) {
    self.stage = stage
    self.done = done
    self.total = total
    self.unit = unit
  }
}

package typealias ProgressHandler = @Sendable (RunProgress) -> Void

/// A run that could not be done or kept though its input is right: the disk is full, the folder refused.
package struct RunFailure: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// A run that was stopped from outside.
package struct Interruption: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// What a run gave, for the terminal.
package struct RunReport: Sendable {
  package let text: String
  /// Subjects whose integration failed.
  package let failureCount: Int
  package let resultHash: String
  /// Folder that holds the results.
  package let folder: String
  /// What went otherwise than asked for without changing the results, a line each.
  package var warnings: [String] = []

  /// The same for machines: one JSON object.
  package var json: String {
    struct Line: Encodable {
      let folder: String
      let resultHash: String
      let failedSubjects: Int
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(folder: folder, resultHash: resultHash, failedSubjects: failureCount)
    return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
