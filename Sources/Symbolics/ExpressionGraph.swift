/// Names a symbol of a system: an index into the table of whoever owns the graph.
package struct SymbolID: Hashable, Sendable, Comparable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
  package static func < (a: SymbolID, b: SymbolID) -> Bool { a.index < b.index }
}

/// Names a node of an `ExpressionGraph`. Equal structure means equal identity: the graph hash-conses.
package struct ExpressionID: Hashable, Sendable, Comparable {
  package let index: Int
  init(_ index: Int) { self.index = index }
  package static func < (a: ExpressionID, b: ExpressionID) -> Bool { a.index < b.index }
}

/// Functions of one argument. Logical results are 1 and 0.
package enum UnaryOperator: UInt8, Sendable, Hashable, CaseIterable {
  case negate, not
  case exp, ln, log10, sqrt, abs, floor, ceil
  case sin, cos, tan, asin, acos, atan
  case sinh, cosh, tanh, asinh, acosh, atanh
  /// Γ(x + 1); the factorial on whole numbers.
  case factorial
}

/// Functions of two arguments. Comparisons and logic give 1 or 0; any value other than 0 is true.
package enum BinaryOperator: UInt8, Sendable, Hashable, CaseIterable {
  case add, subtract, multiply, divide, power
  case min, max
  case less, lessEqual, equal, notEqual
  case and, or
  /// Remainder with the sign of the dividend; `quotient` rounds toward zero.
  case remainder
}

/// An arena of expressions in which equal expressions share one node.
///
/// Children always stand before their parents, so index order is evaluation order. Construction
/// simplifies only where the result is exact in IEEE arithmetic for all finite values (folding of
/// constants, `x + 0`, `x · 1`, `0 · constant`, double negation); it never reassociates, so that a
/// folded and an unfolded parameter give the same bits.
package struct ExpressionGraph: Sendable {
  package enum Node: Hashable, Sendable {
    case constant(UInt64)  // bit pattern, so that -0.0 and NaN are themselves
    case time
    case symbol(SymbolID)
    case unary(UnaryOperator, ExpressionID)
    case binary(BinaryOperator, ExpressionID, ExpressionID)
    /// condition ≠ 0 ? first : second
    case select(ExpressionID, ExpressionID, ExpressionID)
  }

  package private(set) var nodes: [Node] = []
  private var identities: [Node: ExpressionID] = [:]

  package init() {}

  package subscript(_ id: ExpressionID) -> Node { nodes[id.index] }

  /// The identity of a node by its place in `nodes`.
  package func id(at index: Int) -> ExpressionID {
    precondition(nodes.indices.contains(index))
    return ExpressionID(index)
  }

  mutating func intern(_ node: Node) -> ExpressionID {
    if let id = identities[node] { return id }
    let id = ExpressionID(nodes.count)
    nodes.append(node)
    identities[node] = id
    return id
  }

  /// The value of a constant node, or nil.
  package func constantValue(_ id: ExpressionID) -> Double? {
    guard case .constant(let bits) = nodes[id.index] else { return nil }
    return Double(bitPattern: bits)
  }
}
