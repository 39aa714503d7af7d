import Text

/// Subjects and their own values of parameters or covariates, from a table with the column `ID`.
package struct SubjectTable: Sendable {
  package let file: String
  package let ids: [String]
  /// Names of the columns after `ID`, in the table's order.
  package let columns: [String]
  /// subject × column, column fastest.
  package let values: [Double]

  /// - Parameter lineOffset: Lines between the header and the next row here, for a table read in parts.
  /// - Throws: `Problems`, all of the file at once: a word or blank where a number belongs, an ID twice,
  ///   a body size or age that is not positive, no subject at all.
  package init(parsing text: String, file: String, lineOffset: Int = 0) throws(Problems) {
    let table = try DelimitedTable(parsing: text, file: file, lineOffset: lineOffset)
    var reader = RecordReader(table)
    let ID = reader.required("ID")
    let others = table.header.indices.filter { $0 != ID }
    let isPositive = table.header.map(PositiveCovariate.isOne)
    if table.rows.isEmpty { reader.report("the table has no subjects", nil) }

    var ids: [String] = []
    var seen: Set<String> = []
    var values: [Double] = []
    ids.reserveCapacity(table.rows.count)
    values.reserveCapacity(table.rows.count * others.count)
    if let ID {
      for row in table.rows {
        let id = row.fields[ID]
        if RecordReader.isMissing(id) { reader.report("a subject needs an ID", row) }
        if !seen.insert(id).inserted { reader.report("subject '\(id)' appears twice", row) }
        ids.append(id)
        for column in others {
          if RecordReader.isMissing(row.fields[column]) {
            reader.report("column '\(table.header[column])' is blank; every subject needs a number", row)
          }
          let value = reader.number(row, column) ?? 0
          if isPositive[column], value <= 0, !RecordReader.isMissing(row.fields[column]) {
            reader.report("\(table.header[column]) is \(row.fields[column]); it must be positive", row)
          }
          values.append(value)
        }
      }
    }
    try reader.finish()
    self.file = file
    self.ids = ids
    self.columns = others.map { table.header[$0] }
    self.values = values
  }

  /// Values of one subject, in the order of `columns`.
  package func values(of subject: Int) -> ArraySlice<Double> {
    values[subject * columns.count..<(subject + 1) * columns.count]
  }
}

/// Covariates whose range is known whatever the model: nobody weighs nothing.
enum PositiveCovariate {
  private static let names: Set<String> = ["WT", "BW", "AGE", "HT", "BMI", "WEIGHT", "HEIGHT"]

  static func isOne(_ column: String) -> Bool { names.contains(column.uppercased()) }
}
