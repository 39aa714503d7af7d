import Foundation

/// A file being written: buffered, created beside its place as `NAME.writing` and renamed when whole.
///
/// A file that is not finished leaves nothing under its name.
package struct OutputFile: ~Copyable {
  private static let bufferSize = 1 << 18

  private let path: String
  private let partial: String
  private let handle: FileHandle
  private var buffer: [UInt8]
  private var isFinished = false

  /// - Throws: `StoreError` when the file cannot be made.
  package init(path: String) throws(StoreError) {
    self.path = path
    // The process in the name keeps two runs apart that by mistake write to one folder.
    partial = "\(path).\(ProcessInfo.processInfo.processIdentifier).writing"
    do {
      try Data().write(to: URL(fileURLWithPath: partial))
      handle = try FileHandle(forWritingTo: URL(fileURLWithPath: partial))
    } catch {
      throw StoreError.cannot("create", path, error)
    }
    buffer = []
    buffer.reserveCapacity(Self.bufferSize + 4096)
  }

  deinit {
    try? handle.close()
    if !isFinished { try? FileManager.default.removeItem(atPath: partial) }
  }

  package mutating func write(_ text: String) throws(StoreError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  package mutating func write(bytes: [UInt8]) throws(StoreError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Lets `fill` append to the buffer directly; for rows of many numbers.
  package mutating func write(_ fill: (inout [UInt8]) -> Void) throws(StoreError) {
    fill(&buffer)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws(StoreError) {
    guard !buffer.isEmpty else { return }
    do { try handle.write(contentsOf: Data(buffer)) } catch { throw StoreError.cannot("write", path, error) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left, waits for the disk and gives the file its name.
  package consuming func finish() throws(StoreError) {
    try flush()
    do {
      // A full disk may only show here.
      try handle.synchronize()
      try handle.close()
      try FileSystem.rename(partial, to: path)
    } catch {
      throw StoreError.cannot("write", path, error)
    }
    isFinished = true
  }
}

/// The few file operations that Store needs, with our errors.
package enum FileSystem {
  /// Renames a file over whatever stands at the target.
  static func rename(_ source: String, to target: String) throws {
    if isThere(target), !isFolder(target) { try FileManager.default.removeItem(atPath: target) }
    try FileManager.default.moveItem(atPath: source, toPath: target)
  }

  package static func isThere(_ path: String) -> Bool {
    // A dangling link counts: it is in the way.
    (try? FileManager.default.attributesOfItem(atPath: path)) != nil
  }

  package static func isFolder(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeDirectory
  }

  static func makeFolder(_ path: String) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw StoreError.cannot("create the folder", path, error) }
  }

  /// The whole content of a file.
  package static func bytes(of path: String) throws(StoreError) -> [UInt8] {
    do { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
      throw StoreError.cannot("read", path, error)
    }
  }

  /// SHA-256 of a file's content, read piece by piece.
  package static func sha256(ofFile path: String) throws(StoreError) -> String {
    var hash = try ContentHash()
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        hash.update(bytes: Array(piece))
      }
    } catch { throw StoreError.cannot("read", path, error) }
    return hash.hexadecimal()
  }
}
