import Symbolics
import Text
import Units

/// Adds the derivatives of one parameter after the other to a system.
struct SensitivityBuilder {
  var system: ModelSystem
  var sensitivities: Sensitivities
  private let varying: Set<SymbolID>
  /// The system as it was.
  let base: ModelSystem
  let stateIndex: [SymbolID: Int]
  /// Constants that events change.
  private let changed: Set<SymbolID>
  /// Symbols that stand for past values.
  let delayed: Set<SymbolID>
  /// Rules over states, constants and time alone, and what has been rewritten so.
  var definitions: [SymbolID: ExpressionID] = [:]
  var expansions: [ExpressionID: ExpressionID] = [:]

  init(system: ModelSystem, parameters: [Sensitivities.Parameter], varying: Set<SymbolID>) {
    self.system = system
    base = system
    self.varying = varying
    stateIndex = Dictionary(uniqueKeysWithValues: system.states.enumerated().map { ($1.symbol, $0) })
    changed = Set(system.events.flatMap(\.assignments).map(\.symbol)).subtracting(stateIndex.keys)
    delayed = Set(system.delays.map(\.symbol))
    let count = system.states.count
    sensitivities = Sensitivities(
      parameters: parameters, baseStateCount: count,
      states: parameters.map { _ in Array(repeating: nil, count: count) },
      derivatives: parameters.map { _ in [:] })
  }

  func finished() -> ModelSystem {
    var system = system
    system.sensitivities = sensitivities
    return system
  }

  mutating func extend(by index: Int, dosed: [DosedState]) throws(Problems) {
    let parameter = sensitivities.parameters[index]
    let dependent = dependents(of: parameter, dosed: dosed)
    // Derivatives refer to each other: all symbols first, then what they are equal to.
    for (state, symbol) in base.states.map(\.symbol).enumerated() where dependent.contains(symbol) {
      addSymbol(for: symbol, parameter: index, kind: .state)
      sensitivities.states[index][state] = system.states.count
      addState(state, parameter: index)
    }
    if case .constant(let symbol) = parameter.target {
      addSymbol(for: symbol, parameter: index, kind: .derivedConstant)
      addConstant(symbol, system.graph.constant(parameter.scale), parameter: index)
    }
    for symbol in changed.sorted() where dependent.contains(symbol) && parameter.target != .constant(symbol) {
      // Zero until an event gives the constant a value that depends on the parameter.
      guard !base.derivedConstants.contains(where: { $0.symbol == symbol }) else { continue }
      addSymbol(for: symbol, parameter: index, kind: .derivedConstant)
      addConstant(symbol, system.graph.constant(0), parameter: index)
    }
    for equation in base.derivedConstants where dependent.contains(equation.symbol) {
      if parameter.target == .constant(equation.symbol) { continue }
      addSymbol(for: equation.symbol, parameter: index, kind: .derivedConstant)
      addConstant(equation.symbol, tangent(of: equation.expression, parameter: index), parameter: index)
    }
    for delay in base.delays where dependent.contains(delay.symbol) {
      addSymbol(for: delay.symbol, parameter: index, kind: .assigned)
    }
    for equation in base.assignments where dependent.contains(equation.symbol) {
      addSymbol(for: equation.symbol, parameter: index, kind: .assigned)
      guard let own = sensitivities.derivatives[index][equation.symbol] else { continue }
      system.assignments.append(
        ModelSystem.Equation(
          symbol: own, expression: tangent(of: equation.expression, parameter: index),
          position: equation.position))
    }
    try completeStates(parameter: index)
    for delay in base.delays { try extend(delay, parameter: index) }
  }

