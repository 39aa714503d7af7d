import Text

/// Doses read from a table in NONMEM's columns. Amounts and times are in the model's units; rows without
/// an ID hold for every subject.
package struct DoseTable: Sendable {
  package static let columns = ["ID", "TIME"] + DoseRecord.columns

  package let file: String
  /// Doses of every subject, in the table's order.
  package private(set) var common: [DoseEvent]
  /// Subjects with doses of their own, in order of appearance.
  package let ids: [String]
  private var own: [String: [DoseEvent]]

  /// - Throws: `Problems`, all of the file at once; kind `.unsupported` for what the format allows and
  ///   Speciosa does not do (SS 3).
  package init(parsing text: String, file: String) throws(Problems) {
    let table = try DelimitedTable(parsing: text, file: file, trimming: true)
    var reader = RecordReader(table)
    reader.requireKnownColumns(Self.columns)
    let TIME = reader.required("TIME")
    _ = reader.required("AMT")
    _ = reader.required("CMT")
    let ID = reader.index(of: "ID")
    let record = DoseRecord(reader, clock: RecordClock(reader, hour: nil))

    var common: [DoseEvent] = []
    var ids: [String] = []
    var own: [String: [DoseEvent]] = [:]
    if reader.problems.isEmpty {
      for row in table.rows {
        let time = reader.number(row, TIME)
        if time == nil, let TIME, RecordReader.isMissing(row.fields[TIME]) {
          reader.report("a dose needs TIME", row)
        }
        guard let kind = record.kind(of: row, &reader) else { continue }
        let event: DoseEvent?
        switch kind {
        case .observation:
          reader.report("the row is an observation; a table of doses holds doses only", row)
          continue
        case .other: continue  // nothing changes in a table without covariates
        case .reset: event = .reset(at: time ?? 0, position: table.position(of: row))
        case .dose, .resetAndDose: event = record.dose(row, kind: kind, time: time ?? 0, &reader)
        }
        guard let dose = event else { continue }
        let id = ID.map { row.fields[$0] } ?? ""
        if RecordReader.isMissing(id) {
          common.append(dose)
        } else {
          if own[id] == nil { ids.append(id) }
          own[id, default: []].append(dose)
        }
      }
    }
    try reader.finish()
    self.file = file
    self.common = common
    self.ids = ids
    self.own = own
  }

  /// Doses of a subject: those of all, then its own.
  package func doses(for id: String) -> [DoseEvent] {
    guard let own = own[id] else { return common }
    return common + own
  }

  /// Every dose of the table.
  package var all: [DoseEvent] { common + ids.flatMap { own[$0] ?? [] } }

  /// Refuses doses for subjects that do not exist.
  package func requireSubjects(_ known: [String]) throws(Problems) {
    let known = Set(known)
    let problems = ids.filter { !known.contains($0) }.map {
      Problem("no subject has the ID '\($0)'", at: own[$0]?.first?.position)
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  /// The same table with other doses in place of those of all, and of those of each subject.
  package func map(_ transform: ([DoseEvent]) throws(Problems) -> [DoseEvent]) throws(Problems) -> DoseTable {
    var mapped = self
    mapped.common = try transform(common)
    for id in ids { mapped.own[id] = try transform(own[id] ?? []) }
    return mapped
  }

  /// The same table with compartment numbers replaced by names.
  ///
  /// - Parameter names: What the numbers 1, 2, … stand for, in the model's order of states.
  package func naming(_ names: [String]) throws(Problems) -> DoseTable {
    var named = self
    var problems: [Problem] = []
    named.common = common.map { $0.naming(names, &problems) }
    for id in ids { named.own[id] = own[id]?.map { $0.naming(names, &problems) } }
    if !problems.isEmpty { throw Problems(problems) }
    return named
  }
}

extension DoseEvent {
  func naming(_ names: [String], _ problems: inout [Problem]) -> DoseEvent {
    guard givesDose, let number = Int(compartment) else { return self }
    guard names.indices.contains(number - 1) else {
      problems.append(
        Problem("CMT \(number) does not exist; the model has \(names.count) states", at: position))
      return self
    }
    var copy = self
    copy.compartment = names[number - 1]
    return copy
  }
}
