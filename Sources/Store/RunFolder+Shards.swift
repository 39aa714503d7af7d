import Foundation

/// Finished pieces on their way from one folder to another: from a shard's work folder to its result, and from
/// there to the folder of the whole run.
extension RunFolder {
  private static let piecesName = "pieces"

  /// Puts all blocks and groups into a folder of final files.
  package func keepPieces(in target: String) throws(StoreError) {
    let folder = target + "/" + Self.piecesName
    try FileSystem.makeFolder(folder)
    for name in try names() where Self.isPiece(name) {
      try FileSystem.share(blocks + "/" + name, as: folder + "/" + name)
    }
  }

  /// Takes over the pieces of a finished shard. A damaged one is found when it is read.
  package func adopt(piecesOf shard: String) throws(StoreError) {
    let folder = shard + "/" + Self.piecesName
    let found: [String]
    do { found = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw StoreError.cannot("read the folder", folder, error)
    }
    for name in found.sorted() where Self.isPiece(name) {
      let target = blocks + "/" + name
      if !FileSystem.isThere(target) { try FileSystem.share(folder + "/" + name, as: target) }
    }
  }

  private static func isPiece(_ name: String) -> Bool { name.hasSuffix(".block") || name.hasSuffix(".group") }
}

extension FileSystem {
  /// A second name for a file that will not change, or a copy where the disk knows no second names.
  fileprivate static func share(_ source: String, as target: String) throws(StoreError) {
    do {
      do { try FileManager.default.linkItem(atPath: source, toPath: target) } catch {
        // The copy gets its name when it is whole.
        let partial = target + ".writing"
        try? FileManager.default.removeItem(atPath: partial)
        try FileManager.default.copyItem(atPath: source, toPath: partial)
        try rename(partial, to: target)
      }
    } catch { throw StoreError.cannot("write", target, error) }
  }
}
