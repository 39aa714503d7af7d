import Lanes
import ModelIR
import Symbolics

/// Gives every leaf and every expression that is fixed for all or for a subject its row.
struct Layout {
  private let graph: ExpressionGraph
  private let levels: [Level]
  private(set) var given: [ExpressionID: Tape.Operand] = [:]
  private(set) var uniformValues: [(row: Int, value: Double)] = []
  private(set) var uniformRowCount = 0
  private(set) var subjectRowCount = 0
  /// What the rows of the bank `delayed` hold.
  let delayedStates: [DelayedState]
  /// Expressions worked out by the uniform and the subject program, in order, with their rows.
  private var uniformNodes: [(node: ExpressionID, destination: Tape.Operand)] = []
  private var subjectNodes: [(node: ExpressionID, destination: Tape.Operand)] = []
  private var hoisted: [ExpressionID: Tape.Operand] = [:]

  init(
    inlining: Inlining, varying: [SymbolID], changed: [SymbolID], interpolated: [SymbolID],
    stateSymbols: [SymbolID], roots: [ExpressionID]
  ) {
    graph = inlining.graph
    levels = inlining.levels
    var leaves: [SymbolID: Tape.Operand] = [:]
    for (row, symbol) in varying.enumerated() { leaves[symbol] = Self.row(.parameter, row) }
    for (row, symbol) in stateSymbols.enumerated() { leaves[symbol] = Self.row(.state, row) }
    var delayed: [DelayedState] = []
    for (leaf, symbol) in inlining.extraLeaves {
      switch leaf {
      case .inputRate(let row): leaves[symbol] = Self.row(.inputRate, row)
      case .slope(let covariate), .origin(let covariate):
        guard let index = interpolated.firstIndex(of: covariate) else { preconditionFailure("no line") }
        let first = varying.count + changed.count + 2 * index
        leaves[symbol] = Self.row(.parameter, leaf == .slope(covariate) ? first : first + 1)
      case .changed(let constant):
        guard let row = changed.firstIndex(of: constant) else { preconditionFailure("not changed") }
        leaves[symbol] = Self.row(.parameter, varying.count + row)
      case .past(let state):
        leaves[symbol] = Self.row(.delayed, delayed.count)
        delayed.append(state)
      }
    }
    delayedStates = delayed

    for id in graph.reachable(from: roots) {
      switch graph[id] {
      case .time:
        given[id] = Self.row(.time, 0)
      case .constant(let bits):
        addUniform(id, Double(bitPattern: bits))
      case .symbol(let symbol):
        if let operand = leaves[symbol] {
          given[id] = operand
        } else if case .constant(let value) = inlining.system.symbols[symbol.index].kind {
          addUniform(id, value)
        } else {
          preconditionFailure("'\(inlining.system.symbols[symbol.index].name)' has no equation")
        }
      case .unary, .binary, .select:
        switch levels[id.index] {
        case .uniform:
          uniformNodes.append((id, Self.row(.uniform, uniformRowCount)))
          uniformRowCount += 1
        case .subject:
          subjectNodes.append((id, Self.row(.subject, subjectRowCount)))
          subjectRowCount += 1
        case .dynamic: break
        }
      }
    }
    for (node, destination) in uniformNodes + subjectNodes { hoisted[node] = destination }
  }

  func uniformTape() -> Tape {
    var builder = TapeBuilder(graph: graph, given: given, fuses: false)
    return builder.tape(uniformNodes)
  }

  /// Derived constants of a subject, then its initial values.
  func subjectTape(initials: [ExpressionID]) -> Tape {
    let known = given.merging(uniformNodes.map { ($0.node, $0.destination) }) { a, _ in a }
    var builder = TapeBuilder(graph: graph, given: known, fuses: false)
    return builder.tape(
      subjectNodes + initials.enumerated().map { ($1, Self.row(.initial, $0)) })
  }

  /// A program that runs at stages or output times, and leaves each root in its row of a bank.
  ///
  /// - Parameter fuses: False where two programs must agree on a value to the bit.
  func dynamicTape(
    _ roots: [(row: Int, node: ExpressionID)], into bank: CompiledModel.Bank, fuses: Bool = true
  ) -> Tape {
    dynamicTape(roots.map { ($0.node, Self.row(bank, $0.row)) }, fuses: fuses)
  }

  /// A program that leaves each root in the row given for it.
  func dynamicTape(
    _ roots: [(node: ExpressionID, destination: Tape.Operand)], fuses: Bool = true
  ) -> Tape {
    let known = given.merging((uniformNodes + subjectNodes).map { ($0.node, $0.destination) }) { a, _ in a }
    var builder = TapeBuilder(graph: graph, given: known, fuses: fuses)
    return builder.tape(roots)
  }

  /// Whether an expression changes within a subject.
  func isDynamic(_ node: ExpressionID) -> Bool { levels[node.index] == .dynamic }

  /// The row of a value that is fixed for a subject.
  func operand(of node: ExpressionID) -> Tape.Operand {
    guard let operand = given[node] ?? hoisted[node] else { preconditionFailure("not a fixed value") }
    return operand
  }

  /// Where a value that is fixed for a subject stands.
  func fixedValue(_ node: ExpressionID) -> CompiledModel.FixedValue {
    guard case .row(let bank, let row) = operand(of: node) else {
      preconditionFailure("not a fixed value")
    }
    switch CompiledModel.Bank(rawValue: bank) {
    case .parameter: return .parameter(row: row)
    case .subject: return .subject(row: row)
    case .uniform: return .uniform(row: row)
    default: preconditionFailure("not a fixed value")
    }
  }

  private mutating func addUniform(_ id: ExpressionID, _ value: Double) {
    given[id] = Self.row(.uniform, uniformRowCount)
    uniformValues.append((uniformRowCount, value))
    uniformRowCount += 1
  }

  static func row(_ bank: CompiledModel.Bank, _ row: Int) -> Tape.Operand {
    .row(bank: bank.rawValue, row: row)
  }
}
