import Compilation
import Lanes
import ModelIR
import Symbolics
import Testing
import Text

#if canImport(Glibc)
  import Glibc
#endif

/// A system built by hand: two states, three constants, and outputs given by expressions over them.
private struct RandomSystem {
  var random: UInt64
  var graph = ExpressionGraph()
  let symbols = (0..<5).map { SymbolID($0) }

  init(seed: UInt64) { random = seed }

  mutating func next(_ n: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((random >> 33) % UInt64(n))
  }

  mutating func expression(depth: Int) -> ExpressionID {
    if depth == 0 || next(8) == 0 {
      switch next(7) {
      case 0: return graph.constant(Double(next(9)) / 4 - 1)
      case 1: return graph.time()
      default: return graph.symbol(symbols[next(5)])
      }
    }
    let a = expression(depth: depth - 1)
    switch next(16) {
    case 0: return graph.negate(a)
    case 1:
      let square = graph.multiply(a, a)
      return graph.unary(.sqrt, square)
    case 2: return graph.unary(.tanh, a)
    case 3: return graph.unary(.sin, a)
    case 4: return graph.unary(.exp, graph.unary(.sin, a))
    case 5:
      let base = graph.add(graph.unary(.abs, a), graph.constant(0.5))
      return graph.power(base, graph.constant([2, 3, 4, 0.5, 1.7][next(5)]))
    case 6: return graph.select(graph.binary(.less, a, expression(depth: depth - 1)), a, graph.constant(1))
    case 7: return graph.binary(.max, a, expression(depth: depth - 1))
    case 8:
      let divisor = graph.add(graph.unary(.abs, expression(depth: depth - 1)), graph.constant(1))
      return graph.divide(a, divisor)
    case 9, 10, 11: return graph.add(a, expression(depth: depth - 1))
    case 12, 13: return graph.subtract(a, expression(depth: depth - 1))
    default: return graph.multiply(a, expression(depth: depth - 1))
    }
  }
}

/// Plain recursive evaluation with the system's libm.
private func evaluate(
  _ graph: ExpressionGraph, _ id: ExpressionID, time: Double, _ values: [Double]
) -> Double {
  func go(_ id: ExpressionID) -> Double {
    switch graph[id] {
    case .constant(let bits): return Double(bitPattern: bits)
    case .time: return time
    case .symbol(let symbol): return values[symbol.index]
    case .select(let c, let a, let b): return go(c) != 0 ? go(a) : go(b)
    case .unary(let op, let a):
      let x = go(a)
      switch op {
      case .negate: return -x
      case .sqrt: return x.squareRoot()
      case .tanh: return tanh(x)
      case .sin: return sin(x)
      case .exp: return exp(x)
      case .abs: return abs(x)
      default: return .nan
      }
    case .binary(let op, let a, let b):
      let (x, y) = (go(a), go(b))
      switch op {
      case .add: return x + y
      case .subtract: return x - y
      case .multiply: return x * y
      case .divide: return x / y
      case .power: return pow(x, y)
      case .less: return x < y ? 1 : 0
      case .max: return max(x, y)
      default: return .nan
      }
    }
  }
  return go(id)
}

private func system(_ graph: ExpressionGraph, derivatives: [ExpressionID]) -> ModelSystem {
  let position = SourcePosition(file: "random")
  let names = ["x", "y", "p", "q", "r"]
  var graph = graph
  let zero = graph.constant(0)
  let one = graph.constant(1)
  return ModelSystem(
    name: "random", file: "random", graph: graph,
    symbols: names.enumerated().map { index, name in
      ModelSystem.Symbol(
        name: name, path: name, displayName: nil,
        kind: index < 2 ? .state : .constant(value: Double(index) * 0.7), unit: nil, position: position)
    },
    states: (0..<2).map {
      ModelSystem.State(
        symbol: SymbolID($0), initial: zero, derivative: derivatives[$0], amountToState: one,
        doseNames: [names[$0]])
    },
    assignments: [], derivedConstants: [], events: [], unitFindings: [], annotations: [:])
}

