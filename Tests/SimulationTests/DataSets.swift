import Compilation
import Dosing
import ModelIR
import ModelText
import Simulation
import Symbolics
import Text

/// Runs the first subject of a data set; gives output × time, with the times.
func run(
  data text: String, model: String, output: String = "C", covariates: CovariateInterpolation = .locf,
  options: SimulationOptions
) throws -> (times: [Double], values: [Double]) {
  let system = try ModelSystem(checking: ModelDocument(parsingAntimony: model, file: "test.ant"))
  func symbol(_ name: String) throws -> SymbolID {
    guard let symbol = system.symbol(named: name) else { throw Problems("no symbol \(name)") }
    return symbol
  }
  let names = system.states.compactMap(\.doseNames.first)
  let table = try EventTable(parsing: text, file: "data.csv").naming(names)
  let varying = try table.covariates.map(symbol)
  let lines = covariates == .linear ? table.changingCovariates : []
  let subjects = try table.subjects.map { subject in
    SimulationSubject(
      id: subject.id, values: subject.covariates, doses: try system.settled(subject.doses),
      changes: CovariateSegment.segments(of: subject.changes, covariates, lines: lines),
      outputOrders: table.orders(of: subject))
  }
  let needs = try system.requirements(of: subjects.flatMap(\.doses))
  let compiled = try CompiledModel(
    system, varying: varying, outputs: [symbol(output)], fixed: needs.fixed,
    infusedStates: needs.infusedStates, interpolated: lines.map { varying[$0] })
  let run = try EnsembleRun(model: compiled, times: table.times, options: options)
  let result = try run.simulate(subjects)
  guard result.statuses.allSatisfy({ $0 == .done }) else { throw Problems("\(result.statuses)") }
  return (table.times, Array(result.values.prefix(table.times.count)))
}

/// A data set of one subject: dose records `time,evid,amt,cmt,rate,ii,addl,ss,alag,f`, and observations; at
/// one time the doses stand first.
func records(_ doses: [String], observing times: [Double]) -> String {
  var rows = doses.map { (time: Double($0.prefix { $0 != "," }) ?? 0, text: "1,\($0)") }
  rows += times.map { ($0, "1,\($0),0,.,.,.,.,.,.,.,.") }
  let order = rows.indices.sorted { (rows[$0].time, $0) < (rows[$1].time, $1) }
  return "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL,SS,ALAG,F\n"
    + order.map { rows[$0].text }.joined(separator: "\n") + "\n"
}
