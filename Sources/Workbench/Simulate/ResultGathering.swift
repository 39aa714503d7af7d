import Foundation
import Simulation
import Store

/// Reads what a run left in its work folder, in block order, and makes of it what is kept: hashes, NetCDF, CSV,
/// the list of failures.
///
/// One block is in memory at a time, whatever the number of people.
struct ResultGathering {
  let folder: RunFolder
  let plan: BlockPlan
  /// The blocks that this run has: all, or those of a shard.
  let blocks: Range<Int>
  /// Names of arms, as failures are listed; empty for a run without arms.
  var arms: [String] = []
  /// Names of the subjects of a range within an arm.
  let ids: (Range<Int>) throws -> [String]

  /// What is said of a run as a whole.
  struct Gathered {
    /// SHA-256 over the values in the order arm, output, subject, time; nil where the courses are not kept.
    var valuesHash: String?
    /// SHA-256 over the digests of the blocks in their order: the same whether courses are kept or not.
    var blocksHash = ""
    var subjectCount = 0
    var failureCount = 0
    /// The first few messages.
    var failures: [String] = []
    var counters: [StoredCounter] = []

    /// The hash of the result, and what it is taken over.
    var resultHash: String { valuesHash ?? blocksHash }
    var hashedOver: String { valuesHash == nil ? "blocks" : "values" }
  }

  private static let shownFailures = 10

  /// - Parameters:
  ///   - path: Folder that receives the files.
  ///   - layout: Of `results.nc`; nil where the courses are not kept.
  ///   - csv: Whether `trajectories.csv` is wanted too.
  ///   - onBlock: Receives each block whose courses are there.
  ///   - onGroup: Receives each partial state that stands for blocks.
  func write(
    to path: String, layout: ResultLayout?, csv: Bool, onBlock: (StoredBlock) throws -> Void,
    onGroup: (StoredGroup) throws -> Void
  ) throws -> Gathered {
    var gathered = Gathered()
    var digests = try ContentHash()
    var shapes: [BlockShape] = []
    var failures = FailureList(path: joined(path, "failures.csv"), hasArms: !arms.isEmpty)
    let results = try layout.map { try CourseFile(path: joined(path, "results.nc"), layout: $0) }
    try forEachPiece(usingStates: layout == nil) { group in
      for digest in group.digests { digests.update(bytes: digest) }
      gathered.subjectCount += plan.subjects(ofGroup: group.index).count
      gathered.counters = StoredCounter.sum(gathered.counters + group.counters)
      for failure in group.failures {
        try note(failure.message, subject: failure.subject, arm: group.arm, &gathered, &failures)
      }
      try onGroup(group)
    } onBlock: { block in
      digests.update(bytes: try block.digest())
      gathered.subjectCount += block.subjectCount
      gathered.counters = StoredCounter.sum(gathered.counters + block.counters)
      for (place, message) in block.failures.enumerated() {
        if let message {
          try note(message, subject: block.firstSubject + place, arm: block.arm, &gathered, &failures)
        }
      }
      try results?.write(block)
      if layout != nil {
        shapes.append(
          BlockShape(
            subjectCount: block.subjectCount, timeCount: block.timeCount, outputCount: block.outputCount))
      }
      try onBlock(block)
    }
    try failures.finish()
    try results?.close()
    gathered.blocksHash = digests.hexadecimal()
    guard let layout else { return gathered }
    if csv { try writeTrajectories(to: joined(path, "trajectories.csv"), layout: layout) }
    gathered.valuesHash = try folder.resultHash(
      blocks: blocks, arm: { $0 / plan.blocksPerArm }, shape: { shapes[$0 - blocks.lowerBound] })
    return gathered
  }

  /// Groups whose partial state is there and wanted, and the blocks of the others, in order.
  private func forEachPiece(
    usingStates: Bool, onGroup: (StoredGroup) throws -> Void, onBlock: (StoredBlock) throws -> Void
  ) throws {
    var block = blocks.lowerBound
    while block < blocks.upperBound {
      let index = plan.group(ofBlock: block)
      let members = plan.blocks(ofGroup: index).clamped(to: blocks)
      if usingStates, members == plan.blocks(ofGroup: index), let group = try folder.group(index) {
        try onGroup(group)
      } else {
        for member in members { try onBlock(try folder.read(block: member)) }
      }
      block = members.upperBound
    }
  }

  private func note(
    _ message: String, subject: Int, arm: Int, _ gathered: inout Gathered, _ failures: inout FailureList
  ) throws {
    gathered.failureCount += 1
    if gathered.failures.count < Self.shownFailures { gathered.failures.append(message) }
    let id = try ids(subject..<subject + 1).first ?? ""
    try failures.add(arm: arms.isEmpty ? nil : arms[arm], id: id, message: message)
  }

  private func writeTrajectories(to path: String, layout: ResultLayout) throws {
    var table = try TrajectoryTable(path: path, layout: layout)
    for index in blocks { try table.write(try folder.read(block: index)) }
    try table.finish()
  }
}

/// `results.nc` while it is being written; a class so that several functions may add to it.
private final class CourseFile {
  private var file: ResultFile?

  init(path: String, layout: ResultLayout) throws(StoreError) {
    file = try ResultFile(path: path, layout: layout)
  }

  func write(_ block: StoredBlock) throws(StoreError) { try file?.write(block) }

  func close() throws(StoreError) {
    if let open = file.take() { try open.close() }
  }
}

/// `failures.csv`: who failed, with the named status; no file where nobody did.
struct FailureList: ~Copyable {
  private let path: String
  private let hasArms: Bool
  private var table: CSVFile?

  init(path: String, hasArms: Bool) {
    self.path = path
    self.hasArms = hasArms
  }

  mutating func add(arm: String?, id: String, message: String) throws(StoreError) {
    if table == nil {
      table = try CSVFile(path: path, header: (hasArms ? ["arm"] : []) + ["ID", "status", "message"])
    }
    let status = message.components(separatedBy: "; status ").last ?? ""
    try table?.write((hasArms ? [arm ?? ""] : []) + [id, status, message])
  }

  consuming func finish() throws(StoreError) {
    if let open = table.take() { try open.finish() }
  }
}
