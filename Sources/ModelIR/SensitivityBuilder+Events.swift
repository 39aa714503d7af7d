import Symbolics
import Text

/// What events do to derivatives. At an event at time t with new values y⁺ = h(t, y⁻, p):
///
///     s⁺ = ∂h/∂y · (s⁻ + f⁻·t') + ∂h/∂p + ∂h/∂t · t' − f⁺·t'
///     t' = −(∂g/∂y · s⁻ + ∂g/∂p) / (dg/dt)          where g = 0 sets the time of the event
///
/// written as further assignments of the event, over values before it. Where the right-hand side itself
/// switches, an event that assigns derivatives alone is added.
///
/// Reference: Rozenvasser 1967, Automation and Remote Control 28:394–400; Galán, Feehery & Barton 1999,
/// Applied Numerical Mathematics 31:17–47, doi:10.1016/S0168-9274(98)00125-1.
extension SensitivityBuilder {
  mutating func extendEvents() throws(Problems) {
    let slopes = slopesWithInputs()
    for index in base.events.indices { try extend(event: index, slopes: slopes) }
    try addSwitches(slopes: slopes)
  }

  private mutating func extend(event index: Int, slopes: [ExpressionID]) throws(Problems) {
    let event = base.events[index]
    let values = event.assignments.map { ($0.symbol, expanded($0.expression)) }
    let newValues = Dictionary(values, uniquingKeysWith: { $1 })
    var memo: [ExpressionID: ExpressionID] = [:]
    let after = system.graph.replacing(in: slopes, memo: &memo) { _, node in
      if case .symbol(let symbol) = node { newValues[symbol] } else { nil }
    }
    for parameter in sensitivities.parameters.indices {
      let shift = try shift(of: event, parameter: parameter, slopes: slopes)
      for (symbol, value) in values {
        guard let own = sensitivities.derivatives[parameter][symbol] else { continue }
        var derivative = tangent(of: value, parameter: parameter, shift: shift, slopes: slopes)
        if let state = stateIndex[symbol] {
          derivative = system.graph.subtract(derivative, system.graph.multiply(after[state], shift))
        }
        assign(own, derivative, event: index)
      }
      let others = base.states.indices.filter { newValues[base.states[$0].symbol] == nil }
      assignJumps(of: others, from: slopes, to: after, shift: shift, parameter: parameter, event: index)
    }
  }

  /// s⁺ = s⁻ + (f⁻ − f⁺)·t' for states that stay as they are.
  private mutating func assignJumps(
    of states: [Int], from before: [ExpressionID], to after: [ExpressionID], shift: ExpressionID,
    parameter: Int, event: Int
  ) {
    guard system.graph.constantValue(shift) != 0 else { return }
    for state in states where before[state] != after[state] {
      guard let own = sensitivities.derivatives[parameter][base.states[state].symbol] else { continue }
      let jump = system.graph.multiply(system.graph.subtract(before[state], after[state]), shift)
      assign(own, system.graph.add(system.graph.symbol(own), jump), event: event)
    }
  }

  private mutating func assign(_ symbol: SymbolID, _ expression: ExpressionID, event: Int) {
    system.events[event].assignments.append(
      ModelSystem.Equation(symbol: symbol, expression: expression, position: system.events[event].position))
  }

  // MARK: Switches in the right-hand side

  private mutating func addSwitches(slopes: [ExpressionID]) throws(Problems) {
    let comparisons = system.graph.comparisons(in: slopes)
    for (number, comparison) in comparisons.enumerated() {
      let sides = [0.0, 1].map { value in
        let constant = system.graph.constant(value)
        var memo: [ExpressionID: ExpressionID] = [:]
        return system.graph.replacing(in: slopes, memo: &memo) { id, _ in id == comparison ? constant : nil }
      }
      for (trigger, before, after) in [
        (comparison, sides[0], sides[1]), (system.graph.unary(.not, comparison), sides[1], sides[0]),
      ] {
        system.events.append(
          ModelSystem.Event(
            name: "switch \(number + 1)", trigger: trigger, delay: nil, priority: nil, isPersistent: true,
            initialTriggerValue: true, usesValuesFromTriggerTime: true, assignments: [],
            position: SourcePosition(file: base.file)))
        for parameter in sensitivities.parameters.indices {
          // Where the clock stands when this runs, the right-hand side may have switched already.
          let shift = try shift(of: [comparison], parameter: parameter, slopes: before, at: nil)
          assignJumps(
            of: Array(base.states.indices), from: before, to: after, shift: shift, parameter: parameter,
            event: system.events.count - 1)
        }
        if system.events.last?.assignments.isEmpty == true { system.events.removeLast() }
      }
    }
  }

  // MARK: When an event happens

