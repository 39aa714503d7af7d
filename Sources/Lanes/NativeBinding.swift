/// The function that runs a tape, in a library that stays loaded as long as this exists.
@safe struct NativeCode: @unchecked Sendable {
  /// Arguments: addresses of the banks, bytes between their vectors of lanes, scratch, first and end vector.
  typealias Function =
    @convention(c) (
      UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer, Int, Int
    ) -> Void

  let function: Function
  /// Banks by the order of their addresses.
  let banks: [Int]
  /// Vectors of lanes that the function needs to work in.
  let scratchCount: Int
  let library: NativeLibrary
}

/// Native code bound to matrices.
@safe final class NativeBinding {
  private let code: NativeCode
  private let addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private let strides: UnsafeMutablePointer<Int>
  private let scratch: UnsafeMutableRawPointer

  init(_ code: NativeCode, banks: [LaneMatrix]) {
    self.code = code
    let count = Swift.max(1, code.banks.count)
    unsafe addresses = .allocate(capacity: count)
    unsafe strides = .allocate(capacity: count)
    for (index, bank) in code.banks.enumerated() {
      unsafe (addresses + index).initialize(to: banks[bank].base)
      unsafe (strides + index).initialize(to: banks[bank].vectorStride)
    }
    unsafe scratch = .allocate(
      byteCount: Swift.max(1, code.scratchCount) * LaneMatrix.vectorBytes, alignment: 64)
  }

  deinit {
    unsafe addresses.deallocate()
    unsafe strides.deallocate()
    unsafe scratch.deallocate()
  }

  func run(vectors: Range<Int>) {
    unsafe code.function(addresses, strides, scratch, vectors.lowerBound, vectors.upperBound)
  }
}
