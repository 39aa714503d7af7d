import Statistics
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Samples in pieces") struct SketchTests {
  /// exp(((7919·i mod 100003)/10⁴ − 5), in order of i: spans fourteen powers of two.
  static let positive = (0..<100_003).map { exp(Double($0 * 7919 % 100_003) / 1e4 - 5) }
  /// ((7919·i mod 100003) − 50001)/7: half of it negative, one zero.
  static let mixed = (0..<100_003).map { Double($0 * 7919 % 100_003 - 50_001) / 7 }

  /// numpy 2.4.6: numpy.quantile(x, [.05, .5, .95]), math.fsum(x)/n, numpy.std(x, ddof=1).
  @Test("moments agree with NumPy, whatever the pieces", arguments: [1, 256, 1000, 100_003])
  func moments(size: Int) {
    let found = Self.state(Self.positive, size: size, bits: nil).moments[0]
    #expect((found.mean / 14.843907618640278 - 1).magnitude < 1e-15)
    #expect((found.sd / 29.690204633242026 - 1).magnitude < 1e-13)
    let other = Self.state(Self.mixed, size: size, bits: nil).moments[0]
    #expect(other.mean.magnitude < 1e-11)
    #expect((other.sd / 4124.074831727363 - 1).magnitude < 1e-13)
    #expect(other.minimum == -50_001.0 / 7 && other.maximum == 50_001.0 / 7 && other.count == 100_003)
  }

  @Test("quantiles of a sketch keep their bound, against NumPy", arguments: [6, 8, 12])
  func quantiles(bits: Int) {
    let bound = QuantileSketch.errorBound(bits: bits) * (1 + 1e-12)
    let positive = Self.state(Self.positive, size: 256, bits: bits).quantiles(of: 0, [0.05, 0.5, 0.95])
    for (found, truth) in zip(positive, [0.011109107633762372, 1.0001000050001665, 90.03423622089528]) {
      #expect((found / truth - 1).magnitude <= bound)
    }
    let mixed = Self.state(Self.mixed, size: 256, bits: bits).quantiles(of: 0, [0.05, 0.25, 0.5, 0.95])
    for (found, truth) in zip(mixed, [-6428.7, -3571.5, 0, 6428.7]) {
      #expect((found - truth).magnitude <= bound * truth.magnitude)
    }
  }

  /// Against sorting, at every rank and between ranks, over all magnitudes of a double.
  @Test("every quantile keeps its bound, over the whole range of numbers")
  func everyRank() {
    var values = (0..<400).map { i in exp2(Double(i * 7 % 400) * 5 - 1000) * (1 + Double(i) / 777) }
    values += values.map { -$0 } + [0, -0.0, 0, .leastNonzeroMagnitude, 1.7e308]
    let sorted = values.sorted()
    let state = Self.state(values, size: 10, bits: 7)
    let probabilities = (0...1610).map { Double($0) / 1610 }
    let bound = QuantileSketch.errorBound(bits: 7)
    for (p, found) in zip(probabilities, state.quantiles(of: 0, probabilities)) {
      let place = p * Double(sorted.count - 1)
      let ends = [sorted[Int(place)], sorted[min(sorted.count - 1, Int(place) + 1)]]
      let truth = Summary.quantile(sorted: sorted, p)
      let scale = ends.map(\.magnitude).max() ?? 0
      #expect((found - truth).magnitude <= bound * scale * (1 + 1e-12) + .leastNormalMagnitude, "\(p)")
    }
    #expect(state.quantiles(of: 0, [0]) == [sorted[0]] && state.quantiles(of: 0, [1]) == [1.7e308])
  }

  @Test("quantiles do not depend on order or grouping, states in order have the same bits")
  func grouping() {
    let forwards = Self.state(Self.positive, size: 256, bits: 9)
    let backwards = Self.state(Self.positive.reversed(), size: 999, bits: 9)
    let p = [0.0, 0.05, 0.5, 0.95, 1]
    #expect(forwards.quantiles(of: 0, p) == backwards.quantiles(of: 0, p))
    #expect(forwards == Self.state(Self.positive, size: 256, bits: 9))
  }

  @Test("a state reads back, and what is cut off or longer does not")
  func bytes() throws {
    var state = SampleStates(sampleCount: 3, bits: 6)
    state.add([1, 2, -3.5, 0, 1e-300, .nan, .infinity], to: 0)
    state.add(Self.mixed, to: 2)
    #expect(state.moments[0].count == 5)
    let bytes = state.bytes
    let back = try #require(SampleStates(bytes: bytes[...]))
    #expect(back == state)
    #expect(back.quantiles(of: 2, [0.3]) == state.quantiles(of: 2, [0.3]))
    #expect(back.quantiles(of: 1, [0.3])[0].isNaN)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(SampleStates(bytes: bytes.prefix(length)) == nil)
    }
    #expect(SampleStates(bytes: (bytes + [0])[...]) == nil)
    let plain = Self.state(Self.positive, size: 100, bits: nil)
    #expect(SampleStates(bytes: plain.bytes[...]) == plain)
  }

  @Test("small runs are exact; the resolution of large ones follows their size alone")
  func rule() {
    #expect(QuantileRule(subjects: 65_536, samples: 1_000_000) == .exact)
    #expect(QuantileRule(subjects: 65_537, samples: 510) == .sketch(bits: 12))
    #expect(QuantileRule(subjects: 1_000_000, samples: 100_000) == .sketch(bits: 6))
    #expect(QuantileRule(subjects: 1_000_000, samples: 510).errorBound == 1.0 / 8192)
    #expect(QuantileRule(subjects: 10, samples: 1).errorBound == 0)
  }

  static func state(_ values: [Double], size: Int, bits: Int?) -> SampleStates {
    var all = SampleStates(sampleCount: 1, bits: bits)
    for first in stride(from: 0, to: values.count, by: size) {
      var block = SampleStates(sampleCount: 1, bits: bits)
      block.add(Array(values[first..<min(values.count, first + size)]), to: 0)
      all.merge(block)
    }
    return all
  }
}
