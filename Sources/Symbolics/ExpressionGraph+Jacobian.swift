extension ExpressionGraph {
  /// A derivative that is not identically 0, with the index of its variable.
  package struct PartialDerivative: Sendable, Hashable {
    package var variable: Int
    package var slope: ExpressionID
  }

  /// All derivatives of several expressions in one pass; those that are identically 0 are left out.
  ///
  /// - Returns: For each root its derivatives, variables ascending.
  /// - Complexity: O(pairs of a node and a variable that it depends on).
  package mutating func jacobian(
    of roots: [ExpressionID], withRespectTo variables: [Variable]
  ) -> [[PartialDerivative]] {
    let (zero, one) = (constant(0), constant(1))
    let indices = Dictionary(uniqueKeysWithValues: variables.enumerated().map { ($1, $0) })
    var slopes: [ExpressionID: [PartialDerivative]] = [:]
    func slope(_ id: ExpressionID, _ variable: Int) -> ExpressionID {
      slopes[id]?.first { $0.variable == variable }?.slope ?? zero
    }
    for id in reachable(from: roots) {
      let leaf: Variable? =
        switch self[id] {
        case .time: .time
        case .symbol(let symbol): .symbol(symbol)
        case .constant, .unary, .binary, .select: nil
        }
      if let leaf {
        if let index = indices[leaf] { slopes[id] = [PartialDerivative(variable: index, slope: one)] }
        continue
      }
      let dependencies = Set(children(of: id).flatMap { (slopes[$0] ?? []).map(\.variable) })
      var own: [PartialDerivative] = []
      for variable in dependencies.sorted() {
        let value = self.slope(of: id, zero: zero) { slope($0, variable) }
        if value != zero { own.append(PartialDerivative(variable: variable, slope: value)) }
      }
      if !own.isEmpty { slopes[id] = own }
    }
    return roots.map { slopes[$0] ?? [] }
  }
}
