import Text

/// The columns of a table that describe doses, and how a row becomes a `DoseEvent`.
struct DoseRecord {
  static let columns = ["EVID", "AMT", "CMT", "RATE", "II", "ADDL", "SS", "ALAG", "F"]

  enum Kind { case observation, dose }

  private let EVID, AMT, CMT, RATE, II, ADDL, SS, ALAG, F: Int?

  init(_ table: DelimitedTable) {
    EVID = table.index(of: "EVID")
    AMT = table.index(of: "AMT")
    CMT = table.index(of: "CMT")
    RATE = table.index(of: "RATE")
    II = table.index(of: "II")
    ADDL = table.index(of: "ADDL")
    SS = table.index(of: "SS")
    ALAG = table.index(of: "ALAG")
    F = table.index(of: "F")
  }

  /// What a row is; nil where it was reported. Without EVID, a row with an amount is a dose.
  func kind(of row: DelimitedTable.Row, _ reader: inout RecordReader) -> Kind? {
    guard let EVID, !RecordReader.isMissing(row.fields[EVID]) else {
      guard let AMT, !RecordReader.isMissing(row.fields[AMT]) else { return .observation }
      guard let amount = reader.number(row, AMT) else { return nil }
      return amount == 0 ? .observation : .dose
    }
    switch row.fields[EVID] {
    case "0": return .observation
    case "1": return .dose
    case "2", "3", "4":
      let meaning = ["2": "other event", "3": "reset", "4": "reset and dose"][row.fields[EVID]] ?? ""
      reader.report(
        "EVID \(row.fields[EVID]) (\(meaning)) is not supported yet; 0 (observation) and 1 (dose) are", row,
        kind: .unsupported)
      return nil
    default:
      reader.report("'\(row.fields[EVID])' is not an EVID; expected 0 (observation) or 1 (dose)", row)
      return nil
    }
  }

  /// The dose of a row, or nil where something was reported.
  func dose(
    _ row: DelimitedTable.Row, time: Double, _ reader: inout RecordReader
  ) -> DoseEvent? {
    let before = reader.faultCount
    let amount = reader.number(row, AMT)
    if amount == nil, reader.faultCount == before { reader.report("a dose needs AMT", row) }
    if let amount, amount < 0 {
      reader.report("AMT is \(amount); a dose cannot be negative", row)
    }
    let compartment = CMT.map { row.fields[$0] } ?? ""
    if RecordReader.isMissing(compartment) {
      reader.report("a dose needs CMT: the name or number of the state that receives it", row)
    }
    var rate = reader.number(row, RATE)
    if let given = rate, given < 0 {
      reader.report(
        "RATE \(given) (rate or duration modelled) is not supported yet; give a positive rate, or 0 for a bolus",
        row, kind: .unsupported)
    }
    if rate == 0 { rate = nil }
    if let SS, let code = reader.number(row, SS), code != 0 {
      reader.report("SS \(row.fields[SS]) (steady state) is not supported yet", row, kind: .unsupported)
    }
    let interval = reader.number(row, II) ?? 0
    let additional = reader.count(row, ADDL) ?? 0
    if interval < 0 { reader.report("II is \(interval); time between doses cannot be negative", row) }
    if additional > 0, interval == 0 {
      reader.report("ADDL is \(additional), so II must be a positive time between doses", row)
    }
    let lag = value(row, ALAG, otherwise: 0, &reader)
    let bioavailability = value(row, F, otherwise: 1, &reader)
    guard let amount, reader.faultCount == before else { return nil }
    return DoseEvent(
      time: time, amount: amount, compartment: compartment, rate: rate, lag: lag,
      bioavailability: bioavailability, interval: interval, additional: additional,
      position: reader.table.position(of: row))
  }

  /// A number that is not negative, or the name of a parameter.
  private func value(
    _ row: DelimitedTable.Row, _ column: Int?, otherwise: Double, _ reader: inout RecordReader
  ) -> DoseValue {
    guard let column, !RecordReader.isMissing(row.fields[column]) else { return .number(otherwise) }
    let text = row.fields[column]
    if let number = Double(text) {
      if !(number >= 0 && number.isFinite) {
        reader.report(
          "\(text) in column '\(reader.table.header[column])' cannot be negative or infinite", row)
      }
      return .number(number)
    }
    guard let first = text.first, first.isLetter || first == "_",
      text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
    else {
      reader.report(
        "'\(text)' in column '\(reader.table.header[column])' is neither a number nor a parameter's name", row
      )
      return .number(otherwise)
    }
    return .parameter(text)
  }
}
