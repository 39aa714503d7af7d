import Store
import Testing

@Suite("SHA-256") struct ContentHashTests {
  /// FIPS 180-2, appendix B.
  @Test(
    "published test vectors",
    arguments: [
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func vectors(text: String, digest: String) throws {
    #expect(try ContentHash.sha256(of: text) == digest)
  }

  @Test("doubles enter as their little-endian bytes")
  func doubles() throws {
    var hash = try ContentHash()
    hash.update(doubles: [1.0, -2.5])
    let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0x04, 0xC0]
    #expect(try hash.hexadecimal() == ContentHash.sha256(of: bytes))
  }

  @Test("lists of parts that join to the same text differ")
  func parts() throws {
    let a = try ContentHash.sha256(ofParts: [("a", "bc"), ("d", "")])
    let b = try ContentHash.sha256(ofParts: [("a", "b"), ("cd", "")])
    #expect(a != b)
  }
}
