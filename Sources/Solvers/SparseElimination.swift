import Lanes

/// Gaussian elimination of a sparse matrix of fixed pattern as operations of a tape: factors once, solves as
/// often as wanted.
///
/// Pivots are chosen when the tape is written, never by the numbers: every lane runs the same operations. A
/// pivot of 0 shows as a solution that is not finite, which rejects the step.
///
/// The systems solved are E·u = −r, block after block (`BlockStructure`). Within a block
///
///     E = L·U,   z = L⁻¹·r,   u_i = −(z_i + Σ_{j>i} U_ij·u_j)/U_ii
///
/// with −L_ij and −1/U_ii stored, so that each entry costs one multiply-add a solution.
struct SparseElimination {
  typealias Value = TapeComposer.Value

  private struct Block {
    /// Unknowns in order of elimination.
    var unknowns: [Int]
    /// For each of them, entries of earlier blocks in its row.
    var coupling: [[(unknown: Int, entry: Value)]]
    /// −L left of the diagonal, U right of it, by position within the block.
    var lower: [[(position: Int, entry: Value)]]
    var upper: [[(position: Int, entry: Value)]]
    /// −1/U_ii
    var negativeReciprocals: [Value]
  }

  private let pivotRow: [Int]
  private var blocks: [Block] = []

  /// Writes the factorisation.
  ///
  /// - Parameter entries: The matrix, by row and column; the pattern is that of `structure`.
  init(_ structure: BlockStructure, entries: [[Int: Value]], _ step: inout StepComposer) {
    pivotRow = structure.pivotRow
    for unknowns in structure.blocks {
      let position = Dictionary(uniqueKeysWithValues: unknowns.enumerated().map { ($1, $0) })
      var coupling: [[(unknown: Int, entry: Value)]] = []
      var rows: [[Int: Value]] = []
      for unknown in unknowns {
        let row = entries[structure.pivotRow[unknown]]
        coupling.append(
          row.keys.sorted().compactMap { column in
            guard position[column] == nil, let entry = row[column] else { return nil }
            return (column, entry)
          })
        var inner: [Int: Value] = [:]
        for (column, entry) in row { if let p = position[column] { inner[p] = entry } }
        rows.append(inner)
      }
      var reciprocals: [Value] = []
      for k in rows.indices {
        guard let pivot = rows[k][k] else { preconditionFailure("a pivot is not in the pattern") }
        let reciprocal = step(.divide, step.constant(-1), pivot)
        reciprocals.append(reciprocal)
        for i in rows.indices.dropFirst(k + 1) {
          guard let below = rows[i][k] else { continue }
          let factor = step(.multiply, below, reciprocal)
          rows[i][k] = factor
          for j in rows[k].keys.sorted() where j > k {
            guard let right = rows[k][j] else { continue }
            rows[i][j] =
              rows[i][j].map { step(.multiplyAdd, factor, right, $0) } ?? step(.multiply, factor, right)
          }
        }
      }
      func part(_ belongs: (Int, Int) -> Bool) -> [[(position: Int, entry: Value)]] {
        rows.enumerated().map { i, row in
          row.keys.sorted().compactMap { j in
            guard belongs(i, j), let entry = row[j] else { return nil }
            return (j, entry)
          }
        }
      }
      blocks.append(
        Block(
          unknowns: unknowns, coupling: coupling, lower: part { $1 < $0 }, upper: part { $1 > $0 },
          negativeReciprocals: reciprocals))
    }
  }

  /// Writes the solution u of E·u = −r.
  func solve(_ r: [Value], _ step: inout StepComposer) -> [Value] {
    var u = r
    for block in blocks {
      var z: [Value] = []
      for (index, unknown) in block.unknowns.enumerated() {
        var sum = r[pivotRow[unknown]]
        for (other, entry) in block.coupling[index] { sum = step(.multiplyAdd, entry, u[other], sum) }
        for (position, entry) in block.lower[index] { sum = step(.multiplyAdd, entry, z[position], sum) }
        z.append(sum)
      }
      for index in z.indices.reversed() {
        var sum = z[index]
        for (position, entry) in block.upper[index] {
          sum = step(.multiplyAdd, entry, u[block.unknowns[position]], sum)
        }
        u[block.unknowns[index]] = step(.multiply, sum, block.negativeReciprocals[index])
      }
    }
    return u
  }
}
