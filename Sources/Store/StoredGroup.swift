/// What is kept of a group of consecutive blocks whose courses are not: their partial state, opaque here, and
/// what a run says of its subjects.
package struct StoredGroup: Sendable, Hashable {
  package struct Failure: Sendable, Hashable {
    /// Index of the subject within its arm.
    package let subject: Int
    package let message: String

    package init(subject: Int, message: String) {
      self.subject = subject
      self.message = message
    }
  }

  /// Position in the run, from 0, over all arms.
  package let index: Int
  package let arm: Int
  package let blocks: Range<Int>
  /// SHA-256 of each block's values.
  package let digests: [[UInt8]]
  package let failures: [Failure]
  package let counters: [StoredCounter]
  /// The partial state of the group's samples.
  package let state: [UInt8]
  /// Numbers that are kept one by one.
  package let kept: [Double]

  package init(
    index: Int, arm: Int, blocks: Range<Int>, digests: [[UInt8]], failures: [Failure],
    counters: [StoredCounter], state: [UInt8], kept: [Double]
  ) {
    precondition(digests.count == blocks.count)
    self.index = index
    self.arm = arm
    self.blocks = blocks
    self.digests = digests
    self.failures = failures
    self.counters = counters
    self.state = state
    self.kept = kept
  }
}

extension StoredGroup {
  private static let kind = "SPECGRP1"
  private static let digestLength = 32

  package func encoded(planHash: String) throws(StoreError) -> [UInt8] {
    var bytes = ByteWriter(reserving: state.count + 8 * kept.count + 40 * blocks.count + 512)
    for number in [index, arm, blocks.lowerBound, blocks.upperBound] { bytes.append(number) }
    for digest in digests { bytes.append(digest) }
    bytes.append(failures.count)
    for failure in failures {
      bytes.append(failure.subject)
      bytes.append(failure.message)
    }
    bytes.append(counters.count)
    for counter in counters {
      bytes.append(counter.name)
      bytes.append(counter.count)
    }
    bytes.append(state)
    bytes.append(kept.count)
    bytes.append(kept)
    return try SealedBytes.seal(bytes, kind: Self.kind, planHash: planHash)
  }

  /// - Returns: nil where the bytes are not a whole, undamaged group.
  package static func decode(_ bytes: [UInt8]) throws(StoreError) -> (group: StoredGroup, planHash: String)? {
    guard let (sealed, planHash) = try SealedBytes.open(bytes, kind: kind) else { return nil }
    var content = sealed
    guard let index = content.count(), let arm = content.count(), let first = content.count(),
      let end = content.count(), first <= end
    else { return nil }
    var digests: [[UInt8]] = []
    for _ in first..<end {
      guard let digest = content.block(), digest.count == digestLength else { return nil }
      digests.append(Array(digest))
    }
    guard let failureCount = content.count() else { return nil }
    var failures: [Failure] = []
    for _ in 0..<failureCount {
      guard let subject = content.count(), let message = content.text() else { return nil }
      failures.append(Failure(subject: subject, message: message))
    }
    guard let counters = StoredCounter.read(from: &content), let state = content.block(),
      let keptCount = content.count(), content.rest == 8 * keptCount, let kept = content.numbers(keptCount)
    else { return nil }
    let group = StoredGroup(
      index: index, arm: arm, blocks: first..<end, digests: digests, failures: failures, counters: counters,
      state: Array(state), kept: kept)
    return (group, planHash)
  }
}