  /// The derivative of a past value is the past value of the derivative.
  private mutating func extend(_ delay: ModelSystem.Delay, parameter index: Int) throws(Problems) {
    if system.graph.constantValue(tangent(of: delay.duration, parameter: index)) != 0 {
      let name = sensitivities.parameters[index].name
      let message = "no sensitivity to '\(name)', on which the length of a delay depends"
      throw Problems([Problem(message, at: delay.position, kind: .unsupported)])
    }
    guard let own = sensitivities.derivatives[index][delay.symbol] else { return }
    system.delays.append(
      ModelSystem.Delay(
        symbol: own, argument: tangent(of: delay.argument, parameter: index), duration: delay.duration,
        position: delay.position))
  }

  /// ∂output/∂p under its own name.
  mutating func readout(of output: SymbolID, parameter index: Int) -> SymbolID {
    let parameter = sensitivities.parameters[index]
    let entry = base.symbols[output.index]
    let scaled =
      sensitivities.derivatives[index][output].map { system.graph.symbol($0) } ?? system.graph.constant(0)
    let value = system.graph.multiply(scaled, system.graph.constant(1 / parameter.scale))
    var symbol = entry
    symbol.name = "d(\(entry.name))/d(\(parameter.name))"
    symbol.path = "d(\(entry.path))/d(\(parameter.name))"
    symbol.displayName = nil
    symbol.kind = .assigned
    symbol.role = .parameter
    symbol.unit = nil
    if let unit = entry.unit, let own = unitOf(parameter) { symbol.unit = unit / own }
    let id = SymbolID(system.symbols.count)
    system.symbols.append(symbol)
    system.assignments.append(
      ModelSystem.Equation(symbol: id, expression: value, position: entry.position))
    return id
  }

  // MARK: Parts

  private func unitOf(_ parameter: Sensitivities.Parameter) -> Unit? {
    switch parameter.target {
    case .constant(let symbol): base.symbols[symbol.index].unit
    case .initialValue(let state): base.symbols[valueSymbol(of: state).index].unit
    }
  }

  /// The symbol under which a user knows a state: a species' concentration stands for its amount.
  private func valueSymbol(of state: Int) -> SymbolID {
    base.states[state].doseNames.first.flatMap(base.symbol(named:)) ?? base.states[state].symbol
  }

  private mutating func addSymbol(for symbol: SymbolID, parameter index: Int, kind: ModelSystem.Symbol.Kind) {
    let parameter = sensitivities.parameters[index]
    var entry = base.symbols[symbol.index]
    let factor = parameter.scale == 1 ? "" : "\(parameter.scale)*"
    entry.name = "\(factor)∂(\(entry.name))/∂(\(parameter.name))"
    entry.path = "\(factor)∂(\(entry.path))/∂(\(parameter.name))"
    entry.displayName = nil
    entry.kind = kind
    entry.role = .parameter
    entry.unit = nil
    sensitivities.derivatives[index][symbol] = SymbolID(system.symbols.count)
    system.symbols.append(entry)
  }

  private mutating func addConstant(_ symbol: SymbolID, _ expression: ExpressionID, parameter index: Int) {
    guard let own = sensitivities.derivatives[index][symbol] else { return }
    system.derivedConstants.append(
      ModelSystem.Equation(
        symbol: own, expression: expression, position: base.symbols[symbol.index].position))
  }

  /// A state whose equations follow once all derivatives have symbols.
  private mutating func addState(_ state: Int, parameter index: Int) {
    guard let own = sensitivities.derivatives[index][base.states[state].symbol] else { return }
    let name = "d(\(base.states[state].doseNames.first ?? "state \(state)"))"
    let zero = system.graph.constant(0)
    system.states.append(
      ModelSystem.State(
        symbol: own, initial: zero, derivative: zero, amountToState: zero,
        doseNames: [name + "/d(\(sensitivities.parameters[index].name))"]))
  }

