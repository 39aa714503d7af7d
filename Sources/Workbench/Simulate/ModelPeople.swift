import Dosing
import ModelIR
import Simulation
import Symbolics
import Text

/// The people of a model run: whom the tables name, with their own parameters and doses.
struct ModelPeople: Sendable {
  let varying: [SymbolID]
  let subjects: [SimulationSubject]
  /// Output times where the table states them.
  let times: [Double]?
  let files: [InputFile]

  init(_ request: ModelRequest, system: ModelSystem) throws(Problems) {
    var files: [InputFile] = []
    var ids = ["1"]
    var columns: [(symbol: SymbolID, values: [Double])] = []
    if let path = request.subjects {
      let file = try InputFile(reading: path)
      files.append(file)
      let table = try DelimitedTable(parsing: file.text, file: file.path)
      let idColumn = try table.requiredIndex(of: "ID")
      guard !table.rows.isEmpty else {
        throw Problems("the table has no subjects", at: SourcePosition(file: path))
      }
      ids = table.rows.map { $0.fields[idColumn] }
      for (index, name) in table.header.enumerated() where index != idColumn {
        guard let symbol = system.symbol(named: name) else {
          throw Problems("column '\(name)' is not a parameter of model '\(system.name)'"
            + suggestion(for: name, among: system.symbols.map(\.path), what: "it has"),
            at: SourcePosition(file: path, line: 1))
        }
        var values: [Double] = []
        for row in table.rows { values.append(try table.number(row, index)) }
        columns.append((symbol, values))
      }
    }
    var doses: [DoseEvent] = []
    if let path = request.doses {
      let file = try InputFile(reading: path)
      files.append(file)
      let table = try DelimitedTable(parsing: file.text, file: file.path)
      let time = try table.requiredIndex(of: "TIME")
      let amount = try table.requiredIndex(of: "AMT")
      let compartment = try table.requiredIndex(of: "CMT")
      for row in table.rows {
        func number(_ name: String) throws(Problems) -> Double? {
          guard let column = table.index(of: name), !row.fields[column].isEmpty else { return nil }
          return try table.number(row, column)
        }
        func value(_ name: String, default standard: Double) -> DoseValue {
          guard let column = table.index(of: name), !row.fields[column].isEmpty else { return .number(standard) }
          return Double(row.fields[column]).map { .number($0) } ?? .parameter(row.fields[column])
        }
        doses.append(
          DoseEvent(
            time: try table.number(row, time), amount: try table.number(row, amount),
            compartment: row.fields[compartment], rate: try number("RATE").flatMap { $0 == 0 ? nil : $0 },
            lag: value("ALAG", default: 0), bioavailability: value("F", default: 1),
            interval: try number("II") ?? 0, additional: Int(try number("ADDL") ?? 0),
            position: table.position(of: row)))
      }
    }
    varying = columns.map(\.symbol)
    subjects = ids.enumerated().map { index, id in
      SimulationSubject(id: id, values: columns.map { $0.values[index] }, doses: doses)
    }
    times = nil
    self.files = files
  }
}
