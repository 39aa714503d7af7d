/// Row arithmetic of one-step methods: every lane has its own step size, sums run in a fixed order, each
/// product and sum is rounded once (fused multiply-add).
extension LaneMatrix {
  typealias Vector = SIMD8<Double>

  /// `self = y + h · Σ_j coefficients[j] · slopes[j]`, row by row.
  ///
  /// - Parameters:
  ///   - y: State at the start of the step, states × lanes.
  ///   - h: One row, the step size of each lane.
  ///   - slopes: At most seven matrices of the shape of `y`.
  package func setStage(from y: LaneMatrix, h: LaneMatrix, coefficients: [Double], slopes: [LaneMatrix]) {
    precondition(coefficients.count == slopes.count && (1...7).contains(slopes.count))
    precondition(width == .lanes && y.width == .lanes && h.width == .lanes && h.rowCount >= 1)
    precondition(
      y.rowCount == rowCount && slopes.allSatisfy { $0.rowCount == rowCount && $0.width == .lanes })
    func pointer(_ j: Int) -> UnsafeRawPointer { unsafe UnsafeRawPointer(slopes[j].base) }
    func coefficient(_ j: Int) -> Vector { Vector(repeating: coefficients[j]) }
    let total = rowCount * rowBytes
    let bytes = rowBytes
    let (target, start, steps) = unsafe (base, UnsafeRawPointer(y.base), UnsafeRawPointer(h.base))

    @inline(__always) func each(_ sum: (Int) -> Vector) {
      for offset in stride(from: 0, to: total, by: Self.vectorBytes) {
        let step = unsafe steps.load(fromByteOffset: offset & (bytes - 1), as: Vector.self)
        let value = unsafe start.load(fromByteOffset: offset, as: Vector.self)
        unsafe target.storeBytes(
          of: value.addingProduct(step, sum(offset)), toByteOffset: offset, as: Vector.self)
      }
    }
    @inline(__always) func read(_ p: UnsafeRawPointer, _ offset: Int) -> Vector {
      unsafe p.load(fromByteOffset: offset, as: Vector.self)
    }
    let (k0, a0) = unsafe (pointer(0), coefficient(0))
    guard slopes.count > 1 else {
      each { unsafe a0 * read(k0, $0) }
      return
    }
    let (k1, a1) = unsafe (pointer(1), coefficient(1))
    guard slopes.count > 2 else {
      each { unsafe (a0 * read(k0, $0)).addingProduct(a1, read(k1, $0)) }
      return
    }
    let (k2, a2) = unsafe (pointer(2), coefficient(2))
    guard slopes.count > 3 else {
      each { unsafe (a0 * read(k0, $0)).addingProduct(a1, read(k1, $0)).addingProduct(a2, read(k2, $0)) }
      return
    }
    let (k3, a3) = unsafe (pointer(3), coefficient(3))
    guard slopes.count > 4 else {
      each {
        let s = unsafe (a0 * read(k0, $0)).addingProduct(a1, read(k1, $0)).addingProduct(a2, read(k2, $0))
        return unsafe s.addingProduct(a3, read(k3, $0))
      }
      return
    }
    let (k4, a4) = unsafe (pointer(4), coefficient(4))
    guard slopes.count > 5 else {
      each {
        let s = unsafe (a0 * read(k0, $0)).addingProduct(a1, read(k1, $0)).addingProduct(a2, read(k2, $0))
        return unsafe s.addingProduct(a3, read(k3, $0)).addingProduct(a4, read(k4, $0))
      }
      return
    }
    let (k5, a5) = unsafe (pointer(5), coefficient(5))
    guard slopes.count > 6 else {
      each {
        let s = unsafe (a0 * read(k0, $0)).addingProduct(a1, read(k1, $0)).addingProduct(a2, read(k2, $0))
        let r = unsafe s.addingProduct(a3, read(k3, $0)).addingProduct(a4, read(k4, $0))
        return unsafe r.addingProduct(a5, read(k5, $0))
      }
      return
    }
    let (k6, a6) = unsafe (pointer(6), coefficient(6))
    each {
      let s = unsafe (a0 * read(k0, $0)).addingProduct(a1, read(k1, $0)).addingProduct(a2, read(k2, $0))
      let r = unsafe s.addingProduct(a3, read(k3, $0)).addingProduct(a4, read(k4, $0))
      return unsafe r.addingProduct(a5, read(k5, $0)).addingProduct(a6, read(k6, $0))
    }
  }