struct CompiledModelTests {
  /// The right-hand side by tape against plain evaluation, for random expressions and every choice of
  /// what varies.
  @Test(arguments: 0..<300)
  func tapesEvaluateWhatTheGraphSays(seed: Int) throws {
    var source = RandomSystem(seed: UInt64(seed) &* 977 &+ 5)
    let derivatives = [source.expression(depth: 6), source.expression(depth: 6)]
    let system = system(source.graph, derivatives: derivatives)
    var previous: [UInt64]?
    for varying in [[], [2], [3, 4], [2, 3, 4]] {
      let model = try CompiledModel(system, varying: varying.map { SymbolID($0) }, outputs: [])
      let (slopes, input) = slopes(model, varying: varying)
      for row in 0..<2 {
        for lane in [0, 17, 31] {
          let values = [input[0][lane], input[1][lane], 1.4, 2.1, 2.8]
          let expected = evaluate(system.graph, derivatives[row], time: input[2][lane], values)
          let actual = slopes[row, lane]
          if expected.isFinite, abs(expected) < 1e8 {
            #expect(abs(actual - expected) <= 1e-9 * max(1, abs(expected)), "seed \(seed)")
          }
        }
      }
      let bits = (0..<2).flatMap { row in (0..<LaneMatrix.laneCount).map { slopes[row, $0].bitPattern } }
      if let previous { #expect(bits == previous, "bits depend on what varies, seed \(seed)") }
      previous = bits
    }
  }

  /// Runs uniform, subject and right-hand-side tapes on made-up states.
  private func slopes(_ model: CompiledModel, varying: [Int]) -> (LaneMatrix, [[Double]]) {
    func rows(_ bank: CompiledModel.Bank) -> Int { model.rowCounts[bank] ?? 0 }
    let (time, state, slope) = (LaneMatrix(rows: 1), LaneMatrix(rows: 2), LaneMatrix(rows: 2))
    let uniform = LaneMatrix(rows: rows(.uniform), width: .uniform)
    let banks = [
      time, state, slope, LaneMatrix(rows: rows(.parameter)), LaneMatrix(rows: rows(.subject)), uniform,
      LaneMatrix(rows: 0), LaneMatrix(rows: 2), LaneMatrix(rows: 0),
    ]
    var input = [[Double]](repeating: [], count: 3)
    for lane in 0..<LaneMatrix.laneCount {
      state[0, lane] = Double(lane) / 20 - 1.5
      state[1, lane] = 2 - Double(lane * lane) / 1500
      time[0, lane] = Double(lane) / 7
      for (i, matrix) in [state, state, time].enumerated() { input[i].append(matrix[i == 1 ? 1 : 0, lane]) }
    }
    for (row, symbol) in varying.enumerated() {
      banks[CompiledModel.Bank.parameter.rawValue].fill(row: row, with: Double(symbol) * 0.7)
    }
    for (row, value) in model.uniformValues { uniform.fill(row: row, with: value) }
    let temporaries = LaneMatrix(rows: model.temporaryCount)
    BoundTape(
      model.uniformTape, banks: banks,
      temporaries: LaneMatrix(rows: model.uniformTape.temporaryCount, width: .uniform)
    ).run()
    BoundTape(model.subjectTape, banks: banks, temporaries: temporaries).run()
    BoundTape(model.rightHandSideTape, banks: banks, temporaries: temporaries).run()
    return (slope, input)
  }

  @Test func productsAndSumsAreFused() throws {
    var graph = ExpressionGraph()
    let (x, y) = (graph.symbol(SymbolID(0)), graph.symbol(SymbolID(1)))
    let p = graph.symbol(SymbolID(2))
    let sum = graph.add(graph.multiply(x, y), p)
    let difference = graph.subtract(y, graph.multiply(x, x))
    let model = try CompiledModel(
      system(graph, derivatives: [sum, difference]), varying: [], outputs: [])
    #expect(model.rightHandSideTape.instructions.map(\.operation) == [.multiplyAdd, .negativeMultiplyAdd])
  }

  @Test func whatIsFixedForASubjectLeavesTheRightHandSide() throws {
    var graph = ExpressionGraph()
    let x = graph.symbol(SymbolID(0))
    let (p, q) = (graph.symbol(SymbolID(2)), graph.symbol(SymbolID(3)))
    let rate = graph.divide(graph.multiply(x, graph.power(p, q)), graph.unary(.exp, p))
    let model = try CompiledModel(
      system(graph, derivatives: [rate, graph.constant(0)]), varying: [SymbolID(2)], outputs: [])
    // x · (p^q) · (1 / exp p): two products and the constant 0.
    #expect(model.rightHandSideTape.instructions.map(\.operation) == [.multiply, .multiply, .copy])
  }
}
