import Lanes

/// An interpolant joined to the matrices that hold its terms: reads all states of a single lane inside its
/// last step. Outputs, of which there are many, are read by `StepProgram.insideTape` for all lanes at once.
struct DenseReader {
  private let states: [Int]
  private let terms: [Term]

  private struct Term {
    var matrix: LaneMatrix
    var rows: [(row: Int, source: Int)]
    var weight: StepProgram.Interpolant.Weight
  }

  /// - Parameter matrix: Where the rows of a term stand.
  init(_ interpolant: StepProgram.Interpolant, matrix: (StepProgram.Interpolant.Term) -> LaneMatrix) {
    states = interpolant.states
    terms = interpolant.terms.map { term, weight in
      let rows = interpolant.states.enumerated().map { index, state -> (row: Int, source: Int) in
        if case .work(let first) = term { return (state, first + index) }
        return (state, state)
      }
      return Term(matrix: matrix(term), rows: rows, weight: weight)
    }
  }

  func read(lane: Int, theta: Double, h: Double, into target: LaneMatrix, column: Int) {
    for state in states { target[state, column] = 0 }
    for term in terms {
      let weight = term.weight.polynomial(theta) * (term.weight.timesStep ? h : 1)
      target.addColumn(column, weight: weight, times: term.matrix, lane: lane, rows: term.rows)
    }
  }
}
