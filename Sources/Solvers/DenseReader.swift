import Lanes

/// An interpolant joined to the matrices that hold its terms: reads single lanes inside their last step.
struct DenseReader {
  private let states: [Int]
  private let terms: [(matrix: LaneMatrix, rows: [(row: Int, source: Int)])]
  private let weights: @Sendable (_ theta: Double, _ h: Double) -> [Double]

  /// - Parameters:
  ///   - statesRead: States that are wanted; all where nil.
  ///   - matrix: The rows of a term.
  /// - Returns: nil where none of the interpolant's states is wanted.
  init?(
    _ interpolant: StepProgram.Interpolant, statesRead: Set<Int>?,
    matrix: (StepProgram.Interpolant.Term) -> LaneMatrix
  ) {
    let wanted = interpolant.states.indices.filter {
      statesRead?.contains(interpolant.states[$0]) ?? true
    }
    guard !wanted.isEmpty else { return nil }
    states = wanted.map { interpolant.states[$0] }
    terms = interpolant.terms.map { term in
      let rows = wanted.map { index -> (row: Int, source: Int) in
        let state = interpolant.states[index]
        if case .work(let first) = term { return (state, first + index) }
        return (state, state)
      }
      return (matrix(term), rows)
    }
    weights = interpolant.weights
  }

  func read(lane: Int, theta: Double, h: Double, into target: LaneMatrix, column: Int) {
    for state in states { target[state, column] = 0 }
    for (weight, term) in zip(weights(theta, h), terms) where weight != 0 {
      target.addColumn(column, weight: weight, times: term.matrix, lane: lane, rows: term.rows)
    }
  }
}
