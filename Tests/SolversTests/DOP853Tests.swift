import Lanes
import Solvers
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A rooted tree: what an order condition belongs to (Butcher 1963; Hairer, Nørsett & Wanner, §II.2).
private struct RootedTree: Hashable {
  let branches: [RootedTree]

  var order: Int { branches.reduce(1) { $0 + $1.order } }
  /// γ: the product of the orders of all subtrees.
  var density: Double { branches.reduce(Double(order)) { $0 * $1.density } }
  var name: String { "(" + branches.map(\.name).sorted().joined() + ")" }

  /// Σ a_ij Φ_j of the branches, multiplied: the elementary weight at each stage.
  func weights(_ a: [[Double]]) -> [Double] {
    let inner = branches.map { $0.weights(a) }
    return a.indices.map { i in
      inner.reduce(1) { product, w in product * zip(a[i], w).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }

  /// All trees of an order, each once.
  static func all(order: Int) -> [RootedTree] {
    func forests(_ total: Int, largest: Int) -> [[RootedTree]] {
      if total == 0 { return [[]] }
      var found: [[RootedTree]] = []
      for first in stride(from: min(total, largest), through: 1, by: -1) {
        for tree in all(order: first) {
          for rest in forests(total - first, largest: first) { found.append([tree] + rest) }
        }
      }
      return found
    }
    var seen: Set<String> = []
    return forests(order - 1, largest: order - 1).map(RootedTree.init).filter {
      seen.insert($0.name).inserted
    }
  }
}

struct DOP853Tests {
  typealias Table = DOP853Coefficients

  /// Stages 1…16, the thirteenth at the end of the step.
  private var stages: [[Double]] {
    [[Double](repeating: 0, count: 16)] + Table.a.map { $0 + Array(repeating: 0, count: 16 - $0.count) }
  }

  @Test func nodesAreRowSums() {
    for (row, c) in zip(stages, Table.c) { #expect(abs(row.reduce(0, +) - c) < 1e-14) }
  }

  /// All 200 conditions up to order 8, and some of order 9 fail.
  @Test func orderConditions() {
    let b = Table.a[11] + [0, 0, 0, 0]
    let counts = [1, 1, 2, 4, 9, 20, 48, 115]
    for order in 1...8 {
      let trees = RootedTree.all(order: order)
      #expect(trees.count == counts[order - 1])
      for tree in trees {
        let sum = zip(b, tree.weights(stages)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(sum - 1 / tree.density) < 1e-14, "order \(order)")
      }
    }
    let next = RootedTree.all(order: 9).map { tree in
      abs(zip(b, tree.weights(stages)).reduce(0) { $0 + $1.0 * $1.1 } - 1 / tree.density)
    }
    #expect((next.max() ?? 0) > 1e-6)
  }

  /// Error estimates compare with methods of the orders 5 and 3.
  @Test func errorEstimatesVanishToTheirOrder() {
    for (weights, order) in [(Table.error5, 5), (Table.error3, 3)] {
      for tree in (1...order).flatMap(RootedTree.all) {
        let sum = zip(weights, tree.weights(stages)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(sum) < 1e-14)
      }
      let next = RootedTree.all(order: order + 1).map { tree in
        abs(zip(weights, tree.weights(stages)).reduce(0) { $0 + $1.0 * $1.1 })
      }
      #expect((next.max() ?? 0) > 1e-6)
    }
  }

  /// The weights of the interpolant meet all conditions up to order 7 anywhere in the step.
  @Test(arguments: [0.1, 0.37, 0.5, 0.81, 1])
  func interpolantMeetsOrderConditions(theta: Double) {
    let program = DOP853Method.program(for: testSystem, Tolerances(rtol: 1e-6, atol: 1e-6))
    let w = program.interpolants[0].terms.map { $0.weight.polynomial(theta) }
    let b = Table.a[11] + [0, 0, 0, 0]
    let weights = (0..<16).map { j -> Double in
      var sum = w[1] * b[j] + (j == 0 ? w[2] : 0) + (j == 12 ? w[3] : 0)
      for (part, row) in Table.dense.enumerated() { sum += w[4 + part] * row[j] }
      return sum
    }
    for order in 1...7 {
      for tree in RootedTree.all(order: order) {
        let sum = zip(weights, tree.weights(stages)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(sum - pow(theta, Double(order)) / tree.density) < 1e-13, "order \(order)")
      }
    }
  }

  private func stepper() -> LaneStepper {
    let stepper = LaneStepper(
      DOP853Method.program(for: testSystem, Tolerances(rtol: 1e-6, atol: 1e-6))
    ) { [$0, $1, $2] }
    stepper.y.fill(row: 0, with: 1)
    stepper.step()  // h = 0: slope at the start
    accept(stepper)
    return stepper
  }

  private func accept(_ stepper: LaneStepper) {
    let mask = LaneMatrix(rows: 1)
    mask.fill(row: 0, with: 1)
    stepper.accept(mask, accepted: 0, refreshed: 0)
  }

  @Test func convergesWithOrderEight() {
    func error(steps n: Int) -> Double {
      let stepper = stepper()
      stepper.h.fill(row: 0, with: 4 / Double(n))
      for i in 0..<n {
        stepper.t.fill(row: 0, with: 4 * Double(i) / Double(n))
        stepper.step()
        accept(stepper)
      }
      return max(abs(stepper.y[0, 0] - exp(-4)), abs(stepper.y[1, 0] - sin(4)))
    }
    let order = log2(error(steps: 3) / error(steps: 6))
    #expect(order > 7.5 && order < 9.5, "order \(order)")
  }

  @Test func interpolantHasOrderSeven() {
    func error(_ h: Double) -> Double {
      let stepper = stepper()
      let column = LaneMatrix(rows: 2)
      stepper.h.fill(row: 0, with: h)
      stepper.step()
      stepper.prepareDenseOutput()
      var worst = 0.0
      for theta in [0.1, 0.2, 0.35, 0.5, 0.7, 0.9] {
        stepper.interpolate(lane: 3, theta: theta, into: column, column: 0)
        worst = max(worst, abs(column[0, 0] - exp(-theta * h)), abs(column[1, 0] - sin(theta * h)))
      }
      return worst
    }
    // The local error of an interpolant of order 7 falls with h⁸.
    let order = log2(error(1) / error(0.5))
    #expect(order > 7.5, "order \(order)")
  }

  @Test func interpolantMeetsBothEnds() {
    let (stepper, column) = (stepper(), LaneMatrix(rows: 2))
    stepper.h.fill(row: 0, with: 0.5)
    stepper.step()
    stepper.prepareDenseOutput()
    stepper.interpolate(lane: 0, theta: 0, into: column, column: 0)
    #expect(column[0, 0] == 1)
    stepper.interpolate(lane: 0, theta: 1, into: column, column: 0)
    #expect(abs(column[0, 0] - stepper.next[0, 0]) < 1e-15)
  }

  /// An equation that the method solves exactly has the estimate 0, not 0/0.
  @Test func noErrorIsNoTrouble() {
    let stepper = stepper()
    stepper.y.fill(row: 0, with: 0)
    stepper.startSlope.fill(row: 0, with: 0)
    stepper.step()
    #expect(stepper.meanSquareError[0, 0] == 0)
  }
}
