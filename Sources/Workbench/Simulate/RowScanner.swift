/// Finds where the rows of a comma-separated table end, in a stream of bytes: line breaks inside quotes are
/// none, blank lines are no rows.
struct RowScanner {
  /// Consecutive rows as a stretch of the file.
  struct Stretch: Sendable {
    var offset: Int
    var length = 0
    /// Line of the file at which the stretch starts, from 1.
    var firstLine: Int
    var rowCount = 0
  }

  private let rowsInStretch: Int
  private(set) var stretches: [Stretch] = []
  private var current = Stretch(offset: 0, firstLine: 1)
  private var offset = 0
  private var line = 1
  private var isQuoted = false
  private var isBlank = true

  /// - Parameter rowsInStretch: The first stretch is the header alone; the others have this many rows.
  init(rowsInStretch: Int) { self.rowsInStretch = rowsInStretch }

  mutating func scan(_ bytes: [UInt8]) {
    for byte in bytes {
      offset += 1
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        if !isQuoted { endRow() }
      case UInt8(ascii: "\""):
        // A doubled quote inside quotes toggles twice.
        isQuoted.toggle()
        isBlank = false
      case UInt8(ascii: "\r"): break
      default: isBlank = false
      }
    }
  }

  private mutating func endRow() {
    if !isBlank { current.rowCount += 1 }
    isBlank = true
    if current.rowCount == (stretches.isEmpty ? 1 : rowsInStretch) { endStretch() }
  }

  private mutating func endStretch() {
    current.length = offset - current.offset
    if current.length > 0 { stretches.append(current) }
    current = Stretch(offset: offset, firstLine: line)
  }

  /// All stretches; the last row may lack its line break.
  mutating func finish() -> [Stretch] {
    if !isBlank { current.rowCount += 1 }
    endStretch()
    return stretches.filter { $0.rowCount > 0 }
  }
}
