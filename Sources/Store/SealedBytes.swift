/// Files of the work folder: what they hold, whose run it is, and a digest that shows damage.
///
///     8 bytes of kind · plan hash (64 hexadecimal digits) · content · SHA-256 of everything before (32 bytes)
enum SealedBytes {
  private static let kindLength = 8
  private static let hashLength = 64
  private static let digestLength = 32
  static let headLength = kindLength + hashLength
  static let tailLength = digestLength

  static func seal(_ content: ByteWriter, kind: String, planHash: String) throws(StoreError) -> [UInt8] {
    precondition(kind.utf8.count == kindLength && planHash.utf8.count == hashLength)
    var bytes = Array(kind.utf8) + Array(planHash.utf8)
    bytes.reserveCapacity(headLength + content.bytes.count + tailLength)
    bytes += content.bytes
    var hash = try ContentHash()
    hash.update(bytes: bytes)
    bytes += hash.digest()
    return bytes
  }

  /// - Returns: The content and whose it is; nil where the bytes are not a whole, undamaged file of the kind.
  static func open(
    _ bytes: [UInt8], kind: String
  ) throws(StoreError) -> (content: ByteReader, planHash: String)? {
    guard bytes.count >= headLength + tailLength, bytes.starts(with: kind.utf8) else { return nil }
    var hash = try ContentHash()
    hash.update(bytes: Array(bytes.dropLast(tailLength)))
    guard hash.digest() == Array(bytes.suffix(tailLength)) else { return nil }
    let planHash = String(decoding: bytes[kindLength..<headLength], as: UTF8.self)
    return (ByteReader(bytes[headLength..<bytes.count - tailLength]), planHash)
  }
}

/// Integers, texts and numbers one after another: integers as little-endian 64 bit, numbers as doubles, texts
/// with their length before them.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  init(reserving count: Int) { bytes.reserveCapacity(count) }

  mutating func append(_ integer: Int) { append(word: UInt64(bitPattern: Int64(integer))) }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ more: [UInt8]) {
    append(more.count)
    bytes += more
  }

  /// Without their number.
  mutating func append(_ numbers: [Double]) { for number in numbers { append(word: number.bitPattern) } }

  private mutating func append(word: UInt64) {
    // Written out: a loop over the eight bytes costs a third of a block's time.
    bytes.append(UInt8(truncatingIfNeeded: word))
    bytes.append(UInt8(truncatingIfNeeded: word >> 8))
    bytes.append(UInt8(truncatingIfNeeded: word >> 16))
    bytes.append(UInt8(truncatingIfNeeded: word >> 24))
    bytes.append(UInt8(truncatingIfNeeded: word >> 32))
    bytes.append(UInt8(truncatingIfNeeded: word >> 40))
    bytes.append(UInt8(truncatingIfNeeded: word >> 48))
    bytes.append(UInt8(truncatingIfNeeded: word >> 56))
  }
}

/// Reads back what `ByteWriter` wrote; nil where the bytes end too early.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  var rest: Int { bytes.endIndex - place }

  mutating func integer() -> Int? { word().flatMap { Int(exactly: Int64(bitPattern: $0)) } }

  /// A whole number that is not negative and could count something in a file.
  mutating func count() -> Int? { integer().flatMap { $0 >= 0 && $0 < 1 << 40 ? $0 : nil } }

  mutating func text() -> String? { count().flatMap { text(ofLength: $0) } }

  mutating func text(ofLength length: Int) -> String? {
    take(length).map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func block() -> ArraySlice<UInt8>? { count().flatMap { take($0) } }

  mutating func numbers(_ count: Int) -> [Double]? {
    guard count >= 0, count <= rest / 8 else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { if let bits = word() { numbers.append(Double(bitPattern: bits)) } }
    return numbers
  }

  private mutating func take(_ length: Int) -> ArraySlice<UInt8>? {
    guard length >= 0, length <= rest else { return nil }
    defer { place += length }
    return bytes[place..<place + length]
  }

  private mutating func word() -> UInt64? {
    guard rest >= 8 else { return nil }
    var result: UInt64 = 0
    for byte in 0..<8 { result |= UInt64(bytes[place + byte]) << (8 * UInt64(byte)) }
    place += 8
    return result
  }
}
