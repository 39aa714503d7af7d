/// What is kept of many samples that come in blocks: moments of each, and a sketch for quantiles where the
/// samples are too large to keep.
///
/// States of consecutive blocks merge to the state of all; merge them in order, since sums are rounded.
package struct SampleStates: Sendable, Hashable {
  /// Fraction bits of the sketches; nil where quantiles come from the values themselves.
  package let bits: Int?
  package private(set) var moments: [Moments]
  private var sketches: [QuantileSketch]

  package init(sampleCount: Int, bits: Int?) {
    self.bits = bits
    moments = Array(repeating: Moments(), count: sampleCount)
    sketches = bits.map { Array(repeating: QuantileSketch(bits: $0), count: sampleCount) } ?? []
  }

  package var count: Int { moments.count }

  /// Adds a block's values to a sample; what is not finite is left out.
  package mutating func add(_ values: [Double], to sample: Int) {
    let finite = values.allSatisfy(\.isFinite) ? values : values.filter(\.isFinite)
    moments[sample].merge(Moments(finite))
    if bits != nil { sketches[sample].add(finite) }
  }

  /// Takes in the state of the blocks that follow.
  package mutating func merge(_ next: SampleStates) {
    precondition(next.count == count && next.bits == bits, "states of other samples")
    for sample in moments.indices { moments[sample].merge(next.moments[sample]) }
    for sample in sketches.indices { sketches[sample].merge(next.sketches[sample]) }
  }

  /// Quantiles of a sample from its sketch, by linear interpolation between order statistics (type 7);
  /// never outside the smallest and largest value. NaN of nothing.
  ///
  /// - Parameter probabilities: 0 to 1, ascending.
  package func quantiles(of sample: Int, _ probabilities: [Double]) -> [Double] {
    precondition(bits != nil, "quantiles need the values or a sketch")
    let steps = sketches[sample].steps()
    let n = sketches[sample].count
    guard n > 0 else { return probabilities.map { _ in .nan } }
    let (low, high) = (moments[sample].minimum, moments[sample].maximum)
    var step = 0
    var passed = 0
    func value(at rank: Int) -> Double {
      if rank <= 0 { return low }
      if rank >= n - 1 { return high }
      while passed + steps[step].count <= rank {
        passed += steps[step].count
        step += 1
      }
      return min(high, max(low, steps[step].value))
    }
    return probabilities.map { p in
      let place = p * Double(n - 1)
      let below = Int(place)
      let share = place - Double(below)
      // Ranks ascend from one probability to the next, up to one step back.
      if below < passed { (step, passed) = (0, 0) }
      let lower = value(at: below)
      guard share > 0 else { return lower }
      return lower + share * (value(at: below + 1) - lower)
    }
  }

  /// Standard error of a quantile, as `Summary.quantileError` has it.
  package func quantileError(of sample: Int, _ p: Double) -> Double {
    let n = Double(moments[sample].count)
    guard n > 1 else { return .nan }
    let z = StandardNormal.quantile(0.975)
    let half = z * (p * (1 - p) / n).squareRoot()
    let ends = quantiles(of: sample, [max(0, p - half), min(1, p + half)])
    return (ends[1] - ends[0]) / (2 * z)
  }
}

// MARK: - As bytes

extension SampleStates {
  /// Everything, for a file.
  package var bytes: [UInt8] {
    var packed = PackedBytes()
    packed.append(count)
    packed.append(bits ?? 0)
    for sample in moments.indices {
      moments[sample].write(to: &packed)
      if bits != nil { sketches[sample].write(to: &packed) }
    }
    return packed.bytes
  }

  /// - Returns: Nil where the bytes hold no such states.
  package init?(bytes: ArraySlice<UInt8>) {
    var reader = PackedBytes.Reader(bytes)
    guard let count = reader.count(), count <= bytes.count, let code = reader.count() else { return nil }
    let bits = code == 0 ? nil : code
    if let bits, !QuantileSketch.bitRange.contains(bits) { return nil }
    self.init(sampleCount: 0, bits: bits)
    for _ in 0..<count {
      guard let moment = Moments(reading: &reader) else { return nil }
      moments.append(moment)
      if let bits {
        guard let sketch = QuantileSketch(reading: &reader, bits: bits) else { return nil }
        sketches.append(sketch)
      }
    }
    if !reader.isAtEnd { return nil }
  }
}
