import Dosing
import ModelIR
import Simulation
import Symbolics
import Text

/// The people of a model run: whom the tables name, with their own parameters and doses.
struct ModelPeople: Sendable {
  /// Constants with a value of their own for each subject.
  let varying: [SymbolID]
  let subjects: [SimulationSubject]
  /// Output times where the table states them.
  let times: [Double]?
  /// The tables that were read.
  let files: [InputFile]

  init(_ request: ModelRequest, system: ModelSystem) throws(Problems) {
    if let path = request.data {
      self = try ModelPeople(events: InputFile(reading: path), system: system)
    } else {
      self = try ModelPeople(subjects: request.subjects, doses: request.doses, system: system)
    }
  }

  /// One table for everything.
  private init(events file: InputFile, system: ModelSystem) throws(Problems) {
    let table = try EventTable(parsing: file.text, file: file.path).naming(system.doseNames)
    varying = try system.constants(named: table.covariates, file: file.path)
    subjects = table.subjects.map {
      SimulationSubject(id: $0.id, values: $0.covariates, doses: $0.doses)
    }
    let observed = table.times
    guard !observed.isEmpty else {
      throw Problems(
        "the table has no observation (EVID 0), so there is nothing to read out; add rows or give --times",
        at: SourcePosition(file: file.path))
    }
    times = observed
    files = [file]
  }

  /// Parameters and doses in tables of their own; without a table of subjects there is one, `1`.
  private init(subjects: String?, doses: String?, system: ModelSystem) throws(Problems) {
    var files: [InputFile] = []
    var people: SubjectTable?
    if let subjects {
      let file = try InputFile(reading: subjects)
      files.append(file)
      people = try SubjectTable(parsing: file.text, file: file.path)
    }
    var doseTable: DoseTable?
    if let doses {
      let file = try InputFile(reading: doses)
      files.append(file)
      doseTable = try DoseTable(parsing: file.text, file: file.path).naming(system.doseNames)
    }
    let ids = people?.ids ?? doseTable.map { $0.ids.isEmpty ? ["1"] : $0.ids } ?? ["1"]
    try doseTable?.requireSubjects(ids)
    varying = try system.constants(named: people?.columns ?? [], file: people?.file ?? "")
    self.subjects = ids.enumerated().map { index, id in
      SimulationSubject(
        id: id, values: people.map { Array($0.values(of: index)) } ?? [],
        doses: doseTable?.doses(for: id) ?? [])
    }
    times = nil
    self.files = files
  }
}

extension ModelSystem {
  /// What compartment numbers stand for: states in the model's order.
  var doseNames: [String] { states.map { $0.doseNames.first ?? symbols[$0.symbol.index].path } }

  /// The symbols of a table's columns.
  ///
  /// - Throws: `Problems` with every column that the model has no symbol for.
  func constants(named columns: [String], file: String) throws(Problems) -> [SymbolID] {
    var problems: [Problem] = []
    var found: [SymbolID] = []
    for name in columns {
      if let symbol = symbol(named: name) {
        found.append(symbol)
      } else {
        let candidates = symbols.filter {
          if case .constant = $0.kind { true } else { false }
        }.map(\.path)
        problems.append(
          Problem(
            "column '\(name)' is not a parameter of model '\(self.name)'"
              + suggestion(for: name, among: candidates, what: "it has"),
            at: SourcePosition(file: file, line: 1)))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return found
  }
}