  private mutating func completeStates(parameter index: Int) throws(Problems) {
    for (state, own) in sensitivities.states[index].enumerated() {
      guard let own else { continue }
      let original = base.states[state]
      system.states[own].derivative = tangent(of: original.derivative, parameter: index)
      // A bolus or a rate adds amount · factor, hence amount · ∂factor/∂u to the derivative.
      system.states[own].amountToState = tangent(of: original.amountToState, parameter: index)
      var initial = tangent(of: original.initial, parameter: index)
      if sensitivities.parameters[index].target == .initialValue(state: state) {
        let scale = system.graph.constant(sensitivities.parameters[index].scale)
        initial = system.graph.multiply(scale, try stateOverValue(state))
      }
      system.states[own].initial = initial
    }
  }

  /// Derivative along ∂/∂u, every symbol by its own derivative.
  private mutating func tangent(of root: ExpressionID, parameter index: Int) -> ExpressionID {
    let zero = system.graph.constant(0)
    var seeds: [SymbolID: ExpressionID] = [:]
    for symbol in system.graph.symbols(in: root) { seeds[symbol] = seed(of: symbol, parameter: index) }
    return system.graph.tangents(of: [root], time: zero) { seeds[$0] ?? zero }[0]
  }

  /// ∂symbol/∂u; nil where it is zero.
  mutating func seed(of symbol: SymbolID, parameter index: Int) -> ExpressionID? {
    guard let derivative = sensitivities.derivatives[index][symbol] else { return nil }
    let isOwn = sensitivities.parameters[index].target == .constant(symbol) && !changed.contains(symbol)
    return isOwn
      ? system.graph.constant(sensitivities.parameters[index].scale) : system.graph.symbol(derivative)
  }

  /// d state / d value at the start: 1, or the volume where a concentration names an integrated amount.
  private mutating func stateOverValue(_ state: Int) throws(Problems) -> ExpressionID {
    let (symbol, value) = (base.states[state].symbol, valueSymbol(of: state))
    guard symbol != value else { return system.graph.constant(1) }
    let name = base.symbols[value.index].path
    guard let rule = base.assignments.first(where: { $0.symbol == value }) else {
      throw Problems("no sensitivity to the initial value of '\(name)', which is not a state")
    }
    let slope = system.graph.derivative(of: rule.expression, withRespectTo: .symbol(symbol))
    let isFixed = system.graph.symbols(in: slope).allSatisfy {
      switch base.symbols[$0.index].kind {
      case .constant, .derivedConstant: true
      case .state, .assigned: false
      }
    }
    guard isFixed else {
      let message = "no sensitivity to the initial value of '\(name)', whose compartment changes its size"
      throw Problems([Problem(message, at: rule.position, kind: .unsupported)])
    }
    return system.graph.divide(system.graph.constant(1), slope)
  }

  // MARK: What depends on a parameter

  private func dependents(of parameter: Sensitivities.Parameter, dosed: [DosedState]) -> Set<SymbolID> {
    var found: Set<SymbolID> = []
    func uses(_ expression: ExpressionID) -> Bool {
      base.graph.symbols(in: expression).contains(where: found.contains)
    }
    switch parameter.target {
    case .constant(let symbol): found.insert(symbol)
    case .initialValue(let state): found.insert(base.states[state].symbol)
    }
    for equation in base.derivedConstants where !varying.contains(equation.symbol) {
      if uses(equation.expression) { found.insert(equation.symbol) }
    }
    for entry in dosed where entry.symbols.contains(where: found.contains) {
      found.insert(base.states[entry.state].symbol)
    }
    for state in base.states where uses(state.initial) || uses(state.amountToState) {
      found.insert(state.symbol)
    }
    var count = -1
    while count != found.count {
      count = found.count
      for equation in base.assignments where uses(equation.expression) { found.insert(equation.symbol) }
      for state in base.states where uses(state.derivative) { found.insert(state.symbol) }
      for delay in base.delays where uses(delay.argument) { found.insert(delay.symbol) }
      for event in base.events {
        let conditions = [event.trigger, event.delay].compactMap { $0 }
        let isMoved = conditions.contains(where: uses)
        for assignment in event.assignments where isMoved || uses(assignment.expression) {
          found.insert(assignment.symbol)
        }
      }
    }
    return found
  }
}
