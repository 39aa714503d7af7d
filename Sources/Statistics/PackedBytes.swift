/// Numbers as bytes of a file: whole numbers in as few as they need (LEB128), others as eight, little-endian.
struct PackedBytes {
  private(set) var bytes: [UInt8] = []

  /// - Precondition: Not negative.
  mutating func append(_ number: Int) {
    var rest = UInt64(number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func append(_ number: Double) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
    }
  }

  struct Reader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func count() -> Int? {
      var result: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 63, by: 7) {
        guard let byte = rest.popFirst() else { return nil }
        result |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return Int(exactly: result) }
      }
      return nil
    }

    mutating func number() -> Double? {
      guard rest.count >= 8 else { return nil }
      var pattern: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        pattern |= UInt64(rest[rest.startIndex + Int(shift / 8)]) << shift
      }
      rest = rest.dropFirst(8)
      return Double(bitPattern: pattern)
    }
  }
}
