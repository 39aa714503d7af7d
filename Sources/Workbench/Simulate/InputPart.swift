import Store

/// A file that a run depends on, without its text: tables of subjects may be larger than memory.
struct InputPart: Sendable {
  /// Path as given.
  let path: String
  let sha256: String

  init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }

  init(_ file: InputFile) throws(StoreError) {
    self.init(path: file.path, sha256: try ContentHash.sha256(of: file.text))
  }

  /// For the hash of a plan. The folder is no part of it, so that shards and their merging may name a file by
  /// different paths.
  var planPart: (name: String, content: String) { (lastPart(of: path), sha256) }

  var provenance: Provenance.Part { Provenance.Part(name: path, sha256: sha256) }
}
