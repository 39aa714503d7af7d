import Foundation

/// The folder of a run, which appears whole or not at all.
///
/// Work goes to `DIR.part` beside it, one file a block, each renamed when complete and carrying the hash of
/// the run's plan (model, inputs, options). The same command picks the finished blocks up again.
/// (Documentation/decisions/0006-output-folder.md)
package struct RunFolder: Sendable {
  /// Where the finished run will be.
  package let path: String
  let planHash: String
  /// What part of the run is here; blank for all of it.
  private let part: String
  private let force: Bool

  private var work: String { path + ".part" }
  var blocks: String { work + "/blocks" }
  private var plan: String { work + "/plan" }
  private var planText: String { part.isEmpty ? planHash : planHash + " part " + part }
  private var whole: String { work + "/whole" }
  private var replaced: String { work + "/replaced" }

  private init(path: String, force: Bool, planHash: String, part: String) {
    self.path = path
    self.part = part
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
  ///   - part: Names the part of the run that this folder is for. Blocks carry the hash of the whole plan, so
  ///     that parts can be put together, but work of another part is not mixed in.
  /// - Throws: `StoreError`, kind `.refused` for an existing folder or another plan's work.
  package static func open(_ path: String, force: Bool = false, planHash: String, part: String = "")
    throws(StoreError) -> RunFolder
  {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard !trimmed.isEmpty, trimmed != "/", trimmed != ".", !trimmed.hasSuffix("..") else {
      throw StoreError("'\(path)' cannot be an output folder; name a new one with --out", kind: .refused)
    }
    let folder = RunFolder(path: trimmed, force: force, planHash: planHash, part: part)
    try folder.prepare()
    return folder
  }

  private func prepare() throws(StoreError) {
    // An earlier run with --force was stopped between its two renames: put the old folder back.
    if FileSystem.isThere(replaced), !FileSystem.isThere(path) { try move(replaced, to: path) }
    try refuseExisting()
    if FileSystem.isThere(work) {
      guard FileSystem.isFolder(work) else {
        throw StoreError("'\(work)' is in the way of the work folder; remove or rename it", kind: .refused)
      }
      let found =
        FileSystem.isThere(plan) ? String(decoding: try FileSystem.bytes(of: plan), as: UTF8.self) : planText
      if found != planText {
        guard force else {
          throw StoreError(
            "'\(work)' holds unfinished work of another run (other model, inputs or options); "
              + "give that run's command to finish it, remove the folder, or discard it with --force",
            kind: .refused)
        }
        try remove(work)
      }
      // Final files of an interrupted end are made anew.
      if FileSystem.isThere(whole) { try remove(whole) }
    }
    try FileSystem.makeFolder(blocks)
    try removeTorn()
    if !FileSystem.isThere(plan) { try writeTextFile(planText, to: plan) }
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
    try? FileManager.default.removeItem(atPath: work)
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
