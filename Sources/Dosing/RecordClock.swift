import Text

/// Times of records: numbers in the model's unit, or clock times that become hours since the subject's
/// first record.
///
/// As NONMEM's data preprocessor does: one time with a colon, or a column of dates (`DATE` month day year,
/// `DAT1` day month year, `DAT2` year month day, `DAT3` year day month; one part alone is a day), makes
/// all times clock times, and a subject's first record is its time 0.
struct RecordClock {
  static let dateColumns = ["DATE", "DAT1", "DAT2", "DAT3"]

  /// Whether times are relative to a subject's first record.
  let isClock: Bool
  private let TIME: Int?
  private let DATE: Int?
  private let dateLabel: String
  /// Units of model time in an hour; nil where clock times have no meaning.
  private let hour: Double?

  init(_ reader: RecordReader, hour: Double?) {
    TIME = reader.index(of: "TIME")
    dateLabel = Self.dateColumns.first { reader.index(of: $0) != nil } ?? ""
    DATE = reader.index(of: dateLabel)
    self.hour = hour
    let column = TIME
    let hasClockTimes = reader.table.rows.contains { row in
      column.map { row.fields[$0].contains(":") } ?? false
    }
    isClock = hour != nil && (DATE != nil || hasClockTimes)
  }

  /// A day and a time of it, or a number in the model's unit.
  struct Reading {
    fileprivate var day: Int
    fileprivate var hours: Double
  }

  /// Where a clock stands at a record; nil where it is missing or was reported.
  func read(_ row: DelimitedTable.Row, _ reader: inout RecordReader) -> Reading? {
    guard isClock else { return reader.number(row, TIME).map { Reading(day: 0, hours: $0) } }
    guard let TIME, !RecordReader.isMissing(row.fields[TIME]) else { return nil }
    guard let hours = Self.hours(row.fields[TIME]) else {
      reader.report("'\(row.fields[TIME])' in column 'TIME' is not a clock time (h:mm) or a number", row)
      return nil
    }
    guard let DATE else { return Reading(day: 0, hours: hours) }
    guard let day = day(row.fields[DATE]) else {
      let order = ["DATE": "month-day-year", "DAT1": "day-month-year", "DAT2": "year-month-day"]
      reader.report(
        "'\(row.fields[DATE])' in column '\(dateLabel)' is not a date (\(order[dateLabel] ?? "year-day-month")) "
          + "or a day", row)
      return nil
    }
    return Reading(day: day, hours: hours)
  }

  /// Time of a record [model unit]; of clock times, that since the subject's first record.
  func time(of reading: Reading, since first: Reading) -> Double {
    guard isClock, let hour else { return reading.hours }
    return (Double(reading.day - first.day) * 24 + (reading.hours - first.hours)) * hour
  }

  /// A length of time: a number in the model's unit, or h:mm.
  func span(_ row: DelimitedTable.Row, _ column: Int?, _ reader: inout RecordReader) -> Double? {
    guard let column, let hour, row.fields[column].contains(":") else { return reader.number(row, column) }
    guard let hours = Self.hours(row.fields[column]) else {
      reader.report("'\(row.fields[column])' is not a time (h:mm) or a number", row)
      return nil
    }
    return hours * hour
  }

  /// Hours of `h`, `h:mm` or `h:mm:ss`.
  static func hours(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return Double(text).flatMap { $0.isFinite ? $0 : nil } }
    guard parts.count <= 3, let hours = Int(parts[0]), let minutes = Int(parts[1]), (0..<60).contains(minutes)
    else { return nil }
    var seconds = 0.0
    if parts.count == 3 {
      guard let given = Double(parts[2]), given >= 0, given < 60 else { return nil }
      seconds = given
    }
    let fraction = (Double(minutes) * 60 + seconds) / 3600
    return parts[0].hasPrefix("-") ? Double(hours) - fraction : Double(hours) + fraction
  }

  /// Number of the day, from an arbitrary first day.
  private func day(_ text: String) -> Int? {
    if let day = Int(text) { return day }
    let parts = text.split { !$0.isNumber }.map { Int($0) }
    guard parts.count == 2 || parts.count == 3 else { return nil }
    let numbers = parts.compactMap { $0 }
    guard numbers.count == parts.count else { return nil }
    var (year, month, day) = (1, 1, 1)
    switch (dateLabel, numbers.count) {
    case ("DATE", 2): (month, day) = (numbers[0], numbers[1])
    case ("DAT1", 2), ("DAT3", 2): (day, month) = (numbers[0], numbers[1])
    case (_, 2): (month, day) = (numbers[0], numbers[1])
    case ("DATE", _): (month, day, year) = (numbers[0], numbers[1], numbers[2])
    case ("DAT1", _): (day, month, year) = (numbers[0], numbers[1], numbers[2])
    case ("DAT2", _): (year, month, day) = (numbers[0], numbers[1], numbers[2])
    default: (year, day, month) = (numbers[0], numbers[1], numbers[2])
    }
    // Years of two digits: 0 to 50 are 2000 to 2050, as NM-TRAN takes them.
    if numbers.count == 3, year < 100 { year += year <= 50 ? 2000 : 1900 }
    let lengths = [31, Self.isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
    let years = year - 1
    let before = 365 * years + years / 4 - years / 100 + years / 400
    return before + lengths[..<(month - 1)].reduce(0, +) + day
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }
}
