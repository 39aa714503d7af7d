/// A small symmetric positive-definite matrix as a triangular factor: A = L·Lᵀ.
package struct CholeskyFactor: Sendable, Hashable {
  /// Rows of L, each as long as its index plus one.
  package let rows: [[Double]]

  /// - Parameter matrix: Symmetric rows; only the lower triangle is read.
  /// - Returns: Nil with the first row that makes the matrix not positive definite.
  package static func factor(_ matrix: [[Double]]) -> Result<CholeskyFactor, NotPositiveDefinite> {
    var rows: [[Double]] = []
    for i in matrix.indices {
      var row = [Double](repeating: 0, count: i + 1)
      for j in 0...i {
        let known = (0..<j).reduce(0.0) { $0 + row[$1] * (i == j ? row[$1] : rows[j][$1]) }
        let rest = matrix[i][j] - known
        if i == j {
          guard rest > 1e-12 * max(matrix[i][i].magnitude, .leastNormalMagnitude) else {
            return .failure(NotPositiveDefinite(row: i))
          }
          row[i] = rest.squareRoot()
        } else {
          row[j] = rest / rows[j][j]
        }
      }
      rows.append(row)
    }
    return .success(CholeskyFactor(rows: rows))
  }

  package struct NotPositiveDefinite: Error, Hashable, Sendable {
    package let row: Int
  }

  /// L·z.
  package func product(_ z: [Double]) -> [Double] {
    rows.map { row in zip(row, z).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// x with A·x = b.
  package func solve(_ b: [Double]) -> [Double] {
    var y = b
    for i in rows.indices {
      for j in 0..<i { y[i] -= rows[i][j] * y[j] }
      y[i] /= rows[i][i]
    }
    for i in rows.indices.reversed() {
      for j in rows.indices where j > i { y[i] -= rows[j][i] * y[j] }
      y[i] /= rows[i][i]
    }
    return y
  }
}
