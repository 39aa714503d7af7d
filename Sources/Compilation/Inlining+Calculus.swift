import Symbolics

/// Substitution in inlined expressions, with the level of what it makes.
extension Inlining {
  mutating func number(_ value: Double) -> ExpressionID {
    let id = graph.constant(value)
    levelNewNodes()
    return id
  }

  /// The expressions with a value in place of some symbols.
  mutating func substitute(
    _ value: ExpressionID, for symbols: Set<SymbolID>, in roots: [ExpressionID]
  ) -> [ExpressionID] {
    var memo: [ExpressionID: ExpressionID] = [:]
    for id in graph.reachable(from: roots) {
      func new(_ old: ExpressionID) -> ExpressionID { memo[old] ?? old }
      switch graph[id] {
      case .constant, .time: memo[id] = id
      case .symbol(let symbol): memo[id] = symbols.contains(symbol) ? value : id
      case .unary(let op, let a): memo[id] = graph.unary(op, new(a))
      case .binary(let op, let a, let b): memo[id] = graph.binary(op, new(a), new(b))
      case .select(let c, let a, let b): memo[id] = graph.select(new(c), new(a), new(b))
      }
    }
    levelNewNodes()
    return roots.map { memo[$0] ?? $0 }
  }

  /// A node changes as often as its children; symbols have had their level since they were read.
  private mutating func levelNewNodes() {
    while levels.count < graph.nodes.count {
      switch graph.nodes[levels.count] {
      case .constant: levels.append(.uniform)
      case .time: levels.append(.dynamic)
      case .symbol: preconditionFailure("a symbol without a level")
      case .unary(_, let a): levels.append(levels[a.index])
      case .binary(_, let a, let b): levels.append(max(levels[a.index], levels[b.index]))
      case .select(let c, let a, let b):
        levels.append(max(levels[c.index], levels[a.index], levels[b.index]))
      }
    }
  }
}
