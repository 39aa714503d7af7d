import Compilation
import Dosing
import ModelIR
import ModelText
import Simulation
import Symbolics
import Text

/// Compiles a model text for a run.
func compile(
  _ text: String, varying: [String] = [], outputs: [String], doses: [DoseEvent] = []
) throws -> CompiledModel {
  let system = try ModelSystem(checking: ModelDocument(parsingAntimony: text, file: "test.ant"))
  func symbols(_ names: [String]) throws -> [SymbolID] {
    try names.map { name in
      guard let symbol = system.symbol(named: name) else { throw Problems("no symbol \(name)") }
      return symbol
    }
  }
  let needs = try system.requirements(of: doses)
  return try CompiledModel(
    system, varying: symbols(varying), outputs: symbols(outputs), fixed: needs.fixed,
    infusedStates: needs.infusedStates)
}

/// Tolerances at which closed forms are met to 1e-8.
func tight() -> SimulationOptions {
  var options = SimulationOptions()
  options.rtol = 1e-11
  options.atol = 1e-13
  return options
}

/// Runs one subject; gives output × time.
func run(
  _ model: CompiledModel, values: [Double] = [], doses: [DoseEvent], times: [Double],
  options: SimulationOptions = tight()
) throws -> [[Double]] {
  let run = try EnsembleRun(model: model, times: times, options: options)
  let result = try run.simulate([SimulationSubject(id: "1", values: values, doses: doses)])
  guard result.statuses == [.done] else { throw Problems("\(result.statuses)") }
  let n = model.outputs.count
  return (0..<n).map { o in times.indices.map { result.values[$0 * n + o] } }
}

func largestRelativeError(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).map { abs($0 - $1) / max(abs($1), 1e-6) }.max() ?? .infinity
}