  /// Row 0 of `self` becomes, lane by lane, the root mean square over states of
  /// `error / (atol + rtol · max(|y0|, |y1|))`.
  package func setErrorNorm(
    error: LaneMatrix, y0: LaneMatrix, y1: LaneMatrix, rtol: Double, atol: Double
  ) {
    precondition(width == .lanes && rowCount >= 1)
    precondition(error.rowCount == y0.rowCount && y0.rowCount == y1.rowCount)
    precondition(error.width == .lanes && y0.width == .lanes && y1.width == .lanes)
    let (relative, absolute) = (Vector(repeating: rtol), Vector(repeating: atol))
    let scale = Vector(repeating: 1 / Double(Swift.max(1, y0.rowCount)))
    for v in 0..<Self.vectorsPerRow {
      var sum = Vector.zero
      for row in 0..<y0.rowCount {
        let offset = row * rowBytes + v * Self.vectorBytes
        let a = unsafe y0.base.load(fromByteOffset: offset, as: Vector.self)
        let b = unsafe y1.base.load(fromByteOffset: offset, as: Vector.self)
        let e = unsafe error.base.load(fromByteOffset: offset, as: Vector.self)
        let magnitude = Self.larger(Self.magnitude(a), Self.magnitude(b))
        let ratio = e / absolute.addingProduct(relative, magnitude)
        sum.addProduct(ratio, ratio)
      }
      unsafe base.storeBytes(
        of: (sum * scale).squareRoot(), toByteOffset: v * Self.vectorBytes, as: Vector.self)
    }
  }

  /// Takes `other` in every lane whose entry in a row of `mask` is not 0.
  package func replace(with other: LaneMatrix, where mask: LaneMatrix, row maskRow: Int = 0) {
    precondition(width == .lanes && other.width == .lanes && mask.width == .lanes)
    precondition(other.rowCount == rowCount && (0..<mask.rowCount).contains(maskRow))
    for v in 0..<Self.vectorsPerRow {
      let maskOffset = maskRow * mask.rowBytes + v * Self.vectorBytes
      let chosen = unsafe mask.base.load(fromByteOffset: maskOffset, as: Vector.self) .!= Vector.zero
      for row in 0..<rowCount {
        let offset = row * rowBytes + v * Self.vectorBytes
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
      let offset = row * rowBytes + v * Self.vectorBytes
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
    let values = unsafe base.assumingMemoryBound(to: Double.self)
    let states = unsafe y.base.assumingMemoryBound(to: Double.self)
    var sum = 0.0
    for row in 0..<rowCount {
      let index = row * Self.laneCount + lane
      let (value, state) = unsafe (values[index], states[index])
      let ratio = value / (atol + rtol * Swift.abs(state))
      sum += ratio * ratio
    }
    return (sum / Double(Swift.max(1, rowCount))).squareRoot()
  }

  /// First row whose entry in a lane is not a finite number, or nil.
  package func firstRowNotFinite(lane: Int) -> Int? {
    (0..<rowCount).first { !self[$0, lane].isFinite }
  }

  /// Column `column` of `self` = column `lane` of `y + h · Σ_j weights[j] · slopes[j]`, row by row.
  package func setColumn(
    _ column: Int, from y: LaneMatrix, lane: Int, h: Double, weights: [Double], slopes: [LaneMatrix]
  ) {
    precondition(weights.count == slopes.count && y.rowCount == rowCount)
    precondition((0..<Self.laneCount).contains(lane) && (0..<Self.laneCount).contains(column))
    for j in slopes.indices {
      precondition(slopes[j].rowCount == rowCount && slopes[j].width == .lanes)
      let slope = unsafe slopes[j].base.assumingMemoryBound(to: Double.self)
      let target = unsafe base.assumingMemoryBound(to: Double.self)
      for row in 0..<rowCount {
        let term = unsafe weights[j] * slope[row * Self.laneCount + lane]
        unsafe target[row * Self.laneCount + column] =
          j == 0 ? term : target[row * Self.laneCount + column] + term
      }
    }
    for row in 0..<rowCount { self[row, column] = y[row, lane] + h * self[row, column] }
  }

  /// Row 0 of `self` = row 0 of `t` + c · row 0 of `h`.
  package func setTime(_ t: LaneMatrix, plus c: Double, times h: LaneMatrix) {
    precondition(width == .lanes && t.width == .lanes && h.width == .lanes)
    precondition(rowCount >= 1 && t.rowCount >= 1 && h.rowCount >= 1)
    for v in 0..<Self.vectorsPerRow {
      let offset = v * Self.vectorBytes
      let a = unsafe t.base.load(fromByteOffset: offset, as: Vector.self)
      let b = unsafe h.base.load(fromByteOffset: offset, as: Vector.self)
      let sum = a.addingProduct(Vector(repeating: c), b)
      unsafe base.storeBytes(of: sum, toByteOffset: offset, as: Vector.self)
    }
  }

  @inline(__always)
  private static func magnitude(_ x: Vector) -> Vector { x.replacing(with: -x, where: x .< Vector.zero) }

  @inline(__always)
  private static func larger(_ x: Vector, _ y: Vector) -> Vector { x.replacing(with: y, where: y .> x) }
}
