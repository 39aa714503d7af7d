import Dosing
import Foundation
import Store
import Text

/// A table of subjects that is read block by block, so that memory does not grow with the number of people: gone
/// through once for its faults, then read again where a block begins.
package struct SubjectFile: Sendable {
  package let path: String
  /// Names of the columns after `ID`.
  package let columns: [String]
  package let count: Int
  package let sha256: String
  /// Those of the wanted names that are subjects of the table.
  package let found: Set<String>

  private let header: Header
  private let pieces: [Piece]

  private struct Piece: Sendable {
    let stretch: RowScanner.Stretch
    let digest: [UInt8]
  }

  /// The first row, which every piece is read with.
  private struct Header: Sendable {
    let text: String
    private let lineCount: Int

    init(text: String) {
      self.text = text
      lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") }
    }

    /// Lines between the header and the piece.
    func offset(of stretch: RowScanner.Stretch) -> Int { max(0, stretch.firstLine - 1 - lineCount) }

    func table(
      _ rows: String, _ stretch: RowScanner.Stretch, file: String
    ) throws(Problems) -> SubjectTable {
      try SubjectTable(parsing: text + rows, file: file, lineOffset: offset(of: stretch))
    }
  }

  private static let blockSize = 256

  /// - Parameter wanted: Names to look for among the subjects.
  /// - Throws: `Problems`, all of the file at once.
  package init(reading path: String, wanted: Set<String> = []) throws(Problems) {
    try InputFile.requireFile(path)
    self.path = path
    let stretches: [RowScanner.Stretch]
    (stretches, sha256) = try Self.scan(path)
    guard let head = stretches.first else {
      throw Problems("the table is empty; expected a header row", at: SourcePosition(file: path))
    }
    let header = Header(text: try Self.text(try Self.bytes(of: head, in: path), path: path))
    self.header = header

    var reading = Reading(wanted: wanted)
    var pieces: [Piece] = []
    for stretch in stretches.dropFirst() where reading.isGoingOn {
      let bytes = try Self.bytes(of: stretch, in: path)
      pieces.append(Piece(stretch: stretch, digest: try Self.digest(of: bytes)))
      let text = try Self.text(bytes, path: path)
      do throws(Problems) {
        let table = try header.table(text, stretch, file: path)
        guard table.ids.count == stretch.rowCount else {
          throw Problems("a row holds nothing", at: SourcePosition(file: path, line: stretch.firstLine))
        }
        reading.add(table)
      } catch {
        reading.add(error.all)
      }
    }
    self.pieces = pieces
    if pieces.isEmpty {
      do throws(Problems) { _ = try header.table("", head, file: path) } catch { reading.add(error.all) }
    }
    columns = reading.columns
    count = reading.count
    found = reading.found
    let suspects = reading.repeatedKeys()
    if !suspects.isEmpty {
      reading.add(try Self.repeated(suspects, among: pieces, header: header, path: path))
    }
    try reading.finish()
  }

  /// Subjects of a block, as a table.
  ///
  /// - Throws: `Problems` where the file is no longer what it was.
  package func table(ofBlock index: Int) throws(Problems) -> SubjectTable {
    let piece = pieces[index]
    let bytes = try Self.bytes(of: piece.stretch, in: path)
    guard try Self.digest(of: bytes) == piece.digest else {
      throw Problems("the table changed while the run was reading it", at: SourcePosition(file: path))
    }
    return try header.table(try Self.text(bytes, path: path), piece.stretch, file: path)
  }

  /// Calls `each` with the blocks that hold a range of subjects, and the part of each.
  package func forEachTable(
    of range: Range<Int>, _ each: (SubjectTable, Range<Int>) throws(Problems) -> Void
  ) throws(Problems) {
    guard !range.isEmpty else { return }
    for block in range.lowerBound / Self.blockSize...(range.upperBound - 1) / Self.blockSize {
      let table = try table(ofBlock: block)
      let first = block * Self.blockSize
      try each(table, max(0, range.lowerBound - first)..<min(table.ids.count, range.upperBound - first))
    }
  }

  // MARK: Faults

  /// What going through the table gathers.
  private struct Reading {
    var columns: [String] = []
    var count = 0
    var found: Set<String> = []
    private let wanted: Set<String>
    private var keys: [UInt64] = []
    private var problems: [Problem] = []
    private var seen: Set<Problem> = []

    init(wanted: Set<String>) { self.wanted = wanted }

    /// Whether there is room for more faults.
    var isGoingOn: Bool { problems.count < 50 }

    mutating func add(_ more: [Problem]) { problems += more.filter { seen.insert($0).inserted } }

    mutating func add(_ table: SubjectTable) {
      columns = table.columns
      count += table.ids.count
      for id in table.ids {
        keys.append(SubjectFile.key(of: id))
        if wanted.contains(id) { found.insert(id) }
      }
    }

    /// Keys that stand for more than one row.
    mutating func repeatedKeys() -> Set<UInt64> {
      keys.sort()
      var repeated: Set<UInt64> = []
      for (a, b) in zip(keys, keys.dropFirst()) where a == b { repeated.insert(a) }
      keys = []
      return repeated
    }

    func finish() throws(Problems) { if !problems.isEmpty { throw Problems(problems) } }
  }

  /// FNV-1a, 64 bit: eight bytes a subject in place of its name; equal keys are looked at again.
  private static func key(of id: String) -> UInt64 {
    id.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// Subjects that stand in the table twice, among those of some keys.
  private static func repeated(
    _ suspects: Set<UInt64>, among pieces: [Piece], header: Header, path: String
  ) throws(Problems) -> [Problem] {
    var names: Set<String> = []
    var problems: [Problem] = []
    for piece in pieces where problems.count < 50 {
      let rows = try text(try bytes(of: piece.stretch, in: path), path: path)
      let table = try DelimitedTable(
        parsing: header.text + rows, file: path, lineOffset: header.offset(of: piece.stretch))
      guard let ID = table.index(of: "ID") else { continue }
      for row in table.rows where suspects.contains(key(of: row.fields[ID])) {
        if !names.insert(row.fields[ID]).inserted {
          problems.append(
            Problem("subject '\(row.fields[ID])' appears twice", at: table.position(of: row)))
        }
      }
    }
    return problems
  }

  // MARK: Bytes

  private static func scan(_ path: String) throws(Problems) -> ([RowScanner.Stretch], String) {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      var scanner = RowScanner(rowsInStretch: blockSize)
      var hash = try ContentHash()
      while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
        let bytes = Array(data)
        scanner.scan(bytes)
        hash.update(bytes: bytes)
      }
      return (scanner.finish(), hash.hexadecimal())
    } catch {
      throw Problems("the file cannot be read: \(error)", at: SourcePosition(file: path))
    }
  }

  private static func bytes(of stretch: RowScanner.Stretch, in path: String) throws(Problems) -> [UInt8] {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      try handle.seek(toOffset: UInt64(stretch.offset))
      return Array(try handle.read(upToCount: stretch.length) ?? Data())
    } catch {
      throw Problems("the file cannot be read: \(error)", at: SourcePosition(file: path))
    }
  }

  private static func digest(of bytes: [UInt8]) throws(Problems) -> [UInt8] {
    do throws(StoreError) {
      var hash = try ContentHash()
      hash.update(bytes: bytes)
      return hash.digest()
    } catch { throw Problems(error.message) }
  }

  private static func text(_ bytes: [UInt8], path: String) throws(Problems) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problems("the file is not UTF-8 text", at: SourcePosition(file: path))
    }
    return text
  }
}
