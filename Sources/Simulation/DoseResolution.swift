import Dosing
import ModelIR
import Symbolics
import Text

extension ModelSystem {
  /// The state that a dose addresses by name: the state's own, a species' flat name or dotted path.
  ///
  /// - Throws: `Problems` that lists what can be dosed.
  package func doseState(named name: String, at position: SourcePosition?) throws(Problems) -> Int {
    if let index = states.firstIndex(where: { $0.doseNames.contains(name) }) { return index }
    let names = states.compactMap { $0.doseNames.first }
    throw Problems(
      "no compartment '\(name)' in model '\(self.name)' takes a dose; its states are "
        + names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : ""),
      at: position)
  }

  /// What a set of doses needs of the compilation: the parameters that lag times and bioavailabilities
  /// name, and the states that receive doses at a constant rate.
  ///
  /// - Throws: `Problems` with every dose that addresses nothing, once each.
  package func requirements(
    of doses: some Sequence<DoseEvent>
  ) throws(Problems) -> (fixed: [SymbolID], infusedStates: [Int]) {
    var states: [String: Int] = [:]
    var fixed: Set<SymbolID> = []
    var infused: Set<Int> = []
    var seenParameters: Set<String> = []
    var problems: [Problem] = []
    for dose in doses {
      if states[dose.compartment] == nil {
        do throws(Problems) {
          states[dose.compartment] = try doseState(named: dose.compartment, at: dose.position)
        } catch {
          states[dose.compartment] = -1
          problems += error.all
        }
      }
      if dose.rate != nil, let state = states[dose.compartment], state >= 0 { infused.insert(state) }
      for value in [dose.lag, dose.bioavailability] {
        guard case .parameter(let name) = value, seenParameters.insert(name).inserted else { continue }
        if let symbol = symbol(named: name) {
          fixed.insert(symbol)
        } else {
          problems.append(
            Problem("'\(name)' is not a parameter of model '\(self.name)'", at: dose.position))
        }
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return (fixed.sorted(), infused.sorted())
  }
}