  /// ∂t/∂u of the time at which an event's values are assigned.
  private mutating func shift(
    of event: ModelSystem.Event, parameter: Int, slopes: [ExpressionID]
  ) throws(Problems) -> ExpressionID {
    let trigger = expanded(event.trigger)
    let own = try shift(
      of: system.graph.comparisons(in: [trigger]), parameter: parameter, slopes: slopes, at: event)
    guard let delay = event.delay else { return own }
    let length = expanded(delay)
    let zero = system.graph.constant(0)
    let delayed = tangent(of: length, parameter: parameter, shift: zero, slopes: slopes)
    let isFixed = system.graph.symbols(in: length).allSatisfy { stateIndex[$0] == nil }
    if own == zero, delayed == zero || isFixed && !event.usesValuesFromTriggerTime { return delayed }
    let name = sensitivities.parameters[parameter].name
    throw Problems([
      Problem(
        "no sensitivity to '\(name)' through event '\(event.name)', which is delayed and whose time depends "
          + "on it", at: event.position, kind: .unsupported)
    ])
  }

  /// ∂t/∂u of the time at which one of some comparisons changes; 0 where none does so by meeting its root
  /// (a dose may carry a state across it).
  private mutating func shift(
    of comparisons: [ExpressionID], parameter: Int, slopes: [ExpressionID], at event: ModelSystem.Event?
  ) throws(Problems) -> ExpressionID {
    let zero = system.graph.constant(0)
    let one = system.graph.constant(1)
    var result = zero
    for comparison in comparisons.reversed() {
      guard case .binary(_, let a, let b) = system.graph[comparison] else { continue }
      let difference = system.graph.subtract(a, b)
      let change = tangent(of: difference, parameter: parameter, shift: zero, slopes: slopes)
      let isPast = system.graph.symbols(in: difference).contains(where: delayed.contains)
      if isPast, change != zero {
        throw Problems(
          "no sensitivity to '\(sensitivities.parameters[parameter].name)' where a past value decides when "
            + "something switches", at: event?.position, kind: .unsupported)
      }
      let indices = stateIndex
      let rate = system.graph.tangents(of: [difference], time: one) { symbol in
        indices[symbol].map { slopes[$0] } ?? zero
      }[0]
      var g = system.graph
      let size = g.add(g.unary(.abs, a), g.unary(.abs, b))
      // Met to 1e-6 of its terms, or within 1e-9 of the clock.
      let near = g.multiply(g.multiply(g.constant(1e-9), g.unary(.abs, g.time())), g.unary(.abs, rate))
      let allowed = g.add(g.multiply(g.constant(1e-6), size), near)
      let isMet = g.binary(.lessEqual, g.unary(.abs, difference), allowed)
      let isMoving = g.binary(.notEqual, rate, zero)
      let moved = g.select(isMoving, g.negate(g.divide(change, rate)), zero)
      if change != zero || result != zero {
        result = g.select(isMet, change == zero ? zero : moved, result)
      }
      system.graph = g
    }
    return result
  }

  // MARK: Expressions over states, constants and time

  /// Right-hand sides without rules, each with the rate of input by doses.
  private mutating func slopesWithInputs() -> [ExpressionID] {
    for equation in base.assignments { definitions[equation.symbol] = expanded(equation.expression) }
    return base.states.enumerated().map { index, state in
      let input = SymbolID(system.symbols.count)
      var symbol = base.symbols[state.symbol.index]
      symbol.name = "input(\(symbol.name))"
      symbol.path = "input(\(symbol.path))"
      symbol.kind = .assigned
      symbol.unit = nil
      system.symbols.append(symbol)
      system.inputs[input] = index
      return system.graph.add(expanded(state.derivative), system.graph.symbol(input))
    }
  }

  private mutating func expanded(_ root: ExpressionID) -> ExpressionID {
    let definitions = definitions
    return system.graph.replacing(in: [root], memo: &expansions) { _, node in
      if case .symbol(let symbol) = node { definitions[symbol] } else { nil }
    }[0]
  }

  /// Derivative along ∂/∂u at a time that itself moves by `shift`.
  private mutating func tangent(
    of root: ExpressionID, parameter: Int, shift: ExpressionID, slopes: [ExpressionID]
  ) -> ExpressionID {
    let zero = system.graph.constant(0)
    var seeds: [SymbolID: ExpressionID] = [:]
    for symbol in system.graph.symbols(in: root) {
      var seed = seed(of: symbol, parameter: parameter) ?? zero
      if let state = stateIndex[symbol] {
        seed = system.graph.add(seed, system.graph.multiply(slopes[state], shift))
      }
      seeds[symbol] = seed
    }
    return system.graph.tangents(of: [root], time: shift) { seeds[$0] ?? zero }[0]
  }
}

extension ExpressionGraph {
  /// Comparisons of numbers (not of truth values) in some expressions, in order.
  fileprivate func comparisons(in roots: [ExpressionID]) -> [ExpressionID] {
    reachable(from: roots).filter { id in
      guard case .binary(let op, let a, let b) = self[id] else { return false }
      switch op {
      case .less, .lessEqual, .equal, .notEqual: return !isTruth(a) && !isTruth(b)
      case .add, .subtract, .multiply, .divide, .power, .min, .max, .and, .or, .remainder: return false
      }
    }
  }

  private func isTruth(_ id: ExpressionID) -> Bool {
    switch self[id] {
    case .unary(let op, _): return op == .not
    case .binary(let op, _, _):
      switch op {
      case .less, .lessEqual, .equal, .notEqual, .and, .or: return true
      case .add, .subtract, .multiply, .divide, .power, .min, .max, .remainder: return false
      }
    case .constant, .time, .symbol, .select: return false
    }
  }
}
