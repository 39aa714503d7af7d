import Dosing
import ModelIR
import Symbolics
import Text

extension ModelSystem {
  /// The states that doses reach, and the symbols on which share, lag, rate and duration of them rest.
  ///
  /// - Throws: `Problems` with every dose that addresses nothing.
  package func dosedStates(of doses: some Sequence<DoseEvent>) throws(Problems) -> [DosedState] {
    _ = try requirements(of: doses)
    var seen: Set<DosedState> = []
    var found: [DosedState] = []
    for dose in doses where dose.givesDose {
      let state = try doseState(named: dose.compartment, at: dose.position)
      let symbols = dose.parameterNames.compactMap { symbol(named: $0) }
      let entry = DosedState(state: state, symbols: symbols)
      if !symbols.isEmpty, seen.insert(entry).inserted { found.append(entry) }
    }
    return found
  }
}

extension DoseEvent {
  /// Names of model parameters that the dose uses.
  var parameterNames: [String] {
    values.compactMap {
      if case .parameter(let name) = $0 { name } else { nil }
    }
  }
}
