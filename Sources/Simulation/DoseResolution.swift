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

  /// What a set of doses needs of the compilation: the parameters that they name for lag, share, rate and
  /// duration, and the states that receive doses at a constant rate.
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
    for dose in doses where dose.givesDose {
      if states[dose.compartment] == nil {
        do throws(Problems) {
          states[dose.compartment] = try doseState(named: dose.compartment, at: dose.position)
        } catch {
          states[dose.compartment] = -1
          problems += error.all
        }
      }
      if dose.steadyState != .none, let fault = steadyStateFault {
        problems.append(Problem(fault, at: dose.position, kind: .unsupported))
        break
      }
      if let state = states[dose.compartment], state >= 0 {
        if dose.isInfusion { infused.insert(state) }
        let needs = requirementsOfDerivatives(of: dose, into: state)
        if needs.isMoved, !delays.isEmpty {
          problems.append(
            Problem(
              "no sensitivity to what moves the time of a dose in model '\(name)', which has delays: the dose "
                + "comes back after each", at: dose.position, kind: .unsupported))
        }
        fixed.formUnion(needs.fixed)
        infused.formUnion(needs.infusedStates)
      }
      for value in dose.values {
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

  private var steadyStateFault: String? {
    guard !events.isEmpty || !delays.isEmpty else { return nil }
    return "SS (steady state) is not supported for model '\(name)', which has "
      + (events.isEmpty ? "delays" : "events") + "; give the doses that lead to it"
  }

  /// Doses with `DoseValue.modelled` replaced by what the model says for their compartment: its parameter
  /// `ALAG_x` (lag), `F_x` (share), `R_x` (rate) or `D_x` (duration) for compartment `x`, in the compartment's
  /// submodel; for rate and duration also `Rn` and `Dn` for state number n. Without one there is no lag and
  /// the whole amount arrives.
  ///
  /// - Throws: `Problems` with every dose whose rate or duration the model does not say.
  package func settled(_ doses: [DoseEvent]) throws(Problems) -> [DoseEvent] {
    var problems: [Problem] = []
    var settled = doses
    for (index, dose) in doses.enumerated() where dose.givesDose {
      guard let state = states.firstIndex(where: { $0.doseNames.contains(dose.compartment) }) else {
        continue
      }
      func parameter(_ letters: String) -> DoseValue? {
        for name in states[state].doseNames {
          let parts = name.split(separator: ".", omittingEmptySubsequences: false)
          let path = (parts.dropLast() + ["\(letters)_\(parts.last ?? "")"]).joined(separator: ".")
          if isConstant(path) { return .parameter(path) }
        }
        return nil
      }
      if dose.lag == .modelled { settled[index].lag = parameter("ALAG") ?? .number(0) }
      if dose.bioavailability == .modelled { settled[index].bioavailability = parameter("F") ?? .number(1) }
      func required(_ letter: String, _ code: String, _ what: String) -> DoseValue {
        if let named = parameter(letter) { return named }
        if isConstant("\(letter)\(state + 1)") { return .parameter("\(letter)\(state + 1)") }
        problems.append(
          Problem(
            "RATE \(code) needs the \(what) of doses into '\(dose.compartment)': a parameter "
              + "\(letter)_\(dose.compartment) or \(letter)\(state + 1) of model '\(name)'",
            at: dose.position))
        return .number(1)
      }
      switch dose.input {
      case .rate(.modelled): settled[index].input = .rate(required("R", "-1", "rate"))
      case .duration(.modelled): settled[index].input = .duration(required("D", "-2", "duration"))
      case .bolus, .rate, .duration: break
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return settled
  }

  private func isConstant(_ name: String) -> Bool {
    guard let symbol = symbol(named: name) else { return false }
    switch symbols[symbol.index].kind {
    case .constant, .derivedConstant: return true
    case .state, .assigned: return false
    }
  }
}
