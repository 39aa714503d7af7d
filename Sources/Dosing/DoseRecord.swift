import Text

/// The columns of a table that describe doses, and how a row becomes a `DoseEvent`.
struct DoseRecord {
  static let columns = ["EVID", "AMT", "CMT", "RATE", "DUR", "II", "ADDL", "SS", "ALAG", "F"]

  enum Kind { case observation, dose, other, reset, resetAndDose }

  private let EVID, AMT, CMT, RATE, DUR, II, ADDL, SS, ALAG, F: Int?
  private let clock: RecordClock

  init(_ reader: RecordReader, clock: RecordClock) {
    EVID = reader.index(of: "EVID")
    AMT = reader.index(of: "AMT")
    CMT = reader.index(of: "CMT")
    RATE = reader.index(of: "RATE")
    DUR = reader.index(of: "DUR")
    II = reader.index(of: "II")
    ADDL = reader.index(of: "ADDL")
    SS = reader.index(of: "SS")
    ALAG = reader.index(of: "ALAG")
    F = reader.index(of: "F")
    self.clock = clock
  }

  /// What a row is; nil where it was reported. Without EVID, a row is a dose if it has an amount, or a
  /// rate at steady state.
  func kind(of row: DelimitedTable.Row, _ reader: inout RecordReader) -> Kind? {
    guard let EVID, !RecordReader.isMissing(row.fields[EVID]) else {
      let before = reader.faultCount
      let amount = reader.number(row, AMT) ?? 0
      guard reader.faultCount == before else { return nil }
      return amount != 0 || (states(row, SS) && states(row, RATE)) ? .dose : .observation
    }
    guard let code = Double(row.fields[EVID]), let kind = Self.kinds[code] else {
      reader.report(
        "'\(row.fields[EVID])' is not an EVID; expected 0 (observation), 1 (dose), 2 (other), 3 (reset) or 4 "
          + "(reset and dose)", row)
      return nil
    }
    if kind != .dose, kind != .resetAndDose {
      for column in [AMT, RATE, DUR, II, ADDL, SS] where states(row, column) {
        guard let column else { continue }
        reader.report(
          "EVID \(row.fields[EVID]) gives no dose, but \(reader.table.header[column]) is "
            + "\(row.fields[column]); write EVID 1, or a point here", row)
        return nil
      }
    }
    if kind == .other, let CMT, row.fields[CMT].hasPrefix("-") {
      reader.report(
        "EVID 2 with CMT \(row.fields[CMT]) (a compartment turned off) is not supported", row,
        kind: .unsupported)
      return nil
    }
    return kind
  }

  private static let kinds: [Double: Kind] = [
    0: .observation, 1: .dose, 2: .other, 3: .reset, 4: .resetAndDose,
  ]

  /// Whether a field holds something other than 0.
  private func states(_ row: DelimitedTable.Row, _ column: Int?) -> Bool {
    guard let column, !RecordReader.isMissing(row.fields[column]) else { return false }
    return Double(row.fields[column]) != 0
  }

  /// The dose of a row, or nil where something was reported.
  func dose(
    _ row: DelimitedTable.Row, kind: Kind, time: Double, order: Int = 0, _ reader: inout RecordReader
  ) -> DoseEvent? {
    let before = reader.faultCount
    let amount = reader.number(row, AMT)
    let input = input(row, &reader)
    let steadyState = steadyState(row, &reader)
    let isConstant = (amount ?? 0) == 0 && steadyState != .none && input != .bolus
    if amount == nil, !isConstant, reader.faultCount == before { reader.report("a dose needs AMT", row) }
    if let amount, amount < 0 {
      reader.report("AMT is \(amount); a dose cannot be negative", row)
    }
    let compartment = CMT.map { row.fields[$0] } ?? ""
    if RecordReader.isMissing(compartment) {
      reader.report("a dose needs CMT: the name or number of the state that receives it", row)
    }
    let interval = clock.span(row, II, &reader) ?? 0
    let additional = reader.count(row, ADDL) ?? 0
    if interval < 0 { reader.report("II is \(interval); time between doses cannot be negative", row) }
    if additional > 0, interval == 0 {
      reader.report("ADDL is \(additional), so II must be a positive time between doses", row)
    }
    if isConstant {
      if interval != 0 || additional != 0 {
        reader.report(
          "an infusion that has run for ever (SS with RATE and no AMT) has no II and no ADDL", row)
      }
      if case .duration = input {
        reader.report("an infusion that has run for ever (SS without AMT) needs RATE, not a duration", row)
      }
    } else if steadyState != .none, interval == 0 {
      reader.report("SS needs II, the time between the doses that lead to the steady state", row)
    }
    let lag = value(row, ALAG, &reader)
    let bioavailability = value(row, F, &reader)
    guard reader.faultCount == before else { return nil }
    return DoseEvent(
      time: time, amount: amount ?? 0, compartment: compartment, lag: lag,
      bioavailability: bioavailability, interval: interval, additional: additional,
      position: reader.table.position(of: row), kind: kind == .resetAndDose ? .resetAndDose : .dose,
      input: input, steadyState: steadyState, order: order)
  }

  /// RATE: 0 a bolus, positive a rate, −1 a modelled rate, −2 a modelled duration, or a parameter's name;
  /// DUR: a duration or a parameter's name.
  private func input(_ row: DelimitedTable.Row, _ reader: inout RecordReader) -> DoseEvent.Input {
    var input = DoseEvent.Input.bolus
    if let RATE, !RecordReader.isMissing(row.fields[RATE]) {
      switch Double(row.fields[RATE]) {
      case 0: break
      case -1: input = .rate(.modelled)
      case -2: input = .duration(.modelled)
      case let given? where given < 0:
        reader.report("RATE \(row.fields[RATE]) has no meaning; expected 0 or more, −1 or −2", row)
      default: input = .rate(value(row, RATE, &reader))
      }
    }
    guard let DUR, states(row, DUR) else { return input }
    if input != .bolus, input != .duration(.modelled) {
      reader.report("RATE and DUR both say how long the infusion lasts; give one", row)
    }
    return .duration(value(row, DUR, &reader))
  }

  private func steadyState(
    _ row: DelimitedTable.Row, _ reader: inout RecordReader
  ) -> DoseEvent.SteadyState {
    switch reader.number(row, SS) ?? 0 {
    case 0: return .none
    case 1: return .replacing
    case 2: return .adding
    case 3:
      reader.report(
        "SS 3 (steady state from a given first guess) is not supported; SS 1 finds it from the model's "
          + "initial values", row, kind: .unsupported)
    default: reader.report("SS is 0, 1 (steady state) or 2 (steady state added to what is there)", row)
    }
    return .none
  }

  /// A number that is not negative, or the name of a parameter; missing: what the model says.
  private func value(
    _ row: DelimitedTable.Row, _ column: Int?, _ reader: inout RecordReader
  ) -> DoseValue {
    guard let column, !RecordReader.isMissing(row.fields[column]) else { return .modelled }
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
      return .modelled
    }
    return .parameter(text)
  }
}
