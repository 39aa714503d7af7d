/// Finished libraries on disk, one file each, named after what they were made from.
///
/// A file is the library followed by its key and a check sum: a file that is damaged, of another user, or
/// made from something else is made again. Files are written aside and renamed.
struct NativeCache: Sendable, Hashable {
  /// Nil where there is no place: code is then made anew for each run.
  let folder: String?
  /// Files beyond this number go, oldest first.
  static let capacity = 256

  init(environment: [String: String]) {
    func absolute(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    folder =
      absolute("XDG_CACHE_HOME").map { $0 + "/speciosa" } ?? absolute("HOME").map { $0 + "/.cache/speciosa" }
  }

  /// The library of a key, if it is there and sound.
  func library(_ key: ContentKey) -> NativeLibrary? {
    guard let path = path(key), let status = FileStatus(path), status.isOwnAndPrivate,
      let bytes = try? readFile(path)
    else { return nil }
    let trailer = Self.trailer(key, of: bytes.dropLast(ContentKey.byteCount * 2))
    guard bytes.count > trailer.count, Array(bytes.suffix(trailer.count)) == trailer else { return nil }
    return try? NativeLibrary(loading: path)
  }

  /// Makes a library and keeps it where there is a place.
  ///
  /// - Parameter compile: Makes a library in an empty folder of its own and returns its path.
  func make(
    _ key: ContentKey, _ compile: (_ folder: String) throws(NativeFailure) -> String
  ) throws(NativeFailure) -> NativeLibrary {
    let parent = folder.flatMap { makeFolder($0) ? $0 : nil }
    guard let workspace = makeTemporaryFolder(in: parent) ?? makeTemporaryFolder(in: nil) else {
      throw NativeFailure("there is no folder to compile in")
    }
    defer { removeFolder(workspace) }
    let made = try compile(workspace)
    if let path = path(key), workspace.hasPrefix(parent.map { $0 + "/" } ?? "\0"), keep(made, key, path) {
      prune()
      if let library = try? NativeLibrary(loading: path) { return library }
    }
    return try NativeLibrary(loading: made)
  }

  private func path(_ key: ContentKey) -> String? { folder.map { "\($0)/\(key.text).so" } }

  /// A disk that is full or read-only costs a compilation the next time, nothing else.
  private func keep(_ made: String, _ key: ContentKey, _ path: String) -> Bool {
    guard let bytes = try? readFile(made) else { return false }
    let aside = made + ".kept"
    guard (try? writeFile(aside, bytes + Self.trailer(key, of: bytes[...]))) != nil else { return false }
    return renameFile(aside, to: path)
  }

  private func prune() {
    guard let folder else { return }
    let files = filesInFolder(folder).filter { $0.hasSuffix(".so") }.map { folder + "/" + $0 }
    guard files.count > Self.capacity else { return }
    let aged = files.compactMap { path in FileStatus(path).map { (path, $0.modified) } }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    for (path, _) in aged.prefix(files.count - Self.capacity / 2) { removeFile(path) }
  }

  private static func trailer(_ key: ContentKey, of bytes: ArraySlice<UInt8>) -> [UInt8] {
    var sum = ContentKey()
    sum.add(bytes)
    return key.bytes + sum.bytes
  }
}

/// A sum over bytes of 128 bits that tells texts apart: two chains of multiplications whose halves are
/// folded together. It guards against accidents, not against forgery; that is what the file's owner is for.
struct ContentKey: Sendable, Hashable {
  static let byteCount = 16
  private var low: UInt64 = 0x243F_6A88_85A3_08D3
  private var high: UInt64 = 0x1319_8A2E_0370_7344

  /// Adds a text and its length.
  mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    add(bytes[...])
  }

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    var word: UInt64 = 0
    var filled = 0
    for byte in bytes {
      word = word << 8 | UInt64(byte)
      filled += 1
      if filled == 8 {
        mix(word)
        (word, filled) = (0, 0)
      }
    }
    mix(word)
    mix(UInt64(bytes.count))
  }

  private mutating func mix(_ word: UInt64) {
    // Digits of π, odd.
    let first = (low ^ word).multipliedFullWidth(by: 0xA409_3822_299F_31D1)
    let second = (high &+ word).multipliedFullWidth(by: 0x082E_FA98_EC4E_6C89)
    low = (first.high ^ first.low) &+ 0x4528_21E6_38D0_1377
    high = (second.high ^ second.low) ^ (low << 7 | low >> 57)
  }

  var bytes: [UInt8] {
    [low, high].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
  }

  /// 32 digits.
  var text: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }
}
