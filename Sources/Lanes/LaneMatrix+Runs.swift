/// Lanes out of rows and into runs of numbers, one run a lane.
extension LaneMatrix {
  /// Writes rows of several matrices behind one another into a run of each lane.
  ///
  ///     values[offset + lane · stride + k · rowCount + row] = matrices[k][row, lane]
  ///
  /// - Parameters:
  ///   - matrices: Of one shape.
  ///   - count: How many of the matrices, from the first.
  ///   - lanes: How many of the lanes, from the first.
  package static func write(
    _ matrices: [LaneMatrix], count: Int, lanes: Int, into values: inout [Double], offset: Int, stride: Int
  ) {
    guard count > 0, lanes > 0 else { return }
    let rows = matrices[0].rowCount
    precondition(count <= matrices.count && lanes <= laneCount && offset >= 0 && stride >= count * rows)
    precondition(offset + (lanes - 1) * stride + count * rows <= values.count)
    precondition(matrices.allSatisfy { $0.rowCount == rows && $0.width == .lanes })
    unsafe values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      // Eight lanes at a time, so that the runs being written stay few.
      for first in Swift.stride(from: 0, to: lanes, by: vectorWidth) {
        let width = min(vectorWidth, lanes - first)
        for (k, matrix) in matrices.prefix(count).enumerated() {
          let rowBase = unsafe matrix.base + matrix.offset(0, vector: first / vectorWidth)
          let source = unsafe rowBase.assumingMemoryBound(to: Double.self)
          let target = unsafe start + (offset + first * stride + k * rows)
          for lane in 0..<width {
            for row in 0..<rows {
              unsafe target[lane &* stride &+ row] = source[row &* vectorWidth &+ lane]
            }
          }
        }
      }
    }
  }

  /// Copies all rows of a matrix of the same shape.
  package func copy(_ other: LaneMatrix) {
    precondition(other.rowCount == rowCount && other.width == width)
    let bytes = width == .lanes ? vectorStride * Self.vectorsPerRow : (rowCount | 1) * Self.vectorBytes
    unsafe base.copyMemory(from: other.base, byteCount: bytes)
  }

  /// A row of ones in the lanes of set bits, lane 0 lowest, and zeros.
  package func setBits(_ bits: UInt64, row: Int) {
    precondition(width == .lanes && (0..<rowCount).contains(row))
    let powers = SIMD8<UInt64>(1, 2, 4, 8, 16, 32, 64, 128)
    for v in 0..<Self.vectorsPerRow {
      let eight = SIMD8<UInt64>(repeating: bits >> UInt64(v * Self.vectorWidth))
      let isSet = (eight & powers) .!= SIMD8<UInt64>.zero
      let entries = SIMD8<Double>.zero.replacing(with: SIMD8(repeating: 1), where: isSet)
      unsafe base.storeBytes(of: entries, toByteOffset: offset(row, vector: v), as: SIMD8<Double>.self)
    }
  }
}
