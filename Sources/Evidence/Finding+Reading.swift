import Text

extension Finding {
  /// Words in an interval column by which the upper bound is a spread about the value, not a bound.
  private static let spreadWords = ["SD", "SE", "SEM", "CV", "SD or SE"]

  /// Reads a findings table.
  ///
  /// Faults: blank required field, a word where a number belongs, a numeric value without unit,
  /// lower above upper, a value outside its interval, an unknown verification.
  static func read(
    _ text: String, file: String, schema: FindingSchema, problems: inout [Problem]
  ) throws(Problems) -> [Finding] {
    var reader = try TableReader(
      text, file: file, columns: schema.columns.filter { !$0.name.isEmpty }.map(\.name))
    var findings: [Finding] = []
    findings.reserveCapacity(reader.table.rows.count)
    for row in reader.table.rows {
      findings.append(finding(in: row, schema: schema, reader: &reader))
    }
    problems += reader.problems
    return findings
  }

  private static func finding(
    in row: DelimitedTable.Row, schema: FindingSchema, reader: inout TableReader
  ) -> Finding {
    for column in schema.columns where !column.name.isEmpty {
      let text = reader.text(row, column.name)
      if column.isRequired && text.isEmpty {
        reader.fault("column '\(column.name)' is blank; a value is required", row)
      }
      if case .words(let words) = column.content, !text.isEmpty, !words.contains(text) {
        reader.fault(
          "'\(text)' in column '\(column.name)' is not one of \(words.joined(separator: ", "))", row)
      }
      if column.content == .number { _ = reader.number(row, column.name) }
    }
    func text(_ meaning: FindingSchema.Meaning) -> String {
      schema.columns(meaning).map { column in
        if case .constant(let text) = column.content { return text }
        return reader.text(row, column.name)
      }.filter { !$0.isEmpty }.joined(separator: ", ")
    }
    let valueText = text(.value)
    let value = finiteNumber(valueText)
    let interval = text(.interval)
    let unit = text(.unit)
    var lower = finiteNumber(text(.lower))
    var upper = finiteNumber(text(.upper))
    var spread = text(.spread)
    if value != nil && unit.isEmpty {
      reader.fault("the value \(valueText) has no unit; write 1 for a number without dimension", row)
    }
    if spreadWords.contains(interval) {
      if lower != nil {
        reader.fault("'\(interval)' stands in 'upper' alone, but 'lower' is \(text(.lower))", row)
      }
      if let upper { spread = "\(interval) \(shortNumber(upper))" }
      lower = nil
      upper = nil
    }
    checkInterval(value, lower, upper, name: "value", row, &reader)
    let further = schema.columns(.furtherValue)
    for (index, column) in further.enumerated() {
      let lowers = schema.columns(.furtherLower)
      let uppers = schema.columns(.furtherUpper)
      checkInterval(
        finiteNumber(reader.text(row, column.name)),
        index < lowers.count ? finiteNumber(reader.text(row, lowers[index].name)) : nil,
        index < uppers.count ? finiteNumber(reader.text(row, uppers[index].name)) : nil,
        name: column.name, row, &reader)
    }
    let verificationColumn = schema.column(.verification)?.name ?? "verification"
    let quantity = text(.quantity)
    return Finding(
      id: text(.id), topic: schema.topic, position: reader.position(row), source: text(.source),
      study: text(.study), subject: text(.subject),
      quantity: quantity.isEmpty ? (schema.column(.value)?.name ?? "") : quantity,
      population: text(.population), n: text(.n), statistic: text(.statistic), valueText: valueText,
      value: value, lower: lower, upper: upper, intervalKind: interval, spread: spread, unit: unit,
      verification: reader.verification(row, verificationColumn), verifiedWhere: text(.verifiedWhere),
      knownDoubt: text(.knownDoubt), note: text(.note),
      fields: schema.columns.compactMap { column in
        column.name.isEmpty ? nil : Field(column: column.name, text: reader.text(row, column.name))
      })
  }

  private static func checkInterval(
    _ value: Double?, _ lower: Double?, _ upper: Double?, name: String, _ row: DelimitedTable.Row,
    _ reader: inout TableReader
  ) {
    if let lower, let upper, lower > upper {
      reader.fault(
        "the lower bound \(shortNumber(lower)) of '\(name)' lies above the upper bound \(shortNumber(upper))",
        row)
      return
    }
    guard let value else { return }
    if let lower, value < lower {
      reader.fault(
        "'\(name)' \(shortNumber(value)) lies below its lower bound \(shortNumber(lower))", row)
    }
    if let upper, value > upper {
      reader.fault(
        "'\(name)' \(shortNumber(value)) lies above its upper bound \(shortNumber(upper))", row)
    }
  }
}

/// Shortest text of a number that reads back as the same number, whole numbers without `.0`.
func shortNumber(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
