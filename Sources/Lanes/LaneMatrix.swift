/// Rows of lanes: one `Double` a lane and row, lane fastest, rows aligned to 64 bytes.
///
/// A *lane* is one virtual subject. Rows come in two widths: `.lanes`, a number for each of the 64 lanes
/// of a block, and `.uniform`, one number that all lanes share (stored eight times, so that vector code
/// reads it like any other row).
@safe package final class LaneMatrix {
  @frozen package enum Width: Sendable {
    case lanes, uniform
  }

  /// Lanes in a block.
  @inlinable package static var laneCount: Int { 64 }
  /// Lanes in one vector register.
  static let vectorWidth = 8
  static let vectorsPerRow = laneCount / vectorWidth
  static let vectorBytes = vectorWidth * MemoryLayout<Double>.stride

  package let rowCount: Int
  package let width: Width
  @usableFromInline let base: UnsafeMutableRawPointer
  /// Bytes from one row to the next.
  @usableFromInline let rowBytes: Int

  /// All zero.
  package init(rows: Int, width: Width = .lanes) {
    precondition(rows >= 0)
    rowCount = rows
    self.width = width
    rowBytes = width == .lanes ? Self.vectorsPerRow * Self.vectorBytes : Self.vectorBytes
    let bytes = Swift.max(1, rows) * rowBytes
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    unsafe base.initializeMemory(as: Double.self, repeating: 0, count: bytes / MemoryLayout<Double>.stride)
  }

  deinit { unsafe base.deallocate() }

  /// Value of a lane in a row; a uniform row has the same value for every lane.
  @inlinable
  package subscript(row: Int, lane: Int) -> Double {
    get {
      unsafe address(row, lane).pointee
    }
    set {
      unsafe address(row, lane).pointee = newValue
    }
  }

  /// Sets all lanes of a row.
  package func fill(row: Int, with value: Double) {
    for lane in 0..<(width == .lanes ? Self.laneCount : 1) { self[row, lane] = value }
    if width == .uniform {
      let vector = SIMD8<Double>(repeating: value)
      unsafe base.storeBytes(of: vector, toByteOffset: row * rowBytes, as: SIMD8<Double>.self)
    }
  }

  @inlinable @inline(__always)
  func address(_ row: Int, _ lane: Int) -> UnsafeMutablePointer<Double> {
    precondition(row >= 0 && row < rowCount && lane >= 0 && lane < Self.laneCount)
    let offset = row * rowBytes + (width == .lanes ? lane * MemoryLayout<Double>.stride : 0)
    return unsafe (base + offset).assumingMemoryBound(to: Double.self)
  }
}
