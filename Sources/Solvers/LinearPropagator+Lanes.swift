import Lanes

/// Single lanes, number by number, for what happens once a subject.
extension LinearPropagator {
  /// Φ·states + Γ·inputs in one lane.
  package func carry(
    _ exponential: Exponential, lane: Int, states: [Double], inputs: [Double]
  ) -> [Double] {
    var result = Array(repeating: 0.0, count: program.stateCount)
    for (index, entry) in program.entries.enumerated() {
      let value =
        entry.column < program.stateCount
        ? states[entry.column] : inputs[entry.column - program.stateCount]
      result[entry.row] += exponential.matrix[index, lane] * value
    }
    return result
  }

  /// Φ − 1 in one lane, row by row, small differences from 1 with all their digits.
  package func deviation(_ exponential: Exponential, lane: Int) -> [[Double]] {
    let size = program.stateCount
    var result = Array(repeating: Array(repeating: 0.0, count: size), count: size)
    for (index, entry) in program.entries.enumerated() where entry.column < size {
      result[entry.row][entry.column] = exponential.matrix[index, lane]
    }
    for state in 0..<size { result[state][state] = exponential.matrix[program.entryCount + state, lane] }
    return result
  }

  /// A and B in one lane, row by row.
  package func coefficients(lane: Int) -> [[Double]] {
    let width = program.stateCount + program.inputCount
    var result = Array(repeating: Array(repeating: 0.0, count: width), count: program.stateCount)
    for (index, entry) in program.rates.enumerated() { result[entry.row][entry.column] = rates[index, lane] }
    return result
  }
}
