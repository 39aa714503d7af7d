import Text

/// Reads typed fields of a record table and gathers what is wrong with them.
struct RecordReader {
  /// Messages beyond this number are counted, not printed.
  static let problemLimit = 50

  let table: DelimitedTable
  private(set) var problems: [Problem] = []
  private var suppressed = 0

  /// Faults so far, printed or counted.
  var faultCount: Int { problems.count + suppressed }

  init(_ table: DelimitedTable) { self.table = table }

  mutating func report(_ message: String, _ row: DelimitedTable.Row?, kind: Problem.Kind = .input) {
    guard problems.count < Self.problemLimit else {
      suppressed += 1
      return
    }
    let position = row.map { table.position(of: $0) } ?? SourcePosition(file: table.file, line: 1)
    problems.append(Problem(message, at: position, kind: kind))
  }

  /// Index of an event column, whatever its letters' case (`TIME`, `Time`, `time`), or nil.
  ///
  /// `F` alone must be written so: a single small letter is a parameter's name.
  func index(of column: String) -> Int? {
    if let index = table.index(of: column) { return index }
    guard column.count > 1 else { return nil }
    return table.header.firstIndex { $0.uppercased() == column }
  }

  /// Indices of the columns that are not in `known`.
  func others(than known: [String]) -> [Int] {
    let found = Set(known.compactMap { index(of: $0) })
    return table.header.indices.filter { !found.contains($0) }
  }

  /// Reports header names that are not in `known`, and event columns that stand there twice.
  mutating func requireKnownColumns(_ known: [String]) {
    for name in others(than: known).map({ table.header[$0] }) {
      let spelled = known.first { $0.uppercased() == name.uppercased() }
      let remedy = spelled.map { "write it '\($0)'" } ?? "known are \(known.joined(separator: ", "))"
      report("unknown column '\(name)'; \(remedy)", nil)
    }
  }

  /// Index of a column that must be there; reports it where it is missing.
  mutating func required(_ column: String) -> Int? {
    let index = index(of: column)
    if index == nil {
      report("column '\(column)' is missing; the header has \(table.header.joined(separator: ", "))", nil)
    }
    return index
  }

  /// Whether a field says nothing: blank, or a point as in NONMEM's data files.
  static func isMissing(_ text: String) -> Bool { text.isEmpty || text == "." }

  /// A finite number, or nil where the field is missing or was reported.
  mutating func number(_ row: DelimitedTable.Row, _ column: Int?) -> Double? {
    guard let column, !Self.isMissing(row.fields[column]) else { return nil }
    let text = row.fields[column]
    guard let value = Double(text), value.isFinite else {
      report("'\(text)' in column '\(table.header[column])' is not a number", row)
      return nil
    }
    return value
  }

  /// A whole number that is not negative, or nil as above.
  mutating func count(_ row: DelimitedTable.Row, _ column: Int?) -> Int? {
    guard let column, let value = number(row, column) else { return nil }
    guard let whole = Int(exactly: value), whole >= 0 else {
      report(
        "\(row.fields[column]) in column '\(table.header[column])' must be a whole number, 0 or more", row)
      return nil
    }
    return whole
  }

  mutating func finish() throws(Problems) {
    if suppressed > 0 {
      problems.append(Problem("\(suppressed) more problems", at: SourcePosition(file: table.file)))
    }
    if !problems.isEmpty { throw Problems(problems) }
  }
}
