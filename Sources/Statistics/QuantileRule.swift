/// How quantiles of a run are found: from the values while they are few, else from sketches.
package enum QuantileRule: Sendable, Hashable {
  case exact
  /// Fraction bits of the sketches.
  case sketch(bits: Int)

  /// Most subjects whose values are kept for exact quantiles, and the number that share a partial state.
  package static let exactLimit = 65_536

  /// Memory that the sketches of a run may take at about eight powers of two a sample [bytes].
  private static let memory = 1 << 28

  /// What a run of that size does. Nothing but the plan decides, so that shards and restarts agree.
  ///
  /// - Parameter samples: Number of samples, such as outputs × times.
  package init(subjects: Int, samples: Int, exactLimit: Int = Self.exactLimit) {
    guard subjects > exactLimit else {
      self = .exact
      return
    }
    var bits = QuantileSketch.bitRange.upperBound
    while bits > QuantileSketch.bitRange.lowerBound, samples * (32 << bits) > Self.memory { bits -= 1 }
    self = .sketch(bits: bits)
  }

  package var bits: Int? {
    switch self {
    case .exact: nil
    case .sketch(let bits): bits
    }
  }

  /// Largest relative error of a quantile; 0 where it is exact.
  package var errorBound: Double { bits.map { QuantileSketch.errorBound(bits: $0) } ?? 0 }
}
