import Text

/// A data set in NONMEM's form: doses, times of observation and covariates of every subject in one table.
package struct EventTable: Sendable {
  package struct Observation: Sendable, Hashable {
    package var time: Double
    /// Place among the subject's records: what a record before it changes is seen, what one after it
    /// changes is not.
    package var order: Int
  }

  package struct Subject: Sendable {
    package let id: String
    package internal(set) var doses: [DoseEvent]
    /// In time order; at one time only what other records separate.
    package let observations: [Observation]
    /// Values at the first record, one a covariate of the table.
    package let covariates: [Double]
    /// The records that state covariates, the first of all of them first; empty where nothing changes.
    package let changes: [CovariateRecord]
    package let position: SourcePosition

    /// Times of observation, ascending, each once.
    package var times: [Double] {
      observations.reduce(into: []) { if $0.last != $1.time { $0.append($1.time) } }
    }
  }

  package let file: String
  /// Columns that are neither events nor observations: covariates, or parameters of the model.
  package let covariates: [String]
  package private(set) var subjects: [Subject]
  /// Times at which any subject is observed, ascending; twice or more where a subject is observed before
  /// and after something that happens at that time.
  package let times: [Double]

  /// - Parameter hour: Units of model time in an hour, for clock times and dates.
  /// - Throws: `Problems`, all of the file at once; kind `.unsupported` for SS 3 and for compartments
  ///   turned off.
  package init(parsing text: String, file: String, hour: Double = 1) throws(Problems) {
    let table = try DelimitedTable(parsing: text, file: file, trimming: true)
    var reader = RecordReader(table)
    let ID = reader.required("ID")
    let TIME = reader.required("TIME")
    if table.rows.isEmpty { reader.report("the table has no subjects", nil) }
    let known = DoseTable.columns + RecordClock.dateColumns + ["DV", "MDV"]
    let columns = reader.others(than: known)

    var subjects: [Subject] = []
    var finished: Set<String> = []
    if let ID, TIME != nil {
      let records = SubjectRecords(reader, columns: columns, hour: hour)
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
        if let subject = records.subject(id, rows, &reader) { subjects.append(subject) }
      }
    }
    try reader.finish()
    self.file = file
    self.covariates = columns.map { table.header[$0] }
    self.subjects = subjects
    var counts: [Double: Int] = [:]
    for subject in subjects {
      for (time, observations) in subject.observationsByTime {
        counts[time] = max(counts[time] ?? 0, observations.count)
      }
    }
    times = counts.keys.sorted().flatMap { time in Array(repeating: time, count: counts[time] ?? 1) }
  }

  /// Indices of the covariates that change within any subject.
  package var changingCovariates: [Int] {
    covariates.indices.filter { column in
      subjects.contains { subject in
        subject.changes.contains {
          $0.values[column] ?? subject.covariates[column] != subject.covariates[column]
        }
      }
    }
  }

  /// The same table with compartment numbers replaced by names, in the model's order of states.
  package func naming(_ names: [String]) throws(Problems) -> EventTable {
    var named = self
    var problems: [Problem] = []
    for index in subjects.indices {
      named.subjects[index].doses = subjects[index].doses.map { $0.naming(names, &problems) }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return named
  }

  /// Where a subject's observations stand among its other records of the same time, by index of `times`.
  ///
  /// The n-th observation of a time takes the n-th of equal entries; what is not listed is read after
  /// everything that happens at its time.
  package func orders(of subject: Subject) -> [Int: Int] {
    var orders: [Int: Int] = [:]
    let later = subject.lastChange
    for (time, observations) in subject.observationsByTime {
      guard let last = later[time], let first = firstIndex(of: time) else { continue }
      for (offset, observation) in observations.enumerated() where observation.order < last {
        orders[first + offset] = observation.order
      }
    }
    return orders
  }

  private func firstIndex(of time: Double) -> Int? {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low < times.count && times[low] == time ? low : nil
  }
}

extension EventTable.Subject {
  fileprivate var observationsByTime: [Double: [EventTable.Observation]] {
    Dictionary(grouping: observations, by: \.time)
  }

  /// By time: the place of the last record that changes something.
  fileprivate var lastChange: [Double: Int] {
    var last: [Double: Int] = [:]
    for dose in doses { last[dose.time] = max(last[dose.time] ?? 0, dose.order) }
    for change in changes { last[change.time] = max(last[change.time] ?? 0, change.order) }
    return last
  }
}

