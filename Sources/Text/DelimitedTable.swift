/// A comma-separated table (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes) whose
/// every field knows its place. Lines that are empty are skipped; a byte-order mark is dropped.
package struct DelimitedTable: Sendable {
  package struct Row: Sendable {
    /// Line of the file at which the row starts, from 1.
    package let line: Int
    package let fields: [String]
  }

  package let file: String
  package let header: [String]
  package let rows: [Row]
  private let columns: [String: Int]

  /// - Parameters:
  ///   - lineOffset: Lines of the file between the header and the next row here, for a table that is read in
  ///     parts.
  ///   - trimming: Whether blanks around a field that has no quotes are dropped.
  /// - Throws: `Problems` when the table is empty, a quote stays open, a header name repeats, or a row
  ///   has another number of fields than the header.
  package init(
    parsing text: String, file: String, lineOffset: Int = 0, trimming: Bool = false
  ) throws(Problems) {
    let records = try Self.records(of: text, file: file, lineOffset: lineOffset, trimming: trimming)
    guard let head = records.first else {
      throw Problems("the table is empty; expected a header row", at: SourcePosition(file: file))
    }
    var problems: [Problem] = []
    var columns: [String: Int] = [:]
    for (index, name) in head.fields.enumerated() {
      if columns.updateValue(index, forKey: name) != nil {
        problems.append(
          Problem("column '\(name)' appears twice", at: SourcePosition(file: file, line: head.line)))
      }
    }
    for row in records.dropFirst() where row.fields.count != head.fields.count {
      problems.append(
        Problem(
          "row has \(row.fields.count) fields, the header has \(head.fields.count)",
          at: SourcePosition(file: file, line: row.line)))
    }
    if !problems.isEmpty { throw Problems(problems) }
    self.file = file
    self.header = head.fields
    self.rows = Array(records.dropFirst())
    self.columns = columns
  }

  /// Index of a column, or nil where the table lacks it.
  package func index(of column: String) -> Int? { columns[column] }

  /// Index of a column that must be there.
  package func requiredIndex(of column: String) throws(Problems) -> Int {
    guard let index = columns[column] else {
      throw Problems(
        "column '\(column)' is missing; the header has \(header.joined(separator: ", "))",
        at: SourcePosition(file: file, line: 1))
    }
    return index
  }

  package func position(of row: Row) -> SourcePosition { SourcePosition(file: file, line: row.line) }

  /// A finite number in a field, or a problem that names file, line and column name.
  package func number(_ row: Row, _ column: Int) throws(Problems) -> Double {
    let text = row.fields[column]
    guard let value = Double(text), value.isFinite else {
      throw Problems(
        "'\(text)' in column '\(header[column])' is not a number", at: position(of: row))
    }
    return value
  }

  private static func records(
    of text: String, file: String, lineOffset: Int, trimming: Bool
  ) throws(Problems) -> [Row] {
    let bytes = Array(text.utf8)
    let (quote, comma, cr, lf) = (
      UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n")
    )
    let blanks: Set<UInt8> = trimming ? [UInt8(ascii: " "), UInt8(ascii: "\t")] : []
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var rows: [Row] = []
    var line = 1
    while index < bytes.count {
      let startLine = line
      var fields: [String] = []
      var isLineDone = false
      while !isLineDone {
        var field: [UInt8] = []
        var isQuoted = false
        if index < bytes.count, bytes[index] == quote {
          let quoteLine = line
          isQuoted = true
          index += 1
          while true {
            guard index < bytes.count else {
              throw Problems(
                "a quoted field is not closed", at: SourcePosition(file: file, line: quoteLine))
            }
            if bytes[index] == quote {
              if index + 1 < bytes.count, bytes[index + 1] == quote {
                field.append(quote)
                index += 2
                continue
              }
              index += 1
              break
            }
            if bytes[index] == lf { line += 1 }
            field.append(bytes[index])
            index += 1
          }
        }
        while index < bytes.count, bytes[index] != comma, bytes[index] != lf {
          if bytes[index] != cr { field.append(bytes[index]) }
          index += 1
        }
        if trimming, !isQuoted {
          while let last = field.last, blanks.contains(last) { field.removeLast() }
          field.removeFirst(field.prefix { blanks.contains($0) }.count)
        }
        fields.append(String(decoding: field, as: UTF8.self))
        if index < bytes.count, bytes[index] == comma {
          index += 1
        } else {
          if index < bytes.count { line += 1 }
          index += 1
          isLineDone = true
        }
      }
      if fields != [""] {
        rows.append(Row(line: startLine, fields: fields))
        if rows.count == 1 { line += lineOffset }
      }
    }
    return rows
  }
}
