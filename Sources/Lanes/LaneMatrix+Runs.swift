/// Lanes out of rows and into runs of numbers, one run a lane.
extension LaneMatrix {
  /// Numbers with no value yet, for a caller that writes every one of them: a large array is then touched
  /// once.
  package static func unwrittenRuns(count: Int) -> [Double] {
    unsafe Array(unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
  }

  /// Writes the first rows of each lane as one run of numbers.
  ///
  ///     values[offset + lane · stride + row] = self[row, lane]
  ///
  /// - Parameters:
  ///   - rows: How many of the rows, from the first.
  ///   - lanes: How many of the lanes, from the first.
  package func write(rows: Int, lanes: Int, into values: inout [Double], offset: Int, stride: Int) {
    guard rows > 0, lanes > 0 else { return }
    precondition(width == .lanes && rows <= rowCount && lanes <= Self.laneCount)
    precondition(offset >= 0 && stride >= rows && offset + (lanes - 1) * stride + rows <= values.count)
    unsafe values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      for lane in 0..<lanes {
        let first = unsafe base + self.offset(0, vector: lane / Self.vectorWidth)
        let source = unsafe first.assumingMemoryBound(to: Double.self) + lane % Self.vectorWidth
        let target = unsafe start + (offset + lane * stride)
        var row = 0
        while row &+ 8 <= rows {
          let from = unsafe source + row &* 8
          let eight = unsafe SIMD8<Double>(
            from[0], from[8], from[16], from[24], from[32], from[40], from[48], from[56])
          unsafe UnsafeMutableRawPointer(target + row).storeBytes(of: eight, as: SIMD8<Double>.self)
          row &+= 8
        }
        while row < rows {
          unsafe target[row] = source[row &* 8]
          row &+= 1
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