/// Reads the records of one subject after the other.
private struct SubjectRecords {
  private let table: DelimitedTable
  private let record: DoseRecord
  private let clock: RecordClock
  private let MDV: Int?
  private let columns: [Int]
  private let isPositive: [Bool]

  init(_ reader: RecordReader, columns: [Int], hour: Double) {
    table = reader.table
    clock = RecordClock(reader, hour: hour)
    record = DoseRecord(reader, clock: clock)
    MDV = reader.index(of: "MDV")
    self.columns = columns
    isPositive = reader.table.header.map(PositiveCovariate.isOne)
  }

  func subject(
    _ id: String, _ rows: ArraySlice<DelimitedTable.Row>, _ reader: inout RecordReader
  ) -> EventTable.Subject? {
    guard let first = rows.first else { return nil }
    var doses: [DoseEvent] = []
    var observations: [EventTable.Observation] = []
    var previous = -Double.infinity
    var start: RecordClock.Reading?
    var covariates = Covariates(count: columns.count)
    var isSeparated = true
    for (order, row) in rows.enumerated() {
      guard let reading = clock.read(row, &reader) else {
        if let TIME = reader.index(of: "TIME"), RecordReader.isMissing(row.fields[TIME]) {
          reader.report("a record needs TIME", row)
        }
        continue
      }
      let time = clock.time(of: reading, since: start ?? reading)
      start = start ?? reading
      if time < previous {
        reader.report(
          "TIME \(time) follows \(previous) in subject '\(id)'"
            + (clock.isClock ? "; a clock that passes midnight needs a column DATE" : ""), row)
      }
      previous = time
      if read(&covariates, row, time: time, order: order, &reader) { isSeparated = true }
      guard let kind = record.kind(of: row, &reader) else { continue }
      switch kind {
      case .dose, .resetAndDose:
        isSeparated = true
        if let dose = record.dose(row, kind: kind, time: time, order: order, &reader) { doses.append(dose) }
      case .reset:
        isSeparated = true
        doses.append(.reset(at: time, order: order, position: table.position(of: row)))
      case .other: break
      case .observation:
        if let MDV, Double(row.fields[MDV]) == 1 { continue }
        if isSeparated || observations.last?.time != time {
          observations.append(EventTable.Observation(time: time, order: order))
        }
        isSeparated = false
      }
    }
    for (index, column) in columns.enumerated() where covariates.first[index] == nil {
      reader.report("column '\(table.header[column])' is blank in subject '\(id)'", first)
    }
    return EventTable.Subject(
      id: id, doses: doses, observations: observations, covariates: covariates.first.map { $0 ?? 0 },
      changes: covariates.changes, position: table.position(of: first))
  }

  /// What is known of a subject's covariates so far; a missing field keeps the value before it.
  private struct Covariates {
    var first: [Double?]
    var now: [Double?]
    var records: [CovariateRecord] = []
    var hasChanged = false

    init(count: Int) {
      first = Array(repeating: nil, count: count)
      now = first
    }

    /// All records where something changes; the first states everything.
    var changes: [CovariateRecord] {
      guard hasChanged, var start = records.first else { return [] }
      start.values = first
      return [start] + records.dropFirst()
    }
  }

  /// - Returns: Whether a value changed.
  private func read(
    _ covariates: inout Covariates, _ row: DelimitedTable.Row, time: Double, order: Int,
    _ reader: inout RecordReader
  ) -> Bool {
    guard !columns.isEmpty else { return false }
    var hasChanged = false
    var stated: [Double?] = []
    for (index, column) in columns.enumerated() {
      let value = reader.number(row, column)
      stated.append(value)
      guard let value else { continue }
      if isPositive[column], value <= 0 {
        reader.report("\(table.header[column]) is \(row.fields[column]); it must be positive", row)
      }
      // A value that comes late holds from the start as well.
      if covariates.first[index] == nil { covariates.first[index] = value }
      if let before = covariates.now[index], before != value { hasChanged = true }
      covariates.now[index] = value
    }
    covariates.records.append(CovariateRecord(time: time, order: order, values: stated))
    if hasChanged { covariates.hasChanged = true }
    return hasChanged
  }
}
