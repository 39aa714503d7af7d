extension ExpressionGraph {
  package func children(of id: ExpressionID) -> [ExpressionID] {
    switch self[id] {
    case .constant, .time, .symbol: []
    case .unary(_, let a): [a]
    case .binary(_, let a, let b): [a, b]
    case .select(let condition, let a, let b): [condition, a, b]
    }
  }

  /// Nodes that `roots` use, themselves included, children before parents.
  package func reachable(from roots: [ExpressionID]) -> [ExpressionID] {
    var seen: Set<ExpressionID> = []
    var open = roots
    while let id = open.popLast() {
      if seen.insert(id).inserted { open += children(of: id) }
    }
    return seen.sorted()
  }

  /// Symbols that an expression uses, ascending.
  package func symbols(in root: ExpressionID) -> [SymbolID] {
    reachable(from: [root]).compactMap {
      if case .symbol(let symbol) = self[$0] { symbol } else { nil }
    }.sorted()
  }
}
