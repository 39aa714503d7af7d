extension ExpressionGraph {
  /// The expressions with some nodes replaced; what they do not touch stays the same node.
  ///
  /// - Parameters:
  ///   - replaced: What stands for a node; nil for the node with its children replaced.
  ///   - memo: Replacements known so far, kept between calls with the same `replaced`.
  package mutating func replacing(
    in roots: [ExpressionID], memo: inout [ExpressionID: ExpressionID],
    _ replaced: (ExpressionID, Node) -> ExpressionID?
  ) -> [ExpressionID] {
    for id in reachable(from: roots) where memo[id] == nil {
      if let other = replaced(id, self[id]) {
        memo[id] = other
        continue
      }
      switch self[id] {
      case .constant, .time, .symbol:
        memo[id] = id
      case .unary(let op, let a):
        memo[id] = memo[a] == a ? id : unary(op, memo[a] ?? a)
      case .binary(let op, let a, let b):
        memo[id] = memo[a] == a && memo[b] == b ? id : binary(op, memo[a] ?? a, memo[b] ?? b)
      case .select(let c, let a, let b):
        memo[id] =
          memo[c] == c && memo[a] == a && memo[b] == b
          ? id : select(memo[c] ?? c, memo[a] ?? a, memo[b] ?? b)
      }
    }
    return roots.map { memo[$0] ?? $0 }
  }
}
