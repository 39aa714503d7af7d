import Evidence
import Foundation
import Lanes
import Report
import Simulation
import Store
import Text
import Trials
import Units

/// Runs a scenario: people at typical values, draws of what is not known, report.
///
/// - Throws: `Problems` for wrong input, `RunFailure` where the results cannot be kept, `Interruption` when
///   cancelled; finished pieces stay and the same request goes on from them.
package func simulateScenario(
  _ request: ScenarioRequest, library: Library?, progress: @escaping ProgressHandler
) async throws -> RunReport {
  try request.validate()
  let options = try request.choices.simulationOptions()
  let started = Date()
  let file = try InputFile(reading: request.scenario)
  var document = try ScenarioDocument(reading: file)
  if let size = request.size {
    document.scenario.cohort.size = size
    document.scenario.uncertainty.size = min(document.scenario.uncertainty.size, size)
  }
  if let seed = request.seed { document.scenario.seed = seed }
  let plan = try ScenarioPlan(document.scenario, file: file, library: library, options: options)
  let choices = request.choices
  return try await keepingFailures(in: choices.output) {
    let folder = try RunFolder.open(choices.output, force: choices.force, planHash: try plan.hash())
    let result = try await plan.simulate(into: folder, threads: choices.threadCount, progress: progress)
    progress(RunProgress(stage: "writing", done: 0, total: 1, unit: "report"))
    return try plan.finish(folder, result: result, document: document, choices: choices, started: started)
  }
}

extension ScenarioPlan {
  /// Everything that decides the values, and nothing else.
  func hash() throws(StoreError) -> String {
    var parts = files.map { (name: $0.path, content: $0.text) }
    parts.append(("size", String(study.scenario.cohort.size)))
    parts.append(("draws", "\(study.scenario.uncertainty.draws) x \(study.peoplePerDraw)"))
    parts.append(("seed", String(study.scenario.seed)))
    for (name, value) in numericalOptions.sorted(by: { $0.key < $1.key }) { parts.append((name, value)) }
    parts.append(("program", try ModelRun.programHash()))
    return try ContentHash.sha256(ofParts: parts)
  }

  var numericalOptions: [String: String] {
    [
      "method": study.options.method.rawValue, "rtol": NumberText.text(study.options.rtol),
      "atol": NumberText.text(study.options.atol), "engine": "interpreter",
      "block size": String(Study.blockSize),
    ]
  }

  /// Simulates the pieces that are not there yet.
  func simulate(into folder: RunFolder, threads: Int, progress: ProgressHandler) async throws -> StudyResult {
    let blocks = ScenarioBlocks(study)
    var finished: [StudyPiece.Part: StudyPiece] = [:]
    var done = 0
    for index in try folder.completedBlocks() {
      let block = try folder.read(block: index)
      guard let piece = blocks.piece(of: block) else { continue }
      finished[piece.part] = piece
      done += blocks.size(of: block, peoplePerDraw: study.peoplePerDraw)
    }
    let total = study.courseCount
    progress(RunProgress(stage: "simulating", done: done, total: total, unit: "courses"))
    return try await study.run(threads: threads, finished: finished) { piece in
      let block = blocks.block(of: piece)
      try folder.write(block)
      done += blocks.size(of: block, peoplePerDraw: study.peoplePerDraw)
      progress(RunProgress(stage: "simulating", done: done, total: total, unit: "courses"))
    }
  }

  /// Writes the final files and gives the folder its name.
  func finish(
    _ folder: RunFolder, result: StudyResult, document: ScenarioDocument, choices: RunChoices, started: Date
  ) throws -> RunReport {
    var hash = ""
    try folder.finish { path in
      let gathering = ResultGathering(
        folder: folder, layout: layout(of: result), blockCount: ScenarioBlocks(study).peopleBlockCount)
      hash = try gathering.write(to: path, csv: choices.csv) { _, _, _ in }
      var table = try CSVFile(path: joined(path, "summary.csv"), header: ModelSummary.header)
      for row in result.summary {
        try table.write([
          row.arm, row.output, row.statistic, row.time.map(NumberText.text) ?? "", row.timeUnit,
          NumberText.text(row.value), row.unit, String(row.n), row.tier, row.certainty,
        ])
      }
      try table.finish()
      let provenance = try provenance(of: result, hash: hash, choices: choices, started: started)
      try writeTextFile(try provenance.json(), to: joined(path, "provenance.json"))
      let context = reportContext(of: result, document: document, hash: hash, started: started)
      try writeTextFile(StudyPage(result, context: context).html(), to: joined(path, "report.html"))
    }
    let text =
      TerminalSummary(result).text + "\nresult hash \(hash)\nreport: \(joined(folder.path, "report.html"))"
    return RunReport(text: text, failureCount: result.failures.count, resultHash: hash, folder: folder.path)
  }

  private func layout(of result: StudyResult) -> ResultLayout {
    var outputs = result.outputs.map { output in
      ResultLayout.Output(
        name: output.id, label: output.label, unit: output.unit,
        attributes: [
          .init("evidence_tier", output.support.tier?.description ?? "none"),
          .init("certainty", output.support.certainty.word.description),
        ])
    }
    if let dropout = study.scenario.dropout {
      outputs.append(
        ResultLayout.Output(
          name: dropout.cumulativeHazard, label: "cumulative hazard of leaving", unit: "1", attributes: []))
    }
    return ResultLayout(
      arms: result.arms.map(\.name), subjects: (0..<result.people).map(study.id(of:)), times: result.times,
      timeUnit: result.timeUnit, outputs: outputs,
      attributes: [
        .init("title", study.scenario.title), .init("source", "Speciosa \(Release.version)"),
        .init("comment", Release.notice),
      ])
  }

  private func provenance(
    of result: StudyResult, hash: String, choices: RunChoices, started: Date
  ) throws(StoreError) -> Provenance {
    var models: [Provenance.Part] = []
    var data: [Provenance.Part] = []
    for file in files {
      let part = Provenance.Part(name: file.path, sha256: try ContentHash.sha256(of: file.text))
      if file.path.hasSuffix("model.ant") { models.append(part) } else { data.append(part) }
    }
    var options = numericalOptions
    options["draws"] = String(result.draws)
    options["people in a draw"] = String(result.peoplePerDraw)
    return Provenance(
      resultHash: hash, title: study.scenario.title, version: Release.version,
      binary: .init(name: "speciosa", sha256: try ModelRun.programHash()), models: models, data: data,
      seed: study.scenario.seed, arms: result.arms.map(\.name), subjects: result.people,
      failedSubjects: result.failures.count, outputs: result.outputs.map(\.id), options: options,
      elementaryFunctions: ElementaryFunctions.description, instructionSet: Release.instructionSet,
      system: Release.system, started: started.ISO8601Format(), seconds: Date().timeIntervalSince(started),
      threads: choices.threadCount)
  }
}
