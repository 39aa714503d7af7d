import Compilation
import Dosing
import Foundation
import ModelIR
import ModelText
import Simulation
import Symbolics
import Text

/// A benchmark problem: four files of one folder, `NAME.ant`, `NAME-patients.csv`, `NAME-doses.csv` and
/// `NAME-reference.csv`. The reference says which outputs are read at which times.
struct BenchmarkProblem {
  let name: String
  let model: CompiledModel
  let subjects: [SimulationSubject]
  let reference: ReferenceTable

  /// - Throws: `Problems` of any of the files.
  init(named name: String, in folder: String) throws {
    func text(_ ending: String) throws -> (text: String, file: String) {
      let file = folder + "/" + name + ending
      return (try String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8), file)
    }
    let source = try text(".ant")
    let system = try ModelSystem(
      checking: ModelDocument(parsingAntimony: source.text, file: source.file))
    let doseSource = try text("-doses.csv")
    let doses = try DoseTable(parsing: doseSource.text, file: doseSource.file)
    let patientSource = try text("-patients.csv")
    let patients = try SubjectTable(parsing: patientSource.text, file: patientSource.file)
    let referenceSource = try text("-reference.csv")
    reference = try ReferenceTable(parsing: referenceSource.text, file: referenceSource.file)
    self.name = name
    subjects = try patients.ids.enumerated().map { index, id in
      SimulationSubject(
        id: id, values: Array(patients.values(of: index)), doses: try system.settled(doses.doses(for: id)))
    }

    func symbols(_ names: [String], of file: String) throws -> [SymbolID] {
      try names.map {
        guard let symbol = system.symbol(named: $0) else {
          throw Problems("the model has no '\($0)'", at: SourcePosition(file: file, line: 1))
        }
        return symbol
      }
    }
    let needs = try system.requirements(of: system.settled(doses.all))
    model = try CompiledModel(
      system, varying: symbols(patients.columns, of: patients.file),
      outputs: symbols(reference.outputs, of: referenceSource.file), fixed: needs.fixed,
      infusedStates: needs.infusedStates)
  }
}

/// The right values of the outputs of the first patients, from a program that no one here wrote or from
/// one of another kind at much tighter tolerance.
struct ReferenceTable {
  let outputs: [String]
  let ids: [String]
  let times: [Double]
  /// patient × time × output, output fastest.
  let values: [Double]

  init(parsing text: String, file: String) throws {
    let table = try DelimitedTable(parsing: text, file: file)
    outputs = Array(table.header.dropFirst(2))
    var ids: [String] = []
    var times: [Double] = []
    var values: [Double] = []
    values.reserveCapacity(table.rows.count * outputs.count)
    for row in table.rows {
      if ids.last != row.fields[0] { ids.append(row.fields[0]) }
      if ids.count == 1 { times.append(try table.number(row, 1)) }
      for column in outputs.indices { values.append(try table.number(row, column + 2)) }
    }
    guard values.count == ids.count * times.count * outputs.count else {
      throw Problems("every patient needs the same times", at: SourcePosition(file: file))
    }
    self.ids = ids
    self.times = times
    self.values = values
  }

  /// Where and how much results differ most.
  struct LargestError {
    var value = 0.0
    var place = "nowhere"
  }

  /// Largest error over patients, times and outputs, relative to the value, or to a thousandth of the
  /// output's peak in that patient where the value is smaller.
  ///
  ///     max |y − reference| / max(|reference|, 1e-3 · peak)
  ///
  /// - Parameter computed: Values of the same patients in the same order, perhaps of fewer or more; NaN
  ///   counts as an infinite error.
  func largestError(of computed: [Double]) -> LargestError {
    let (width, size) = (outputs.count, times.count * outputs.count)
    var worst = LargestError()
    for patient in 0..<min(ids.count, computed.count / size) {
      for output in 0..<width {
        let rows = stride(from: patient * size + output, to: (patient + 1) * size, by: width)
        let peak = rows.reduce(0) { max($0, abs(values[$1])) }
        for (time, row) in zip(times, rows) {
          let difference = abs(computed[row] - values[row])
          // An output that is zero throughout has no scale but one.
          let scale = peak > 0 ? max(abs(values[row]), 1e-3 * peak) : 1
          let error = difference.isNaN ? .infinity : difference / scale
          if error > worst.value {
            worst = LargestError(
              value: error, place: "\(outputs[output]) of patient \(ids[patient]) at \(time)")
          }
        }
      }
    }
    return worst
  }
}
