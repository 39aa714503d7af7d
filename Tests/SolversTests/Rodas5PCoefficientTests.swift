import Solvers
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A rooted tree by the trees at its root's branches: each stands for one condition of order.
private indirect enum Tree {
  case node([Tree])

  static let leaf = Tree.node([])

  var order: Int {
    guard case .node(let branches) = self else { return 0 }
    return branches.reduce(1) { $0 + $1.order }
  }

  /// γ(t): the order times the densities of the branches.
  var density: Double {
    guard case .node(let branches) = self else { return 0 }
    return branches.reduce(Double(order)) { $0 * $1.density }
  }

  /// All trees up to order 5.
  static let all: [Tree] = {
    let two = Tree.node([leaf])
    let (bush, tall) = (Tree.node([leaf, leaf]), Tree.node([two]))
    let fours = [
      Tree.node([leaf, leaf, leaf]), .node([leaf, two]), .node([bush]), .node([tall]),
    ]
    let fives =
      [
        Tree.node([leaf, leaf, leaf, leaf]), .node([leaf, leaf, two]), .node([two, two]),
        .node([leaf, bush]), .node([leaf, tall]),
      ] + fours.map { Tree.node([$0]) }
    return [leaf, two, bush, tall] + fours + fives
  }()
}

/// The method in the form with slopes: α, β = α + Γ and weights b, from the form with increments.
///
///     Γ⁻¹ = I/γ − C,   α = a·Γ,   b = m·Γ
///
/// (Hairer & Wanner, Solving Ordinary Differential Equations II, §IV.7.)
private struct SlopeForm {
  var alpha: [[Double]]
  var beta: [[Double]]
  var gamma: [[Double]]

  init() {
    typealias R = Rodas5PCoefficients
    var inverse = (0..<8).map { i in (0..<8).map { j in i == j ? 1 / R.gamma : 0 } }
    for (i, row) in R.c.enumerated() { for (j, value) in row.enumerated() { inverse[i + 1][j] = -value } }
    var gamma = Array(repeating: Array(repeating: 0.0, count: 8), count: 8)
    for column in 0..<8 {
      for i in column..<8 {
        let known = (column..<max(i, column)).reduce(0) { $0 + inverse[i][$1] * gamma[$1][column] }
        gamma[i][column] = ((i == column ? 1 : 0) - known) / inverse[i][i]
      }
    }
    let alpha = (0..<8).map { [gamma] in SlopeForm.times(SlopeForm.argument($0), gamma) }
    beta = (0..<8).map { [gamma] i in zip(alpha[i], gamma[i]).map { $0 + $1 } }
    self.alpha = alpha
    self.gamma = gamma
  }

  /// Weights of the increments in the argument of a stage.
  static func argument(_ stage: Int) -> [Double] {
    var row = stage == 0 ? [] : Rodas5PCoefficients.a[min(stage, 5) - 1]
    while row.count < stage { row.append(1) }
    return row + Array(repeating: 0, count: 8 - row.count)
  }

  static func times(_ row: [Double], _ matrix: [[Double]]) -> [Double] {
    (0..<8).map { j in (0..<8).reduce(0) { $0 + row[$1] * matrix[$1][j] } }
  }

  /// Elementary weights of a tree, one a stage: β where a vertex has one branch, α where it has several.
  func weights(_ tree: Tree) -> [Double] {
    guard case .node(let branches) = tree else { return [] }
    let matrix = branches.count == 1 ? beta : alpha
    return (0..<8).map { stage in
      branches.reduce(1) { product, branch in
        let below = weights(branch)
        return product * (0..<8).reduce(0) { $0 + matrix[stage][$1] * below[$1] }
      }
    }
  }

  /// Largest violation of Σ b_i·Φ_i(t) = θ^order/γ(t) over trees up to an order.
  func defect(increments: [Double], upTo order: Int, theta: Double = 1) -> Double {
    let b = SlopeForm.times(increments, gamma)
    return Tree.all.filter { $0.order <= order }.map { tree in
      let sum = zip(b, weights(tree)).reduce(0) { $0 + $1.0 * $1.1 }
      return abs(sum - pow(theta, Double(tree.order)) / tree.density)
    }.max() ?? .infinity
  }
}

struct Rodas5PCoefficientTests {
  private let form = SlopeForm()
  private let end = SlopeForm.argument(7).dropLast() + [1]

  @Test func theMethodHasOrderFive() {
    #expect(Tree.all.count == 17)
    let defect = form.defect(increments: Array(end), upTo: 5)
    #expect(defect < 1e-13, "\(defect)")
  }

  @Test func theEmbeddedMethodHasOrderFour() {
    let embedded = SlopeForm.argument(7)
    let defect = form.defect(increments: embedded, upTo: 4)
    #expect(defect < 1e-13, "\(defect)")
    // The estimate would be worthless if it were of order 5 as well.
    #expect(form.defect(increments: embedded, upTo: 5) > 1e-5)
  }

  @Test(arguments: [0.1, 0.25, 0.5, 0.7, 0.9])
  func theInterpolantHasOrderFour(theta: Double) {
    let weights = Rodas5PMethod.weights.map { $0(theta) }
    let increments = zip(end, weights.dropFirst(2)).map { $0 * weights[1] + $1 }
    let defect = form.defect(increments: increments, upTo: 4, theta: theta)
    #expect(defect < 1e-13, "\(defect)")
  }

  @Test func timesAreTheRowSums() {
    for stage in 0..<8 {
      #expect(abs(form.alpha[stage].reduce(0, +) - Rodas5PCoefficients.nodes[stage]) < 1e-13)
      #expect(abs(form.gamma[stage].reduce(0, +) - Rodas5PCoefficients.timeWeights[stage]) < 1e-12)
    }
  }

  @Test func stiffComponentsDieOut() {
    // y' = λy, hλ → −∞: y1/y0 = 1 − m·Γ·β⁻¹·1 → R(∞) = 0, shown at hλ = −1e12 by the stages themselves.
    let z = -1e12
    var u: [Double] = []
    for stage in 0..<8 {
      let argument = 1 + zip(SlopeForm.argument(stage), u).reduce(0) { $0 + $1.0 * $1.1 }
      let coupling = stage == 0 ? 0 : zip(Rodas5PCoefficients.c[stage - 1], u).reduce(0) { $0 + $1.0 * $1.1 }
      u.append((z * argument + coupling) / (1 / Rodas5PCoefficients.gamma - z))
    }
    let result = 1 + zip(end, u).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(result) < 1e-9, "\(result)")
  }
}
