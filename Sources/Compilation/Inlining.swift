import Lanes
import ModelIR
import Symbolics

/// How often an expression changes: what is worked out once for all, once a subject, or at each stage.
enum Level: Int, Comparable {
  case uniform, subject, dynamic
  static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
}

/// Rewrites a system's expressions over leaves only (time, states, constants, input rates): rules and
/// derived constants are put in where they are used. The graph shares what is common.
struct Inlining {
  let system: ModelSystem
  let varying: Set<SymbolID>
  var graph = ExpressionGraph()
  /// Level of each node of `graph`.
  var levels: [Level] = []

  private let definitions: [SymbolID: ExpressionID]
  private let states: [SymbolID: Int]
  /// Node of the system's graph → node of `graph`; once for running time, once for the initial values.
  private var memo: [[ExpressionID?]]
  private var symbolMemo: [[SymbolID: ExpressionID]] = [[:], [:]]

  /// Where an expression is read: while time runs, or at the start, where a state means its initial value.
  enum Moment: Int {
    case running, start
  }

  init(system: ModelSystem, varying: Set<SymbolID>) {
    self.system = system
    self.varying = varying
    var definitions: [SymbolID: ExpressionID] = [:]
    for equation in system.derivedConstants + system.assignments {
      definitions[equation.symbol] = equation.expression
    }
    self.definitions = definitions
    states = Dictionary(uniqueKeysWithValues: system.states.enumerated().map { ($1.symbol, $0) })
    memo = Array(repeating: Array(repeating: nil, count: system.graph.nodes.count), count: 2)
  }

  /// The symbol that stands for an extra leaf (an input rate), beyond the system's own.
  func extraSymbol(_ index: Int) -> SymbolID { SymbolID(system.symbols.count + index) }

  /// The value of a symbol over leaves.
  mutating func value(of symbol: SymbolID, at moment: Moment = .running) -> ExpressionID {
    if let known = symbolMemo[moment.rawValue][symbol] { return known }
    let result: ExpressionID
    if varying.contains(symbol) {
      result = leaf(symbol, .subject)
    } else if let state = states[symbol] {
      result =
        moment == .start
        ? inline(system.states[state].initial, at: .start) : leaf(symbol, .dynamic)
    } else if let definition = definitions[symbol] {
      result = inline(definition, at: moment)
    } else {
      result = leaf(symbol, .uniform)
    }
    symbolMemo[moment.rawValue][symbol] = result
    return result
  }

  mutating func leaf(_ symbol: SymbolID, _ level: Level) -> ExpressionID {
    record(graph.symbol(symbol), level)
  }

  mutating func sum(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
    record(graph.add(a, b), max(levels[a.index], levels[b.index]))
  }

  /// Derivatives of expressions over leaves.
  mutating func derivatives(
    of roots: [ExpressionID], withRespectTo variable: ExpressionGraph.Variable
  ) -> [ExpressionID] {
    let result = graph.derivatives(of: roots, withRespectTo: variable)
    levelNewNodes()
    return result
  }

  /// Derivatives of expressions over leaves, those that are not identically 0.
  mutating func jacobian(
    of roots: [ExpressionID], withRespectTo variables: [ExpressionGraph.Variable]
  ) -> [[ExpressionGraph.PartialDerivative]] {
    let rows = graph.jacobian(of: roots, withRespectTo: variables)
    levelNewNodes()
    return rows
  }

  /// Whatever is new has the level of its operands; leaves of other levels are known already.
  private mutating func levelNewNodes() {
    for index in levels.count..<graph.nodes.count {
      let children = graph.children(of: graph.id(at: index))
      levels.append(children.map { levels[$0.index] }.max() ?? .uniform)
    }
  }

  /// An expression of the system over leaves.
  mutating func inline(_ root: ExpressionID, at moment: Moment = .running) -> ExpressionID {
    // Children stand before parents: ascending order needs no recursion, however deep the expression.
    for id in reachable(from: root, at: moment) {
      memo[moment.rawValue][id.index] = rewrite(id, at: moment)
    }
    return memo[moment.rawValue][root.index] ?? root
  }

  private func reachable(from root: ExpressionID, at moment: Moment) -> [ExpressionID] {
    var stack = [root]
    var seen: Set<ExpressionID> = []
    while let id = stack.popLast() {
      guard memo[moment.rawValue][id.index] == nil, seen.insert(id).inserted else { continue }
      stack += system.graph.children(of: id)
    }
    return seen.sorted()
  }

  private mutating func rewrite(_ id: ExpressionID, at moment: Moment) -> ExpressionID {
    func child(_ old: ExpressionID) -> ExpressionID {
      guard let new = memo[moment.rawValue][old.index] else { preconditionFailure("child before parent") }
      return new
    }
    switch system.graph[id] {
    case .constant(let bits):
      return record(graph.constant(Double(bitPattern: bits)), .uniform)
    case .time:
      return moment == .start ? record(graph.constant(0), .uniform) : record(graph.time(), .dynamic)
    case .symbol(let symbol):
      return value(of: symbol, at: moment)
    case .unary(let op, let a):
      let x = child(a)
      return record(graph.unary(op, x), levels[x.index])
    case .binary(let op, let a, let b):
      return binary(op, child(a), child(b))
    case .select(let c, let a, let b):
      let (x, y, z) = (child(c), child(a), child(b))
      return record(graph.select(x, y, z), max(levels[x.index], levels[y.index], levels[z.index]))
    }
  }

  private mutating func binary(
    _ op: BinaryOperator, _ x: ExpressionID, _ y: ExpressionID
  ) -> ExpressionID {
    let level = max(levels[x.index], levels[y.index])
    // A quotient by something fixed becomes a product with its reciprocal, worked out once.
    if op == .divide, levels[x.index] == .dynamic, levels[y.index] < .dynamic {
      let one = record(graph.constant(1), .uniform)
      let reciprocal = record(graph.divide(one, y), levels[y.index])
      return record(graph.multiply(x, reciprocal), level)
    }
    if op == .power, let exponent = graph.constantValue(y) {
      if exponent == 0.5 { return record(graph.unary(.sqrt, x), level) }
      if exponent == 3 || exponent == 4 {
        let square = record(graph.multiply(x, x), level)
        return record(graph.multiply(square, exponent == 3 ? x : square), level)
      }
    }
    return record(graph.binary(op, x, y), level)
  }

  /// A simplification may return a node of lower level than its operands; that level stands.
  private mutating func record(_ id: ExpressionID, _ level: Level) -> ExpressionID {
    while levels.count < graph.nodes.count { levels.append(level) }
    return id
  }
}
