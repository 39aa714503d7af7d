import Statistics
import Testing

struct RandomTests {
  /// Known answers of the authors' library, Random123 `kat_vectors`, philox4x32 with 10 rounds.
  @Test(arguments: [
    (
      SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
      SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
    #expect(Philox.bits(counter: counter, key: key) == expected)
  }

  /// Quantiles solved to 40 digits from erfc with mpmath 1.3.
  @Test(arguments: [
    (1e-300, -37.0470962993612), (1e-100, -21.273453560965326), (1e-20, -9.262340089798407),
    (1e-10, -6.361340902404057), (1e-05, -4.264890793922825), (0.001, -3.0902323061678136),
    (0.025, -1.9599639845400543), (0.074, -1.4466320671589785), (0.076, -1.4325027208258116),
    (0.1, -1.2815515655446004), (0.3, -0.5244005127080408), (0.49, -0.025068908258711057),
    (0.5, 0.0), (0.6, 0.2533471031357997), (0.75, 0.6744897501960817), (0.925, 1.4395314709384561),
    (0.95, 1.6448536269514722), (0.975, 1.9599639845400538), (0.999, 3.090232306167813),
    (1 - 1e-10, 6.361340889697422),
  ])
  func normalQuantile(p: Double, expected: Double) {
    #expect((StandardNormal.quantile(p) - expected).magnitude <= 1e-15 * expected.magnitude)
  }

  @Test func quantileAndCumulativeAreInverse() {
    for p in stride(from: 0.01, through: 0.99, by: 0.01) {
      #expect((StandardNormal.cumulative(StandardNormal.quantile(p)) - p).magnitude < 1e-15)
    }
  }

  @Test func everyPartOfTheKeyMatters() {
    let random = KeyedRandom(seed: 7)
    let purpose = Purpose("CL")
    let base = random.uniform(subject: 1, draw: 2, purpose: purpose, index: 3)
    #expect(base == random.uniform(subject: 1, draw: 2, purpose: purpose, index: 3))
    #expect(base != random.uniform(subject: 2, draw: 2, purpose: purpose, index: 3))
    #expect(base != random.uniform(subject: 1, draw: 3, purpose: purpose, index: 3))
    #expect(base != random.uniform(subject: 1, draw: 2, purpose: purpose, index: 4))
    #expect(base != random.uniform(subject: 1, draw: 2, purpose: Purpose("V"), index: 3))
    #expect(base != KeyedRandom(seed: 8).uniform(subject: 1, draw: 2, purpose: purpose, index: 3))
    #expect(
      base != KeyedRandom(seed: 7 | 1 << 40).uniform(subject: 1, draw: 2, purpose: purpose, index: 3))
  }

  /// Mean and variance of 100,000 numbers lie within five standard errors of 1/2 and 1/12, of 0 and 1;
  /// neighbours do not correlate.
  @Test func momentsOfTheStreams() {
    let random = KeyedRandom(seed: 20_261_121)
    let purpose = Purpose("test")
    let n = 100_000
    let u = (0..<UInt32(n)).map { random.uniform(subject: $0, draw: 0, purpose: purpose) }
    let z = u.map { StandardNormal.quantile($0) }
    let root = Double(n).squareRoot()
    #expect((Summary.mean(u) - 0.5).magnitude < 5 * (1.0 / 12).squareRoot() / root)
    #expect((Summary.sd(u) * Summary.sd(u) - 1.0 / 12).magnitude < 5 * (1.0 / 180).squareRoot() / root)
    #expect(Summary.mean(z).magnitude < 5 / root)
    #expect((Summary.sd(z) * Summary.sd(z) - 1).magnitude < 5 * 2.0.squareRoot() / root)
    let lagged = zip(z, z.dropFirst()).map { $0 * $1 }
    #expect(Summary.mean(lagged).magnitude < 5 / root)
  }
}
