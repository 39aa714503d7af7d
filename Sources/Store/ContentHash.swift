import CCrypto

/// SHA-256, fed piece by piece. The only file that touches libcrypto, hence unsafe inside: the library takes
/// addresses and gives a context that must be freed. Callers see neither.
@safe package struct ContentHash: ~Copyable {
  private let context: OpaquePointer

  /// - Throws: `StoreError` when libcrypto gives no SHA-256 (a broken or restricted installation).
  package init() throws(StoreError) {
    guard let context = unsafe EVP_MD_CTX_new() else { throw Self.unavailable }
    guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw Self.unavailable
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  private static var unavailable: StoreError {
    StoreError("libcrypto offers no SHA-256; install the package libssl3", kind: .failed)
  }

  package mutating func update(bytes: borrowing [UInt8]) {
    let isDone = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    precondition(isDone == 1, "SHA-256 refused data")
  }

  package mutating func update(text: String) { update(bytes: Array(text.utf8)) }

  /// Values as little-endian doubles, in order.
  package mutating func update(doubles: borrowing [Double]) {
    #if _endian(little)
      let isDone = unsafe doubles.withUnsafeBytes {
        unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
      }
      precondition(isDone == 1, "SHA-256 refused data")
    #else
      for value in doubles {
        let bits = value.bitPattern
        update(bytes: (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) })
      }
    #endif
  }

  /// The digest, 32 bytes. Nothing may be added after it.
  package consuming func digest() -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 32)
    let isDone = unsafe result.withUnsafeMutableBufferPointer {
      unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    precondition(isDone == 1, "SHA-256 gave no digest")
    return result
  }

  /// The digest as 64 hexadecimal digits.
  package consuming func hexadecimal() -> String { Self.hexadecimal(digest()) }

  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

extension ContentHash {
  package static func sha256(of bytes: [UInt8]) throws(StoreError) -> String {
    var hash = try ContentHash()
    hash.update(bytes: bytes)
    return hash.hexadecimal()
  }

  package static func sha256(of text: String) throws(StoreError) -> String {
    try sha256(of: Array(text.utf8))
  }

  /// Hash of named parts in the given order. Each name and part enters with its length, so that no two
  /// different lists give the same stream: the hash of a run's plan is made with this.
  package static func sha256(ofParts parts: [(name: String, content: String)]) throws(StoreError) -> String {
    var hash = try ContentHash()
    for part in parts {
      hash.update(text: "\(part.name.utf8.count):\(part.name)=\(part.content.utf8.count):")
      hash.update(text: part.content)
    }
    return hash.hexadecimal()
  }
}
