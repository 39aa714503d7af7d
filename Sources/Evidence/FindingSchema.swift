import Text

/// What the columns of a findings table mean, from `schema.csv`.
///
/// Tables keep the columns in which their facts were taken down; the schema says which of them is the
/// subject, the value, the interval and so on, so that one reader serves all and a new table needs no code.
struct FindingSchema {
  enum Meaning: String, CaseIterable {
    case id, source, study, subject, quantity, population, n, statistic, value, lower, upper, interval
    case spread, unit, verification
    case verifiedWhere = "verified where"
    case knownDoubt = "known doubt"
    case note
    /// Kept and shown, without further meaning to the reader.
    case detail
    /// A number, its lower and its upper bound beside the table's main value.
    case furtherValue = "further value"
    case furtherLower = "further lower"
    case furtherUpper = "further upper"
  }

  enum Content: Equatable {
    case text
    /// Blank or a finite number.
    case number
    /// One of a closed list of words.
    case words([String])
    /// The same text for every row; such an entry names no column.
    case constant(String)
  }

  struct Column {
    let name: String
    let meaning: Meaning
    let content: Content
    let isRequired: Bool
    let position: SourcePosition
  }

  /// Name of the table without extension.
  let topic: String
  let title: String
  let columns: [Column]

  func column(_ meaning: Meaning) -> Column? { columns.first { $0.meaning == meaning } }
  func columns(_ meaning: Meaning) -> [Column] { columns.filter { $0.meaning == meaning } }

  /// - Throws: `Problems` for an unknown meaning, a table without id, source, value or verification.
  static func read(_ text: String, file: String) throws(Problems) -> [FindingSchema] {
    var reader = try TableReader(
      text, file: file, columns: ["table", "column", "meaning", "content", "required"])
    var order: [String] = []
    var columns: [String: [Column]] = [:]
    var titles: [String: String] = [:]
    for row in reader.table.rows {
      let topic = reader.required(row, "table")
      if !order.contains(topic) { order.append(topic) }
      let name = reader.text(row, "column")
      if reader.text(row, "meaning") == "title" {
        titles[topic] = reader.text(row, "content")
        continue
      }
      guard
        let meaning = reader.choice(
          row, "meaning", words: "title, " + Meaning.allCases.map(\.rawValue).joined(separator: ", "),
          { Meaning(rawValue: $0) })
      else { continue }
      let isRequired =
        reader.choice(row, "required", words: "yes, no") { $0 == "yes" ? true : $0 == "no" ? false : nil }
        ?? false
      guard let content = content(of: reader.text(row, "content")) else {
        reader.fault(
          "'\(reader.text(row, "content"))' is not a content; expected text, number, one of: a | b, or = text",
          row)
        continue
      }
      if case .constant = content {
        if !name.isEmpty { reader.fault("a constant has no column, but '\(name)' is named", row) }
      } else if name.isEmpty {
        reader.fault("the column is blank; only a constant (= text) has none", row)
      }
      columns[topic, default: []].append(
        Column(
          name: name, meaning: meaning, content: content, isRequired: isRequired,
          position: reader.position(row)))
    }
    var problems = reader.problems
    let schemas = order.map { topic in
      FindingSchema(topic: topic, title: titles[topic] ?? topic, columns: columns[topic] ?? [])
    }
    for schema in schemas {
      for meaning in [Meaning.id, .source, .value, .verification]
      where schema.column(meaning) == nil {
        problems.append(
          Problem(
            "table '\(schema.topic)' has no column that means '\(meaning.rawValue)'",
            at: SourcePosition(file: file)))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return schemas
  }

  private static func content(of text: String) -> Content? {
    if text == "text" { return .text }
    if text == "number" { return .number }
    if text.hasPrefix("= ") { return .constant(String(text.dropFirst(2)).trimmed) }
    if text.hasPrefix("one of: ") {
      return .words(text.dropFirst(8).split(separator: "|").map { String($0).trimmed })
    }
    return nil
  }
}
