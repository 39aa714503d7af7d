import Text

/// A data set in NONMEM's form: doses, times of observation and covariates of every subject in one table.
package struct EventTable: Sendable {
  package struct Subject: Sendable {
    package let id: String
    package let doses: [DoseEvent]
    /// Times of observation, ascending, each once.
    package let times: [Double]
    /// One a covariate of the table.
    package let covariates: [Double]
    package let position: SourcePosition
  }

  package let file: String
  /// Columns that are neither events nor observations: covariates, or parameters of the model.
  package let covariates: [String]
  package private(set) var subjects: [Subject]

  /// Times at which any subject is observed, ascending, each once.
  package var times: [Double] { Set(subjects.flatMap(\.times)).sorted() }

  /// - Throws: `Problems`, all of the file at once; kind `.unsupported` for covariates that change within
  ///   a subject, EVID 2 to 4, SS, negative RATE.
  package init(parsing text: String, file: String) throws(Problems) {
    let table = try DelimitedTable(parsing: text, file: file)
    var reader = RecordReader(table)
    let ID = reader.required("ID")
    let TIME = reader.required("TIME")
    let MDV = table.index(of: "MDV")
    let known = DoseTable.columns + ["DV", "MDV"]
    let others = table.header.indices.filter { !known.contains(table.header[$0]) }
    let isPositive = table.header.map(PositiveCovariate.isOne)
    let record = DoseRecord(table)
    if table.rows.isEmpty { reader.report("the table has no subjects", nil) }

    var subjects: [Subject] = []
    var finished: Set<String> = []
    if let ID, let TIME {
      var start = 0
      while start < table.rows.count {
        let id = table.rows[start].fields[ID]
        let end = table.rows[start...].firstIndex { $0.fields[ID] != id } ?? table.rows.endIndex
        let rows = table.rows[start..<end]
        start = end
        if RecordReader.isMissing(id) { reader.report("a record needs an ID", rows.first) }
        if !finished.insert(id).inserted {
          reader.report("rows of subject '\(id)' do not stand together", rows.first)
        }
        var doses: [DoseEvent] = []
        var times: [Double] = []
        var covariates: [Double] = []
        var previous = -Double.infinity
        for row in rows {
          guard let time = reader.number(row, TIME) else {
            if RecordReader.isMissing(row.fields[TIME]) { reader.report("a record needs TIME", row) }
            continue
          }
          if time < previous { reader.report("TIME \(time) follows \(previous) in subject '\(id)'", row) }
          previous = time
          switch record.kind(of: row, &reader) {
          case .dose: if let dose = record.dose(row, time: time, &reader) { doses.append(dose) }
          case .observation:
            let isExcluded = MDV.map { row.fields[$0] == "1" } ?? false
            if !isExcluded, times.last != time { times.append(time) }
          case nil: break
          }
        }
        for column in others {
          guard let first = rows.first else { continue }
          if RecordReader.isMissing(first.fields[column]) {
            reader.report("column '\(table.header[column])' is blank in subject '\(id)'", first)
          }
          if let row = rows.first(where: { $0.fields[column] != first.fields[column] }) {
            reader.report(
              "'\(table.header[column])' changes within subject '\(id)'; covariates that change with time "
                + "are not supported yet", row, kind: .unsupported)
          }
          let value = reader.number(first, column) ?? 0
          if isPositive[column], value <= 0, !RecordReader.isMissing(first.fields[column]) {
            reader.report("\(table.header[column]) is \(first.fields[column]); it must be positive", first)
          }
          covariates.append(value)
        }
        if let first = rows.first {
          subjects.append(
            Subject(
              id: id, doses: doses, times: times, covariates: covariates, position: table.position(of: first))
          )
        }
      }
    }
    try reader.finish()
    self.file = file
    self.covariates = others.map { table.header[$0] }
    self.subjects = subjects
  }

  /// The same table with compartment numbers replaced by names, in the model's order of states.
  package func naming(_ names: [String]) throws(Problems) -> EventTable {
    var named = self
    var problems: [Problem] = []
    named.subjects = subjects.map { subject in
      Subject(
        id: subject.id, doses: subject.doses.map { $0.naming(names, &problems) }, times: subject.times,
        covariates: subject.covariates, position: subject.position)
    }
    if !problems.isEmpty { throw Problems(problems) }
    return named
  }
}
