import Foundation
import Simulation
import Store
import Text

/// `shard.json`: what part of which run a folder holds, and how to name that run again.
struct ShardRecord: Codable, Sendable {
  let shard: Shard
  /// Hash of the whole run's plan.
  let planHash: String
  /// Folder in which the command was given; its relative paths start here.
  let folder: String
  let library: String?
  private(set) var model: ModelRequest?
  private(set) var scenario: ScenarioRequest?

  static let name = "shard.json"

  init(
    shard: Shard, planHash: String, library: Library?, model: ModelRequest? = nil,
    scenario: ScenarioRequest? = nil
  ) {
    self.shard = shard
    self.planHash = planHash
    let here = FileManager.default.currentDirectoryPath
    folder = here
    self.library = library.map { joined(here, $0.root) }
    self.model = model
    self.scenario = scenario
  }

  /// - Throws: `Problems` where the folder is no finished shard.
  init(reading folder: String) throws(Problems) {
    let path = joined(folder, Self.name)
    guard exists(path) else {
      throw Problems(
        "'\(folder)' is no finished shard: it has no \(Self.name)"
          + (exists(folder + ".part")
            ? "; the shard is unfinished, give its command again" : "; make it with simulate --shard I/N"))
    }
    let file = try InputFile(reading: path)
    do { self = try JSONDecoder().decode(ShardRecord.self, from: Data(file.text.utf8)) } catch {
      throw Problems("this is no shard's description", at: SourcePosition(file: path))
    }
  }

  func json() throws(StoreError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
      throw StoreError("the shard cannot be described as JSON: \(error)", kind: .failed)
    }
  }

  /// A path of the request as it is reached from here: as given where that exists, else from the folder of the
  /// shard's command. A name that is no path stays.
  private func path(_ given: String) -> String {
    if exists(given) { return given }
    let there = joined(folder, given)
    return exists(there) ? there : given
  }

  /// The request of the whole run, for an output folder of its own.
  func modelRequest(output: String, force: Bool) -> ModelRequest? {
    guard var request = model else { return nil }
    request.model = path(request.model)
    request.data = request.data.map(path)
    request.subjects = request.subjects.map(path)
    request.doses = request.doses.map(path)
    request.choices = whole(request.choices, output: output, force: force)
    return request
  }

  func scenarioRequest(output: String, force: Bool) -> ScenarioRequest? {
    guard var request = scenario else { return nil }
    request.scenario = path(request.scenario)
    request.choices = whole(request.choices, output: output, force: force)
    return request
  }

  private func whole(_ choices: RunChoices, output: String, force: Bool) -> RunChoices {
    var choices = choices
    choices.shard = nil
    choices.output = output
    choices.force = force
    return choices
  }
}

/// Writes the finished pieces of a shard and what names its run.
func finishShard(_ folder: RunFolder, record: ShardRecord, gathering: ResultGathering) throws -> RunReport {
  var gathered = ResultGathering.Gathered()
  try folder.finish { path in
    gathered = try gathering.write(to: path, layout: nil, csv: false, onBlock: { _ in }, onGroup: { _ in })
    try folder.keepPieces(in: path)
    try writeTextFile(try record.json(), to: joined(path, ShardRecord.name))
  }
  var lines = gathered.failureLines
  lines.append(
    "shard \(record.shard): \(counted(gathered.subjectCount, "subject"))"
      + (gathered.failureCount == 0 ? "" : "; \(counted(gathered.failureCount, "subject")) failed"))
  lines.append("hash of its blocks \(gathered.blocksHash)")
  lines.append("in \(folder.path); put all shards together with speciosa merge")
  return RunReport(
    text: lines.joined(separator: "\n"), failureCount: gathered.failureCount,
    resultHash: gathered.blocksHash, folder: folder.path)
}
