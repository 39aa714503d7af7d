/// Rows of lanes: one `Double` a lane and row, lane fastest, rows aligned to 64 bytes.
///
/// A *lane* is one virtual subject. Rows come in two widths: `.lanes`, a number for each of the 32 lanes
/// of a block, and `.uniform`, one number that all lanes share (stored eight times, so that vector code
/// reads it like any other row).
///
/// Storage is vector by vector: the rows of lanes 0…7 one after another, then those of lanes 8…15, and so on.
/// What one vector of lanes needs stands close together, in few pages and in all sets of the cache.
@safe package final class LaneMatrix {
  @frozen package enum Width: Sendable {
    case lanes, uniform
  }

  /// Lanes in a block.
  @inlinable package static var laneCount: Int { 32 }
  /// Lanes in one vector register.
  static let vectorWidth = 8
  static let vectorsPerRow = laneCount / vectorWidth
  /// Bytes from one row to the next within a vector of lanes.
  @inlinable static var vectorBytes: Int { 64 }

  package let rowCount: Int
  package let width: Width
  @usableFromInline let base: UnsafeMutableRawPointer
  /// Bytes from a row of one vector of lanes to the same row of the next; 0 where all lanes share a row.
  @usableFromInline let vectorStride: Int

  /// All zero.
  package init(rows: Int, width: Width = .lanes) {
    precondition(rows >= 0)
    rowCount = rows
    self.width = width
    // An odd number of cache lines, so that no two vectors compete for the same places in the cache.
    let vectorBytes = (rows | 1) * Self.vectorBytes
    vectorStride = width == .lanes ? vectorBytes : 0
    let bytes = width == .lanes ? vectorBytes * Self.vectorsPerRow : vectorBytes
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    unsafe base.initializeMemory(as: Double.self, repeating: 0, count: bytes / MemoryLayout<Double>.stride)
  }

  deinit { unsafe base.deallocate() }

  /// Value of a lane in a row; a uniform row has the same value for every lane.
  @inlinable
  package subscript(row: Int, lane: Int) -> Double {
    @inline(__always) get {
      unsafe address(row, lane).pointee
    }
    @inline(__always) set {
      unsafe address(row, lane).pointee = newValue
    }
  }

  /// Sets all lanes of a row.
  package func fill(row: Int, with value: Double) {
    for lane in 0..<(width == .lanes ? Self.laneCount : 1) { self[row, lane] = value }
    if width == .uniform {
      let vector = SIMD8<Double>(repeating: value)
      unsafe base.storeBytes(of: vector, toByteOffset: offset(row, vector: 0), as: SIMD8<Double>.self)
    }
  }

  /// Bytes from `base` to a row of a vector of lanes.
  @inlinable @inline(__always)
  func offset(_ row: Int, vector: Int) -> Int { vector &* vectorStride &+ row &* Self.vectorBytes }

  @inlinable @inline(__always)
  func address(_ row: Int, _ lane: Int) -> UnsafeMutablePointer<Double> {
    precondition(row >= 0 && row < rowCount && lane >= 0 && lane < Self.laneCount)
    let offset = offset(row, vector: lane &>> 3) &+ (lane & 7) &* MemoryLayout<Double>.stride
    return unsafe (base + offset).assumingMemoryBound(to: Double.self)
  }
}
