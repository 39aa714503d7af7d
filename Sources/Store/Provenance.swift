import Foundation

/// `provenance.json`: what decided the values of a run, and their hash.
package struct Provenance: Codable, Sendable, Hashable {
  /// A file or set of files that entered the run.
  package struct Part: Codable, Sendable, Hashable {
    package var name: String
    package var sha256: String

    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// SHA-256 over values as little-endian doubles in the order arm, output, subject, time; for a run that keeps
  /// no courses, `blocksHash`.
  package var resultHash: String
  /// `values` or `blocks`: what the result hash is taken over.
  package var hashedOver = "values"
  /// SHA-256 over the SHA-256 of each block's values, in block order: the same with and without courses.
  package var blocksHash = ""
  package var title: String
  /// Version of Speciosa.
  package var version: String
  package var binary: Part
  package var models: [Part]
  /// Evidence tables, scenario, doses, subjects.
  package var data: [Part]
  package var seed: UInt64?
  package var arms: [String]
  package var subjects: Int
  package var failedSubjects: Int
  package var outputs: [String]
  /// How quantiles over people were found, and their error.
  package var quantiles = "exact"
  /// Steps, rejections and the like over all subjects. No part of any hash.
  package var work: [String: Int] = [:]
  /// Tolerances, method and whatever else the user could set.
  package var options: [String: String]
  /// Library of elementary functions and its version: another gives other last digits.
  package var elementaryFunctions: String
  /// Instruction set that the binary was built for.
  package var instructionSet: String
  package var system: String
  /// Date and time of the start, ISO 8601. No part of any hash.
  package var started: String
  package var seconds: Double
  /// Threads used. No part of any hash: the values do not depend on it.
  package var threads: Int

  package init(
    resultHash: String, title: String, version: String, binary: Part, models: [Part], data: [Part],
    seed: UInt64?, arms: [String], subjects: Int, failedSubjects: Int, outputs: [String],
    options: [String: String], elementaryFunctions: String, instructionSet: String, system: String,
    started: String, seconds: Double, threads: Int
  ) {
    self.resultHash = resultHash
    self.title = title
    self.version = version
    self.binary = binary
    self.models = models
    self.data = data
    self.seed = seed
    self.arms = arms
    self.subjects = subjects
    self.failedSubjects = failedSubjects
    self.outputs = outputs
    self.options = options
    self.elementaryFunctions = elementaryFunctions
    self.instructionSet = instructionSet
    self.system = system
    self.started = started
    self.seconds = seconds
    self.threads = threads
  }

  /// The file's text; keys in alphabetical order.
  package func json() throws(StoreError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
      throw StoreError("the provenance cannot be written as JSON: \(error)", kind: .failed)
    }
  }
}

/// Writes a text file whole or not at all.
package func writeTextFile(_ text: String, to path: String) throws(StoreError) {
  var file = try OutputFile(path: path)
  try file.write(text)
  try file.finish()
}
