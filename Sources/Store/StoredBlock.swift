/// The results of one block of subjects of one arm, as they lie in the work folder.
package struct StoredBlock: Sendable, Hashable {
  /// How a subject ended; nil for a subject that reached the end.
  package typealias Failure = String

  /// Position in the run, from 0, over all arms.
  package let index: Int
  /// Index of the arm; 0 where the run has none.
  package let arm: Int
  package let firstSubject: Int
  package let subjectCount: Int
  package let timeCount: Int
  package let outputCount: Int
  /// output × subject × time, time fastest: the order of the result hash and of the result file.
  package let values: [Double]
  /// One a subject: nil, or the message of its failure.
  package let failures: [Failure?]

  /// - Parameter values: output × subject × time, time fastest.
  package init(
    index: Int, arm: Int = 0, firstSubject: Int, subjectCount: Int, timeCount: Int, outputCount: Int,
    values: [Double], failures: [Failure?]
  ) {
    precondition(values.count == subjectCount * timeCount * outputCount)
    precondition(failures.count == subjectCount)
    self.index = index
    self.arm = arm
    self.firstSubject = firstSubject
    self.subjectCount = subjectCount
    self.timeCount = timeCount
    self.outputCount = outputCount
    self.values = values
    self.failures = failures
  }

  /// From values as the simulation gives them: subject × time × output, output fastest.
  package init(
    index: Int, arm: Int = 0, firstSubject: Int, timeCount: Int, outputCount: Int,
    subjectMajor values: [Double], failures: [Failure?]
  ) {
    let rows = failures.count * timeCount
    precondition(values.count == rows * outputCount)
    var turned = [Double](repeating: 0, count: values.count)
    for output in 0..<outputCount {
      for row in 0..<rows { turned[output * rows + row] = values[row * outputCount + output] }
    }
    self.init(
      index: index, arm: arm, firstSubject: firstSubject, subjectCount: failures.count, timeCount: timeCount,
      outputCount: outputCount, values: turned, failures: failures)
  }

  /// Values of one output: subject × time.
  package func values(ofOutput output: Int) -> ArraySlice<Double> {
    let size = subjectCount * timeCount
    return values[output * size..<(output + 1) * size]
  }
}

// MARK: - As a file

/// Form of a block file, all integers little-endian 64 bit:
///
///     "SPECBLK1" · plan hash (64 hexadecimal digits) · index · arm · firstSubject · subjectCount · timeCount
///     · outputCount · per subject: length of its failure message (−1 for none), message
///     · values as little-endian doubles · SHA-256 of everything before (32 bytes)
extension StoredBlock {
  private static let magic = Array("SPECBLK1".utf8)
  private static let hashLength = 64
  private static let digestLength = 32

  package func encoded(planHash: String) throws(StoreError) -> [UInt8] {
    precondition(planHash.utf8.count == Self.hashLength)
    var bytes = Self.magic + Array(planHash.utf8)
    bytes.reserveCapacity(values.count * 8 + 256)
    for number in [index, arm, firstSubject, subjectCount, timeCount, outputCount] {
      Self.append(UInt64(bitPattern: Int64(number)), to: &bytes)
    }
    for failure in failures {
      Self.append(UInt64(bitPattern: Int64(failure?.utf8.count ?? -1)), to: &bytes)
      if let failure { bytes.append(contentsOf: failure.utf8) }
    }
    for value in values { Self.append(value.bitPattern, to: &bytes) }
    var hash = try ContentHash()
    hash.update(bytes: bytes)
    return bytes + hash.digest()
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// Reads a block file back.
  ///
  /// - Returns: nil where the bytes are not a whole, undamaged block; such a block is computed again.
  package static func decode(_ bytes: [UInt8]) throws(StoreError) -> (block: StoredBlock, planHash: String)? {
    let headLength = magic.count + hashLength
    guard bytes.count >= headLength + digestLength, bytes.starts(with: magic) else { return nil }
    var hash = try ContentHash()
    hash.update(bytes: Array(bytes.dropLast(digestLength)))
    guard hash.digest() == Array(bytes.suffix(digestLength)) else { return nil }
    let planHash = String(decoding: bytes[magic.count..<headLength], as: UTF8.self)

    var offset = headLength
    func word() -> UInt64? {
      guard offset + 8 <= bytes.count - digestLength else { return nil }
      var result: UInt64 = 0
      for byte in 0..<8 { result |= UInt64(bytes[offset + byte]) << (8 * UInt64(byte)) }
      offset += 8
      return result
    }
    var head: [Int] = []
    for _ in 0..<6 {
      guard let number = word(), let value = Int(exactly: Int64(bitPattern: number)) else { return nil }
      head.append(value)
    }
    guard head.allSatisfy({ $0 >= 0 && $0 < 1 << 40 }) else { return nil }
    var failures: [String?] = []
    for _ in 0..<head[3] {
      guard let number = word() else { return nil }
      let length = Int(Int64(bitPattern: number))
      guard length >= 0 else {
        failures.append(nil)
        continue
      }
      guard offset + length <= bytes.count - digestLength else { return nil }
      failures.append(String(decoding: bytes[offset..<offset + length], as: UTF8.self))
      offset += length
    }
    let count = head[3] * head[4] * head[5]
    guard offset + 8 * count == bytes.count - digestLength else { return nil }
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      guard let bits = word() else { return nil }
      values.append(Double(bitPattern: bits))
    }
    let block = StoredBlock(
      index: head[0], arm: head[1], firstSubject: head[2], subjectCount: head[3], timeCount: head[4],
      outputCount: head[5], values: values, failures: failures)
    return (block, planHash)
  }
}
