import Statistics
import Testing
import Text

struct SummaryTests {
  /// numpy 2.4 `quantile` and `std(ddof=1)`.
  @Test func quantilesOfTypeSeven() {
    let values = [7.1, 2.5, 9.9, 4.0, 6.3]
    let found = [0, 0.05, 0.25, 0.5, 0.9, 1].map { Summary.quantile(values, $0) }
    for (a, b) in zip(found, [2.5, 2.8, 4.0, 6.3, 8.78, 9.9]) { #expect((a - b).magnitude < 1e-12) }
    #expect((Summary.sd(values) - 2.861468154636707).magnitude < 1e-14)
    #expect(Summary.quantile([], 0.5).isNaN)
  }

  @Test func compensatedSumKeepsSmallTerms() {
    #expect(Summary.sum([1, 1e100, 1, -1e100]) == 2)
  }

  /// Standard error of a median of n normal numbers: √(π/2n).
  @Test func errorOfAMedian() {
    let random = KeyedRandom(seed: 3)
    let z = (0..<20_000).map { random.normal(subject: $0, draw: 0, purpose: Purpose("median")) }
    let expected = (Double.pi / 2 / 20_000).squareRoot()
    #expect((Summary.quantileError(sorted: z.sorted(), 0.5) / expected - 1).magnitude < 0.15)
  }

  @Test func factorSolvesAndMultiplies() throws {
    let matrix = [[4.0, 2, 0.6], [2, 5, 1.5], [0.6, 1.5, 3]]
    let factor = try CholeskyFactor.factor(matrix).get()
    let x = [1.0, -2, 0.5]
    let b = matrix.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
    for (a, b) in zip(factor.solve(b), x) { #expect((a - b).magnitude < 1e-14) }
    guard case .failure(let fault) = CholeskyFactor.factor([[1, 2], [2, 1]]) else {
      Issue.record("factored what is not positive definite")
      return
    }
    #expect(fault.row == 1)
  }

  @Test func correlatedNormalsHaveTheirCorrelations() throws {
    let names = ["a", "b", "c", "d"]
    let normals = try CorrelatedNormals(
      names: names,
      pairs: [.init("a", "c", rho: 0.8), .init("c", "d", rho: -0.4), .init("a", "d", rho: -0.1)])
    let random = KeyedRandom(seed: 11)
    let n = 40_000
    let draws = (0..<UInt32(n)).map { person in
      normals.correlate(names.map { random.normal(subject: person, draw: 0, purpose: Purpose($0)) })
    }
    func correlation(_ i: Int, _ j: Int) -> Double {
      Summary.mean(draws.map { $0[i] * $0[j] })
        / (Summary.sd(draws.map { $0[i] }) * Summary.sd(draws.map { $0[j] }))
    }
    let limit = 5 / Double(n).squareRoot()
    #expect((correlation(0, 2) - 0.8).magnitude < limit)
    #expect((correlation(2, 3) + 0.4).magnitude < limit)
    #expect((correlation(0, 3) + 0.1).magnitude < limit)
    #expect(correlation(0, 1).magnitude < limit)
    // A name without correlations keeps its own number.
    #expect(normals.correlate([1, 2, 3, 4])[1] == 2)
  }

  @Test func contradictingCorrelationsAreNamed() {
    let position = SourcePosition(file: "correlations.csv", line: 4)
    let problems = #expect(throws: Problems.self) {
      try CorrelatedNormals(
        names: ["CL", "V", "Q"],
        pairs: [
          .init("CL", "V", rho: 0.9), .init("V", "Q", rho: 0.9),
          .init("CL", "Q", rho: -0.9, position: position),
        ])
    }
    #expect(problems?.description.contains("'CL', 'V', 'Q' contradict each other") == true)
    #expect(problems?.all.count == 1)
  }

  @Test func unknownAndImpossibleCorrelations() {
    let problems = #expect(throws: Problems.self) {
      try CorrelatedNormals(
        names: ["CL", "V"], pairs: [.init("CL", "ka", rho: 0.1), .init("CL", "V", rho: 1)])
    }
    #expect(problems?.all.count == 2)
    #expect(problems?.description.contains("'ka'") == true)
  }

  /// scipy 1.17 `spearmanr`, with ties.
  @Test func rankCorrelation() throws {
    let rho = try #require(Ranks.spearman([3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8]))
    #expect((rho - 0.19885368120992467).magnitude < 1e-14)
    #expect(Ranks.spearman([1, 1, 1], [1, 2, 3]) == nil)
  }

  /// Least squares on standardised ranks with numpy 2.4 `lstsq`.
  @Test func rankRegressionAgreesWithLeastSquares() throws {
    let a = [0.61, 0.12, 0.95, 0.33, 0.78, 0.05, 0.42, 0.87, 0.22, 0.70]
    let b = [0.30, 0.91, 0.15, 0.44, 0.67, 0.52, 0.08, 0.99, 0.75, 0.23]
    let y = [1.9, 1.1, 3.0, 1.2, 2.95, 0.6, 1.0, 3.4, 1.4, 2.2]
    let regression = try #require(RankRegression(inputs: [a, b], output: y))
    #expect((regression.coefficients[0] - 0.9837561881188122).magnitude < 1e-8)
    #expect((regression.coefficients[1] - 0.35999381188118806).magnitude < 1e-8)
    #expect((regression.errors[0] - 0.09614823830220338).magnitude < 1e-8)
    #expect((regression.explained - 0.938542604260426).magnitude < 1e-8)
  }

  /// y = 2a + b with independent normal a, b: coefficients of the ranks are 6/π·asin(ρ/2) with
  /// ρ = 2/√5 and 1/√5 (Spearman of a normal pair), so the shares are 0.8087 and 0.1913; three inputs that
  /// do not enter have none.
  @Test func sharesOfALinearModel() throws {
    let random = KeyedRandom(seed: 5)
    let n = UInt32(20_000)
    let inputs = (0..<5).map { k in
      (0..<n).map { random.normal(subject: 0, draw: $0, purpose: Purpose("x\(k)")) }
    }
    let y = zip(inputs[0], inputs[1]).map { 2 * $0 + $1 }
    let regression = try #require(RankRegression(inputs: inputs, output: y))
    #expect((regression.shares[0] - 0.8087).magnitude < 0.01)
    #expect((regression.shares[1] - 0.1913).magnitude < 0.01)
    #expect(regression.shares[2...].reduce(0, +) < 0.001)
    #expect((regression.shares.reduce(0, +) - 1).magnitude < 1e-12)
    #expect(regression.explained > 0.95)
    #expect(RankRegression(inputs: inputs, output: [Double](repeating: 1, count: Int(n))) == nil)
  }
}
