import ModelIR
import Symbolics

/// The states that are driven by the others and drive nothing but one another, each linear in itself with a
/// rate that is fixed for a subject:
///
///     dy_i/dt = g_i(t, others) + λ_i·y_i
///
/// Indirect responses, effect compartments, tolerance and disease states are often of this kind. An explicit
/// method need not spend its stages on them: they follow the others, at a few nodes of each step.
struct DrivenStates {
  /// Driven states in levels: a state is driven by the core and by levels before its own.
  private(set) var levels: [[Int]] = []
  /// λ of each driven state.
  private(set) var rates: [Int: ExpressionID] = [:]

  /// - Parameters:
  ///   - slopes: Right-hand sides over leaves, by state.
  init(_ slopes: [ExpressionID], inlining: inout Inlining) {
    let symbols = inlining.system.states.map(\.symbol)
    let indices = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { ($1, $0) })
    var sources = slopes.map { slope in
      Set(inlining.graph.symbols(in: slope).compactMap { indices[$0] })
    }
    for (state, slope) in slopes.enumerated() {
      let own = inlining.derivatives(of: [slope], withRespectTo: .symbol(symbols[state]))[0]
      // A state that only collects (λ = 0) stays with what it collects from: amounts then add up to the bit
      // of rounding, as one method keeps linear invariants and two together do not.
      let isCollecting = inlining.graph.constantValue(own) == 0
      if inlining.levels[own.index] < .dynamic, !isCollecting { rates[state] = own }
      sources[state].remove(state)
    }
    // Peeled from the end: what only driven states read, and what does not stand in a cycle.
    var driven: [Int] = []
    var isOpen = true
    while isOpen {
      isOpen = false
      for state in slopes.indices.reversed() where rates[state] != nil && !driven.contains(state) {
        let isRead = slopes.indices.contains { !driven.contains($0) && sources[$0].contains(state) }
        guard !isRead else { continue }
        driven.append(state)
        isOpen = true
      }
    }
    rates = rates.filter { driven.contains($0.key) }
    var placed: Set<Int> = []
    while placed.count < driven.count {
      let level = driven.filter { state in
        !placed.contains(state)
          && sources[state].allSatisfy { !driven.contains($0) || placed.contains($0) }
      }.sorted()
      precondition(!level.isEmpty, "driven states form no cycle")
      levels.append(level)
      placed.formUnion(level)
    }
  }
}
