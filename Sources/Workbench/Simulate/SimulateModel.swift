import Foundation
import Lanes
import ModelIR
import Simulation
import Store
import Symbolics
import Text
import Units

/// Runs a model for the people of its tables and keeps the results.
///
/// - Throws: `Problems` for wrong input, `RunFailure` where the results cannot be kept, `Interruption` when
///   cancelled; finished blocks stay and the same request goes on from them.
package func simulateModel(
  _ request: ModelRequest, library: Library?, progress: @escaping ProgressHandler
) async throws -> RunReport {
  let started = Date()
  let plan = try ModelRun(request, library: library)
  return try await keepingFailures(in: request.choices.output) {
    let folder = try RunFolder.open(
      request.choices.output, force: request.choices.force, planHash: try plan.hash())
    try await plan.simulate(into: folder, threads: request.choices.threadCount, progress: progress)
    return try plan.finish(folder, choices: request.choices, started: started)
  }
}

/// Turns what the store and a cancellation throw into what a user is told.
func keepingFailures<Value>(in output: String, _ work: () async throws -> Value) async throws -> Value {
  do {
    return try await work()
  } catch let error as StoreError {
    switch error.kind {
    case .refused: throw Problems(error.message)
    case .failed: throw RunFailure(error.message)
    }
  } catch is CancellationError {
    throw Interruption(
      "interrupted; finished blocks are kept in \(output).part, and the same command goes on from there")
  }
}

extension ModelRun {
  /// Everything that decides the values, and nothing else.
  func hash() throws(StoreError) -> String {
    var parts = inputs.map { (name: $0.path, content: $0.text) }
    parts.append(("outputs", outputs.map(\.name).joined(separator: ",")))
    parts.append(("times", run.times.map { String($0.bitPattern) }.joined(separator: ",")))
    for (name, value) in numericalOptions.sorted(by: { $0.key < $1.key }) { parts.append((name, value)) }
    parts.append(("program", try Self.programHash()))
    return try ContentHash.sha256(ofParts: parts)
  }

  /// The choices that decide last digits, by name.
  var numericalOptions: [String: String] {
    [
      "method": run.options.method.rawValue, "rtol": NumberText.text(run.options.rtol),
      "atol": NumberText.text(run.options.atol), "engine": "interpreter",
      "block size": String(run.blockSize),
    ]
  }

  static func programHash() throws(StoreError) -> String { try FileSystem.sha256(ofFile: "/proc/self/exe") }

  /// Simulates the blocks that are not there yet.
  func simulate(into folder: RunFolder, threads: Int, progress: ProgressHandler) async throws {
    let total = subjects.count
    let blockCount = run.blockCount(for: total)
    let finished = Set(try folder.completedBlocks().filter { $0 < blockCount })
    func size(_ block: Int) -> Int { min(total, (block + 1) * run.blockSize) - block * run.blockSize }
    var done = finished.reduce(0) { $0 + size($1) }
    progress(RunProgress(stage: "simulating", done: done, total: total, unit: "subjects"))
    let people = subjects
    try await run.run(subjectCount: total, threads: threads, skipping: finished) { range in
      Array(people[range])
    } deliver: { block in
      try folder.write(
        StoredBlock(
          index: block.index, firstSubject: block.firstSubject, timeCount: run.times.count,
          outputCount: outputs.count, subjectMajor: block.values, failures: block.statuses.map(\.failure)))
      done += block.subjectCount
      progress(RunProgress(stage: "simulating", done: done, total: total, unit: "subjects"))
    }
  }

  /// Writes the final files and gives the folder its name.
  func finish(_ folder: RunFolder, choices: RunChoices, started: Date) throws -> RunReport {
    let blockCount = run.blockCount(for: subjects.count)
    var failures: [String] = []
    for index in 0..<blockCount { failures += try folder.read(block: index).failures.compactMap { $0 } }
    let timeUnit = model.system.timeUnit?.symbol ?? ""
    let layout = ResultLayout(
      subjects: subjects.map(\.id), times: run.times, timeUnit: timeUnit,
      outputs: outputs.map { output in
        let entry = model.system.symbols[output.symbol.index]
        return ResultLayout.Output(
          name: output.name, label: entry.displayName ?? output.name, unit: output.unit,
          attributes: [.init("evidence_tier", output.tier), .init("certainty", output.certainty)])
      },
      attributes: [
        .init("title", "model \(model.name)"), .init("source", "Speciosa \(Release.version)"),
        .init("comment", Release.notice),
      ])
    var summary = ModelSummary(times: run.times, timeUnit: timeUnit)
    var hash = ""
    try folder.finish { path in
      let gathering = ResultGathering(folder: folder, layout: layout, blockCount: blockCount)
      hash = try gathering.write(to: path, csv: choices.csv) { _, output, values in
        summary.add(output: outputs[output], values: values)
      }
      var table = try CSVFile(path: joined(path, "summary.csv"), header: ModelSummary.header)
      for row in summary.rows { try table.write(row) }
      try table.finish()
      let provenance = try provenance(
        hash: hash, failures: failures.count, choices: choices, started: started)
      try writeTextFile(try provenance.json(), to: joined(path, "provenance.json"))
    }
    return report(folder.path, failures: failures, hash: hash)
  }

  private func provenance(
    hash: String, failures: Int, choices: RunChoices, started: Date
  ) throws(StoreError) -> Provenance {
    func parts(_ files: ArraySlice<InputFile>) throws(StoreError) -> [Provenance.Part] {
      var parts: [Provenance.Part] = []
      for file in files {
        parts.append(.init(name: file.path, sha256: try ContentHash.sha256(of: file.text)))
      }
      return parts
    }
    return Provenance(
      resultHash: hash, title: "model \(model.name)", version: Release.version,
      binary: .init(name: "speciosa", sha256: try Self.programHash()),
      models: try parts(inputs[..<model.files.count]), data: try parts(inputs[model.files.count...]),
      seed: nil,
      arms: [], subjects: subjects.count, failedSubjects: failures, outputs: outputs.map(\.name),
      options: numericalOptions, elementaryFunctions: ElementaryFunctions.description,
      instructionSet: Release.instructionSet, system: Release.system,
      started: started.ISO8601Format(), seconds: Date().timeIntervalSince(started),
      threads: choices.threadCount)
  }

  private func report(_ path: String, failures: [String], hash: String) -> RunReport {
    var lines: [String] = []
    for failure in failures.prefix(10) { lines.append(failure) }
    if failures.count > 10 { lines.append("… and \(failures.count - 10) more subjects failed") }
    if model.system.timeUnit == nil {
      lines.append("note: the model declares no time unit; units are blank where undeclared")
    }
    lines.append(
      "\(counted(subjects.count, "subject")), \(counted(run.times.count, "time")), "
        + "\(counted(outputs.count, "output"))"
        + (failures.isEmpty ? "" : "; \(counted(failures.count, "subject")) failed"))
    lines.append("result hash \(hash)")
    lines.append("results in \(path)")
    return RunReport(
      text: lines.joined(separator: "\n"), failureCount: failures.count, resultHash: hash, folder: path)
  }
}

extension LaneOutcome {
  fileprivate var failure: String? {
    switch self {
    case .done: nil
    case .failed(let message): message
    }
  }
}
