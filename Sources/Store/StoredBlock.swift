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
  /// Work that the block took.
  package let counters: [StoredCounter]

  /// - Parameter values: output × subject × time, time fastest.
  package init(
    index: Int, arm: Int = 0, firstSubject: Int, subjectCount: Int, timeCount: Int, outputCount: Int,
    values: [Double], failures: [Failure?], counters: [StoredCounter] = []
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
    self.counters = counters
  }

  /// From values as the simulation gives them: subject × time × output, output fastest.
  package init(
    index: Int, arm: Int = 0, firstSubject: Int, timeCount: Int, outputCount: Int,
    subjectMajor values: [Double], failures: [Failure?], counters: [StoredCounter] = []
  ) {
    let rows = failures.count * timeCount
    precondition(values.count == rows * outputCount)
    var turned = [Double](repeating: 0, count: values.count)
    for output in 0..<outputCount {
      for row in 0..<rows { turned[output * rows + row] = values[row * outputCount + output] }
    }
    self.init(
      index: index, arm: arm, firstSubject: firstSubject, subjectCount: failures.count, timeCount: timeCount,
      outputCount: outputCount, values: turned, failures: failures, counters: counters)
  }

  /// Values of one output: subject × time.
  package func values(ofOutput output: Int) -> ArraySlice<Double> {
    let size = subjectCount * timeCount
    return values[output * size..<(output + 1) * size]
  }
}

// MARK: - As a file

/// Form of a block file, sealed (`SealedBytes`), all integers little-endian 64 bit:
///
///     index · arm · firstSubject · subjectCount · timeCount · outputCount · number of counters, name and count of
///     each · per subject: length of its failure message (−1 for none), message · values as little-endian doubles
extension StoredBlock {
  private static let kind = "SPECBLK2"

  package func encoded(planHash: String) throws(StoreError) -> [UInt8] {
    var bytes = ByteWriter(reserving: values.count * 8 + 512)
    for number in [index, arm, firstSubject, subjectCount, timeCount, outputCount] { bytes.append(number) }
    bytes.append(counters.count)
    for counter in counters {
      bytes.append(counter.name)
      bytes.append(counter.count)
    }
    for failure in failures {
      if let failure { bytes.append(failure) } else { bytes.append(-1) }
    }
    bytes.append(values)
    return try SealedBytes.seal(bytes, kind: Self.kind, planHash: planHash)
  }

  /// Reads a block file back.
  ///
  /// - Returns: nil where the bytes are not a whole, undamaged block; such a block is computed again.
  package static func decode(_ bytes: [UInt8]) throws(StoreError) -> (block: StoredBlock, planHash: String)? {
    guard let (sealed, planHash) = try SealedBytes.open(bytes, kind: kind) else { return nil }
    var content = sealed
    var head: [Int] = []
    for _ in 0..<6 {
      guard let number = content.count() else { return nil }
      head.append(number)
    }
    guard let counters = StoredCounter.read(from: &content) else { return nil }
    var failures: [String?] = []
    for _ in 0..<head[3] {
      guard let length = content.integer() else { return nil }
      guard length >= 0 else {
        failures.append(nil)
        continue
      }
      guard let message = content.text(ofLength: length) else { return nil }
      failures.append(message)
    }
    let (rows, isTooLarge) = head[3].multipliedReportingOverflow(by: head[4])
    let (count, isFarTooLarge) = rows.multipliedReportingOverflow(by: head[5])
    guard !isTooLarge, !isFarTooLarge, content.rest == 8 * count, let values = content.numbers(count) else {
      return nil
    }
    let block = StoredBlock(
      index: head[0], arm: head[1], firstSubject: head[2], subjectCount: head[3], timeCount: head[4],
      outputCount: head[5], values: values, failures: failures, counters: counters)
    return (block, planHash)
  }

  /// SHA-256 over the values as little-endian doubles in the order output, subject, time: what the hash of a
  /// run's blocks is made of.
  package func digest() throws(StoreError) -> [UInt8] {
    var hash = try ContentHash()
    hash.update(doubles: values)
    return hash.digest()
  }
}

/// Work done, by name; no part of any hash.
package struct StoredCounter: Sendable, Hashable {
  package let name: String
  package let count: Int

  package init(name: String, count: Int) {
    self.name = name
    self.count = count
  }

  /// Nil where the bytes hold no list of counters.
  static func read(from content: inout ByteReader) -> [StoredCounter]? {
    guard let number = content.count(), number < 1 << 16 else { return nil }
    var counters: [StoredCounter] = []
    for _ in 0..<number {
      guard let name = content.text(), let count = content.integer() else { return nil }
      counters.append(StoredCounter(name: name, count: count))
    }
    return counters
  }

  /// Counts of the same name together, in order of appearance.
  package static func sum(_ all: [StoredCounter]) -> [StoredCounter] {
    var names: [String] = []
    var counts: [String: Int] = [:]
    for counter in all {
      if counts[counter.name] == nil { names.append(counter.name) }
      counts[counter.name, default: 0] += counter.count
    }
    return names.map { StoredCounter(name: $0, count: counts[$0] ?? 0) }
  }
}
