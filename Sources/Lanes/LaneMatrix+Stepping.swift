/// What steps need beyond tapes: choices by mask, and looks at single lanes.
extension LaneMatrix {
  typealias Vector = SIMD8<Double>

  /// Takes `other` in every lane whose entry in a row of `mask` is not 0.
  package func replace(with other: LaneMatrix, where mask: LaneMatrix, row maskRow: Int = 0) {
    precondition(width == .lanes && other.width == .lanes && mask.width == .lanes)
    precondition(other.rowCount == rowCount && (0..<mask.rowCount).contains(maskRow))
    for v in 0..<Self.vectorsPerRow {
      let maskOffset = mask.offset(maskRow, vector: v)
      let chosen = unsafe mask.base.load(fromByteOffset: maskOffset, as: Vector.self) .!= Vector.zero
      for row in 0..<rowCount {
        let offset = offset(row, vector: v)
        let a = unsafe base.load(fromByteOffset: offset, as: Vector.self)
        let b = unsafe other.base.load(fromByteOffset: offset, as: Vector.self)
        unsafe base.storeBytes(of: a.replacing(with: b, where: chosen), toByteOffset: offset, as: Vector.self)
      }
    }
  }

  /// The lanes whose entry in a row is not 0, as bits, lane 0 lowest.
  package func bits(row: Int) -> UInt64 {
    precondition(width == .lanes && (0..<rowCount).contains(row))
    let powers = Vector(1, 2, 4, 8, 16, 32, 64, 128)
    var bits: UInt64 = 0
    for v in 0..<Self.vectorsPerRow {
      let offset = offset(row, vector: v)
      let entries = unsafe base.load(fromByteOffset: offset, as: Vector.self)
      let eight = Vector.zero.replacing(with: powers, where: entries .!= Vector.zero).sum()
      bits |= UInt64(eight) << UInt64(v * Self.vectorWidth)
    }
    return bits
  }

  /// Root mean square over rows of `self[row, lane] / (atol + rtol · |y[row, lane]|)`.
  ///
  /// - Returns: NaN where an entry is not finite.
  package func scaledNorm(lane: Int, y: LaneMatrix, rtol: Double, atol: Double) -> Double {
    precondition((0..<Self.laneCount).contains(lane) && y.rowCount == rowCount)
    precondition(width == .lanes && y.width == .lanes)
    var sum = 0.0
    for row in 0..<rowCount {
      let (value, state) = (self[row, lane], y[row, lane])
      let ratio = value / (atol + rtol * Swift.abs(state))
      sum += ratio * ratio
    }
    return (sum / Double(Swift.max(1, rowCount))).squareRoot()
  }

  /// First row whose entry in a lane is not a finite number, or nil.
  package func firstRowNotFinite(lane: Int) -> Int? {
    (0..<rowCount).first { !self[$0, lane].isFinite }
  }

  /// Adds weight · source[sourceRow, lane] to `self[row, column]`, for each pair of rows.
  package func addColumn(
    _ column: Int, weight: Double, times source: LaneMatrix, lane: Int, rows: [(row: Int, source: Int)]
  ) {
    precondition(width == .lanes && source.width == .lanes)
    precondition((0..<Self.laneCount).contains(column) && (0..<Self.laneCount).contains(lane))
    let target = unsafe (base + offset(0, vector: column &>> 3) + (column & 7) * 8)
    let values = unsafe (source.base + source.offset(0, vector: lane &>> 3) + (lane & 7) * 8)
    for pair in rows {
      precondition(pair.row >= 0 && pair.row < rowCount && pair.source >= 0 && pair.source < source.rowCount)
      let (to, from) = (pair.row &* Self.vectorBytes, pair.source &* Self.vectorBytes)
      let value = unsafe values.load(fromByteOffset: from, as: Double.self)
      let sofar = unsafe target.load(fromByteOffset: to, as: Double.self)
      unsafe target.storeBytes(of: sofar + weight * value, toByteOffset: to, as: Double.self)
    }
  }
}
