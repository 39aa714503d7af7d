import Lanes
import Symbolics

/// Turns expressions into a tape: instructions in evaluation order, fused multiply-adds, temporaries
/// shared by life time.
struct TapeBuilder {
  let graph: ExpressionGraph
  /// Rows in which nodes stand before the tape runs (leaves and what earlier programs worked out).
  let given: [ExpressionID: Tape.Operand]
  /// Whether a·b + c is rounded once. Off in programs whose extent depends on what varies, so that the
  /// same model gives the same bits whichever parameters vary.
  let fuses: Bool

  private var operands: [Tape.Operand] = []
  private var operandIndex: [Tape.Operand: Int] = [:]

  init(graph: ExpressionGraph, given: [ExpressionID: Tape.Operand], fuses: Bool) {
    self.graph = graph
    self.given = given
    self.fuses = fuses
  }

  /// One instruction before temporaries are assigned: what it makes and from what.
  private struct Draft {
    var node: ExpressionID
    var operation: Lanes.Operation
    var sources: [ExpressionID]
  }

  /// A tape that leaves each root in its row. A root that is itself given is copied.
  mutating func tape(_ roots: [(node: ExpressionID, destination: Tape.Operand)]) -> Tape {
    let drafts = drafts(for: roots.map(\.node))
    var home: [ExpressionID: Tape.Operand] = given
    var copies: [(ExpressionID, Tape.Operand)] = []
    for (node, destination) in roots {
      if home[node] == nil { home[node] = destination } else { copies.append((node, destination)) }
    }
    var lastUse: [ExpressionID: Int] = [:]
    for (index, draft) in drafts.enumerated() {
      for source in draft.sources { lastUse[source] = index }
    }
    var free: [Int] = []
    var temporaryCount = 0
    var instructions: [Instruction] = []
    for (index, draft) in drafts.enumerated() {
      let sources = draft.sources.map { operand(home[$0]) }
      for source in Set(draft.sources).sorted() where lastUse[source] == index {
        if case .temporary(let row) = home[source] { free.append(row) }
      }
      if home[draft.node] == nil {
        if let row = free.popLast() {
          home[draft.node] = .temporary(row)
        } else {
          home[draft.node] = .temporary(temporaryCount)
          temporaryCount += 1
        }
      }
      instructions.append(
        Instruction(
          draft.operation, destination: operand(home[draft.node]), a: sources[0],
          b: sources.count > 1 ? sources[1] : nil, c: sources.count > 2 ? sources[2] : nil))
    }
    for (node, destination) in copies {
      instructions.append(Instruction(.copy, destination: operand(destination), a: operand(home[node])))
    }
    return Tape(operands: operands, instructions: instructions, temporaryCount: temporaryCount)
  }

  private mutating func operand(_ operand: Tape.Operand?) -> Int {
    guard let operand else { preconditionFailure("an operand without a row") }
    if let index = operandIndex[operand] { return index }
    operands.append(operand)
    operandIndex[operand] = operands.count - 1
    return operands.count - 1
  }

  // MARK: Choice of instructions

  private func drafts(for roots: [ExpressionID]) -> [Draft] {
    let needed = needed(from: roots)
    var uses: [ExpressionID: Int] = [:]
    for root in roots { uses[root, default: 0] += 1 }
    for node in needed {
      for child in graph.children(of: node) { uses[child, default: 0] += 1 }
    }
    var absorbed: Set<ExpressionID> = []
    var drafts: [Draft] = []
    // From the roots down, so that a product is claimed by its one user before it would be emitted.
    for node in needed.reversed() where !absorbed.contains(node) {
      let draft = draft(for: node) { product in
        guard fuses, given[product] == nil, uses[product] == 1 else { return false }
        absorbed.insert(product)
        return true
      }
      drafts.append(draft)
    }
    return drafts.reversed()
  }

  private func needed(from roots: [ExpressionID]) -> [ExpressionID] {
    var seen: Set<ExpressionID> = []
    var stack = roots
    while let node = stack.popLast() {
      guard given[node] == nil, seen.insert(node).inserted else { continue }
      stack += graph.children(of: node)
    }
    return seen.sorted()
  }

  private func draft(for node: ExpressionID, claim: (ExpressionID) -> Bool) -> Draft {
    func product(_ id: ExpressionID) -> (ExpressionID, ExpressionID)? {
      guard case .binary(.multiply, let a, let b) = graph[id] else { return nil }
      return (a, b)
    }
    switch graph[node] {
    case .constant, .time, .symbol:
      preconditionFailure("a leaf without a row")
    case .unary(let op, let a):
      return Draft(node: node, operation: op.laneOperation, sources: [a])
    case .select(let c, let a, let b):
      return Draft(node: node, operation: .select, sources: [c, a, b])
    case .binary(.add, let a, let b):
      if let (x, y) = product(b), claim(b) {
        return Draft(node: node, operation: .multiplyAdd, sources: [x, y, a])
      }
      if let (x, y) = product(a), claim(a) {
        return Draft(node: node, operation: .multiplyAdd, sources: [x, y, b])
      }
      return Draft(node: node, operation: .add, sources: [a, b])
    case .binary(.subtract, let a, let b):
      if let (x, y) = product(b), claim(b) {
        return Draft(node: node, operation: .negativeMultiplyAdd, sources: [x, y, a])
      }
      if let (x, y) = product(a), claim(a) {
        return Draft(node: node, operation: .multiplySubtract, sources: [x, y, b])
      }
      return Draft(node: node, operation: .subtract, sources: [a, b])
    case .binary(let op, let a, let b):
      return Draft(node: node, operation: op.laneOperation, sources: [a, b])
    }
  }
}

extension UnaryOperator {
  fileprivate var laneOperation: Lanes.Operation {
    switch self {
    case .negate: .negate
    case .not: .not
    case .exp: .exp
    case .ln: .log
    case .log10: .log10
    case .sqrt: .squareRoot
    case .abs: .absolute
    case .floor: .floor
    case .ceil: .ceil
    case .sin: .sin
    case .cos: .cos
    case .tan: .tan
    case .asin: .asin
    case .acos: .acos
    case .atan: .atan
    case .sinh: .sinh
    case .cosh: .cosh
    case .tanh: .tanh
    case .asinh: .asinh
    case .acosh: .acosh
    case .atanh: .atanh
    case .factorial: .factorial
    }
  }
}

extension BinaryOperator {
  fileprivate var laneOperation: Lanes.Operation {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .power: .power
    case .min: .minimum
    case .max: .maximum
    case .less: .less
    case .lessEqual: .lessEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .and: .and
    case .or: .or
    case .remainder: .remainder
    }
  }
}
