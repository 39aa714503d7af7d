import Symbolics
import Testing

@Suite struct DerivativeTests {
  let x = SymbolID(0)
  let y = SymbolID(1)

  /// Exact derivative against a five-point central difference, with respect to both symbols and time.
  private func check(
    _ graph: inout ExpressionGraph, _ root: ExpressionID, at points: [(Double, Double)], time: Double = 1.3,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for variable in [ExpressionGraph.Variable.symbol(x), .symbol(y), .time] {
      let slope = graph.derivative(of: root, withRespectTo: variable)
      for (px, py) in points {
        func value(_ id: ExpressionID, _ step: Double) -> Double {
          let dx = variable == .symbol(x) ? step : 0
          let dy = variable == .symbol(y) ? step : 0
          let dt = variable == .time ? step : 0
          return graph.evaluate(id, time: time + dt) { $0 == x ? px + dx : py + dy }
        }
        let h = 1e-3
        let difference =
          (8 * (value(root, h) - value(root, -h)) - (value(root, 2 * h) - value(root, -2 * h))) / (12 * h)
        let exact = value(slope, 0)
        // Truncation h⁴·f⁗/30 and rounding ε·f/h, with room for functions of size 100.
        let bound = 1e-9 * max(1, difference.magnitude) + 1e-10
        #expect(
          (exact - difference).magnitude < bound, "\(variable) at (\(px), \(py)): \(exact), \(difference)",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test(arguments: UnaryOperator.allCases)
  func unary(_ op: UnaryOperator) {
    var graph = ExpressionGraph()
    let (sx, sy) = (graph.symbol(x), graph.symbol(y))
    // Inside (0, 1) for all functions, and a non-trivial inner slope.
    var inner = graph.multiply(graph.constant(0.3), graph.add(sx, graph.multiply(sy, graph.time())))
    if op == .acosh { inner = graph.add(inner, graph.constant(1.2)) }
    let root = graph.unary(op, inner)
    check(&graph, root, at: [(0.4, 0.7), (1.1, 0.9), (0.2, 0.3)])
  }

  @Test(arguments: BinaryOperator.allCases)
  func binary(_ op: BinaryOperator) {
    var graph = ExpressionGraph()
    let (sx, sy) = (graph.symbol(x), graph.symbol(y))
    let a = graph.add(graph.multiply(sx, sx), graph.time())
    let b = graph.add(graph.multiply(sy, sx), graph.constant(0.5))
    let root = graph.binary(op, a, b)
    check(&graph, root, at: [(0.4, 0.7), (1.1, 3.9), (2.2, 0.3)])
  }

  @Test func selection() {
    var graph = ExpressionGraph()
    let (sx, sy) = (graph.symbol(x), graph.symbol(y))
    let condition = graph.binary(.less, sx, sy)
    let root = graph.select(condition, graph.multiply(sx, sy), graph.unary(.exp, sx))
    check(&graph, root, at: [(0.4, 0.7), (1.1, 0.9)])
  }

  @Test func factorialNearMinusOneAndFarOut() {
    var graph = ExpressionGraph()
    let root = graph.unary(.ln, graph.unary(.factorial, graph.symbol(x)))
    check(&graph, root, at: [(-0.6, 0), (0, 0), (0.5, 0), (3, 0), (20, 0), (100, 0)])
  }

  @Test func powersAtZeroStayFinite() {
    var graph = ExpressionGraph()
    let (sx, sy) = (graph.symbol(x), graph.symbol(y))
    let root = graph.power(sx, sy)
    let byExponent = graph.derivative(of: root, withRespectTo: .symbol(y))
    let byBase = graph.derivative(of: root, withRespectTo: .symbol(x))
    #expect(graph.evaluate(byExponent) { $0 == x ? 0 : 1.7 } == 0)
    #expect(graph.evaluate(byBase) { $0 == x ? 0 : 1.7 } == 0)
  }

  @Test func whatDoesNotDependHasSlopeZero() {
    var graph = ExpressionGraph()
    let root = graph.unary(.exp, graph.multiply(graph.symbol(x), graph.constant(3)))
    let bySymbol = graph.derivative(of: root, withRespectTo: .symbol(y))
    let byTime = graph.derivative(of: root, withRespectTo: .time)
    #expect(graph.constantValue(bySymbol) == 0)
    #expect(graph.constantValue(byTime) == 0)
  }

  /// Repeated squaring doubles the tree, not the graph: 2^60 paths in 60 nodes.
  @Test func sharedPartsAreDifferentiatedOnce() {
    var graph = ExpressionGraph()
    var root = graph.symbol(x)
    for _ in 0..<60 { root = graph.multiply(root, root) }
    let slope = graph.derivative(of: root, withRespectTo: .symbol(x))
    #expect(graph.evaluate(slope) { _ in 1 } == 0x1p60)
    #expect(graph.nodes.count < 300)
  }

  @Test func evaluationKnowsEveryOperator() {
    var graph = ExpressionGraph()
    let (sx, sy) = (graph.symbol(x), graph.symbol(y))
    func value(_ id: ExpressionID) -> Double { graph.evaluate(id, time: 2) { $0 == x ? -7 : 3 } }
    #expect(value(graph.binary(.remainder, sx, sy)) == -1)
    #expect(value(graph.unary(.factorial, sy)) == 6)
    #expect(value(graph.binary(.min, sx, sy)) == -7)
    #expect(value(graph.binary(.lessEqual, sy, sy)) == 1)
    #expect(value(graph.binary(.and, sx, graph.constant(0))) == 0)
    #expect(value(graph.unary(.not, sx)) == 0)
    #expect(value(graph.add(graph.time(), sy)) == 5)
    #expect(value(graph.power(sy, sy)) == 27)
  }
}

struct JacobianTests {
  @Test func allAtOnceAreTheSameAsOneAtATime() {
    var graph = ExpressionGraph()
    let symbols = (0..<4).map { SymbolID($0) }
    let x = symbols.map { graph.symbol($0) }
    let product = graph.multiply(x[0], graph.unary(.exp, graph.multiply(x[1], graph.time())))
    let quotient = graph.divide(product, graph.add(x[2], graph.constant(1)))
    let step = graph.unary(.floor, x[3])
    let roots = [product, quotient, step, graph.select(graph.binary(.less, x[0], x[3]), x[2], quotient)]
    let variables = symbols.map { ExpressionGraph.Variable.symbol($0) } + [.time]
    let rows = graph.jacobian(of: roots, withRespectTo: variables)
    let zero = graph.constant(0)
    for (root, row) in zip(roots, rows) {
      for (index, variable) in variables.enumerated() {
        let single = graph.derivative(of: root, withRespectTo: variable)
        #expect(row.first { $0.variable == index }?.slope ?? zero == single)
      }
    }
    // The quotient does not know x3, the step function has no slope.
    #expect(rows[1].map(\.variable) == [0, 1, 2, 4])
    #expect(rows[2].isEmpty)
  }
}
