/// What a random number is for, as a number that follows from its name alone: a new purpose moves no
/// other stream.
package struct Purpose: Hashable, Sendable {
  package let name: String
  let code: UInt32

  /// FNV-1a of 64 bits over the name's UTF-8, its halves folded together.
  package init(_ name: String) {
    self.name = name
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    code = UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}

/// Random numbers that are functions of (seed, subject, draw, purpose, index): the same on any number of
/// threads, in any order, for any size of cohort.
package struct KeyedRandom: Hashable, Sendable {
  package let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  /// A number of (0, 1), ends excluded: an odd multiple of 2⁻⁵³.
  ///
  /// - Parameters:
  ///   - subject: The person, from 0.
  ///   - draw: The draw of uncertain quantities, 0 for their typical values.
  ///   - purpose: What the number is for.
  ///   - index: Which of several numbers for that purpose.
  package func uniform(subject: UInt32, draw: UInt32, purpose: Purpose, index: UInt32 = 0) -> Double {
    let bits = Philox.bits(
      counter: SIMD4(index, subject, draw, purpose.code),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    let word = UInt64(bits.x) << 32 | UInt64(bits.y)
    return (Double(word >> 12) + 0.5) * 0x1p-52
  }

  /// A standard normal number: the inverse distribution function at `uniform` with the same arguments.
  package func normal(subject: UInt32, draw: UInt32, purpose: Purpose, index: UInt32 = 0) -> Double {
    StandardNormal.quantile(uniform(subject: subject, draw: draw, purpose: purpose, index: index))
  }
}
