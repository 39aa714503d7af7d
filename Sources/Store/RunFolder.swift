import Foundation

/// The folder of a run, which appears whole or not at all.
///
/// Work goes to `DIR.part` beside it, one file a block, each renamed when complete and carrying the hash of
/// the run's plan (model, inputs, options). The same command picks the finished blocks up again.
/// (Documentation/decisions/0006-output-folder.md)
package struct RunFolder: Sendable {
  /// Where the finished run will be.
  package let path: String
  private let planHash: String
  private let force: Bool

  private var part: String { path + ".part" }
  private var blocks: String { part + "/blocks" }
  private var plan: String { part + "/plan" }
  private var whole: String { part + "/whole" }
  private var replaced: String { part + "/replaced" }

  private init(path: String, force: Bool, planHash: String) {
    self.path = path
    self.force = force
    self.planHash = planHash
  }

  /// Prepares the work folder, or finds it with the blocks that an earlier, interrupted run finished.
  ///
  /// - Parameters:
  ///   - force: An existing folder is replaced, when the new one is whole; unfinished work of another
  ///     plan is discarded.
  ///   - planHash: SHA-256 in hexadecimal of everything that decides the values, and nothing else: the
  ///     number of threads is no part of it.
  /// - Throws: `StoreError`, kind `.refused` for an existing folder or another plan's work.
  package static func open(_ path: String, force: Bool = false, planHash: String) throws(StoreError)
    -> RunFolder
  {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard !trimmed.isEmpty, trimmed != "/", trimmed != ".", !trimmed.hasSuffix("..") else {
      throw StoreError("'\(path)' cannot be an output folder; name a new one with --out", kind: .refused)
    }
    let folder = RunFolder(path: trimmed, force: force, planHash: planHash)
    try folder.prepare()
    return folder
  }

  private func prepare() throws(StoreError) {
    // An earlier run with --force was stopped between its two renames: put the old folder back.
    if FileSystem.isThere(replaced), !FileSystem.isThere(path) { try move(replaced, to: path) }
    try refuseExisting()
    if FileSystem.isThere(part) {
      guard FileSystem.isFolder(part) else {
        throw StoreError("'\(part)' is in the way of the work folder; remove or rename it", kind: .refused)
      }
      let found =
        FileSystem.isThere(plan) ? String(decoding: try FileSystem.bytes(of: plan), as: UTF8.self) : planHash
      if found != planHash {
        guard force else {
          throw StoreError(
            "'\(part)' holds unfinished work of another run (other model, inputs or options); "
              + "give that run's command to finish it, remove the folder, or discard it with --force",
            kind: .refused)
        }
        try remove(part)
      }
      // Final files of an interrupted end are made anew.
      if FileSystem.isThere(whole) { try remove(whole) }
    }
    try FileSystem.makeFolder(blocks)
    if !FileSystem.isThere(plan) { try writeTextFile(planHash, to: plan) }
  }

  private func refuseExisting() throws(StoreError) {
    guard FileSystem.isThere(path) else { return }
    guard FileSystem.isFolder(path) else {
      throw StoreError("'\(path)' is a file; name a new folder with --out", kind: .refused)
    }
    if !force {
      throw StoreError(
        "'\(path)' exists already; choose another --out or replace it with --force", kind: .refused)
    }
  }

  // MARK: Blocks

  /// Indices of the blocks that need not be computed again, ascending. Damaged ones are not among them.
  package func completedBlocks() throws(StoreError) -> [Int] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: blocks) } catch {
      throw StoreError.cannot("read the folder", blocks, error)
    }
    var indices: [Int] = []
    for name in names.sorted() where name.hasSuffix(".block") {
      guard let index = Int(name.dropLast(".block".count)), name == Self.name(index) else { continue }
      let decoded = try StoredBlock.decode(try FileSystem.bytes(of: file(index)))
      if let decoded, decoded.planHash == planHash, decoded.block.index == index { indices.append(index) }
    }
    return indices.sorted()
  }

  /// Writes a finished block; safe to call from any thread for different blocks.
  package func write(_ block: StoredBlock) throws(StoreError) {
    var file = try OutputFile(path: file(block.index))
    try file.write(bytes: try block.encoded(planHash: planHash))
    try file.finish()
  }

  package func read(block index: Int) throws(StoreError) -> StoredBlock {
    let decoded = try StoredBlock.decode(try FileSystem.bytes(of: file(index)))
    guard let decoded, decoded.planHash == planHash, decoded.block.index == index else {
      throw StoreError(
        "'\(file(index))' is damaged; remove it and give the same command again", kind: .failed)
    }
    return decoded.block
  }

  private static func name(_ index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 7 - digits.count)) + digits + ".block"
  }

  private func file(_ index: Int) -> String { blocks + "/" + Self.name(index) }

  /// The result hash: SHA-256 over all values as little-endian doubles in the order arm, output, subject,
  /// time. At most one block is in memory at a time.
  ///
  /// - Parameter blockCount: Blocks 0 ..< blockCount must be there, in order of arm and first subject.
  package func resultHash(blockCount: Int) throws(StoreError) -> String {
    var hash = try ContentHash()
    var first = 0
    while first < blockCount {
      let start = try read(block: first)
      // Blocks of one arm; their outputs are gone through one after another. The first pass of an arm finds
      // where it ends.
      var end = first
      for output in 0..<start.outputCount {
        var index = first
        while index < (output == 0 ? blockCount : end) {
          let block = index == first ? start : try read(block: index)
          guard block.arm == start.arm else { break }
          hash.update(doubles: Array(block.values(ofOutput: output)))
          index += 1
        }
        if output == 0 { end = index }
      }
      first = max(end, first + 1)
    }
    return hash.hexadecimal()
  }

  // MARK: The end

  /// Lets `files` write the final files into a folder beside the target, then gives it the run's name and
  /// removes the work folder.
  ///
  /// - Parameter files: Receives the path of the folder to write to. What it throws leaves the finished
  ///   blocks in place.
  package func finish<E: Error>(_ files: (String) throws(E) -> Void) throws {
    if FileSystem.isThere(whole) { try remove(whole) }
    try FileSystem.makeFolder(whole)
    do { try files(whole) } catch {
      // Half of the final files would only keep a full disk full.
      try? FileManager.default.removeItem(atPath: whole)
      throw error
    }
    try refuseExisting()
    if FileSystem.isThere(path) { try move(path, to: replaced) }
    try move(whole, to: path)
    // The run is whole; a work folder that cannot be removed is only untidy.
    try? FileManager.default.removeItem(atPath: part)
  }

  private func move(_ source: String, to target: String) throws(StoreError) {
    do { try FileManager.default.moveItem(atPath: source, toPath: target) } catch {
      throw StoreError.cannot("make", target, error)
    }
  }

  private func remove(_ path: String) throws(StoreError) {
    do { try FileManager.default.removeItem(atPath: path) } catch {
      throw StoreError.cannot("remove", path, error)
    }
  }
}
