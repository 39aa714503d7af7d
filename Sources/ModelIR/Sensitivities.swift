import Symbolics

/// What the further states of a system extended by sensitivities stand for.
///
/// Derivatives are taken with respect to u = p / scale, a power of two near the parameter's own size, so
/// that a sensitivity is about as large as the state itself and the same absolute tolerance suits both.
package struct Sensitivities: Sendable {
  /// What is varied.
  package struct Parameter: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
      case constant(SymbolID)
      /// The value at the start of one state, by index; nothing else follows it.
      case initialValue(state: Int)
    }
    /// As the user names it: `CL`, `A(0)`.
    package let name: String
    package let target: Target
    /// p = scale · u; a power of two, so that no bit is lost.
    package let scale: Double
  }

  package let parameters: [Parameter]
  /// States of the system that was extended; they come first.
  package let baseStateCount: Int
  /// By parameter and base state: the state that holds ∂y/∂u; nil where it is zero whatever happens.
  package internal(set) var states: [[Int?]]
  /// By parameter: the symbols whose value is ∂symbol/∂u, for every symbol that depends on the parameter.
  package internal(set) var derivatives: [[SymbolID: SymbolID]]
}

/// A state that receives doses, and the symbols on which amount, time or rate of these doses rest.
package struct DosedState: Sendable, Hashable {
  package var state: Int
  package var symbols: [SymbolID]

  package init(state: Int, symbols: [SymbolID]) {
    self.state = state
    self.symbols = symbols
  }
}
