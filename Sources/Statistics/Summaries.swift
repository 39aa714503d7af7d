#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sum with a running correction (Neumaier), so that its error does not grow with the number of terms.
@frozen package struct CompensatedSum: Sendable {
  @usableFromInline var sum = 0.0
  @usableFromInline var correction = 0.0

  @inlinable package init() {}

  @inlinable package mutating func add(_ x: Double) {
    let total = sum + x
    correction += sum.magnitude >= x.magnitude ? (sum - total) + x : (x - total) + sum
    sum = total
  }

  @inlinable package var value: Double { sum + correction }
}

/// Numbers that describe a sample.
package enum Summary {
  @inlinable @inline(__always) package static func sum(_ values: [Double]) -> Double {
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    return sum.value
  }

  /// Arithmetic mean; NaN of nothing.
  @inlinable @inline(__always) package static func mean(_ values: [Double]) -> Double {
    sum(values) / Double(values.count)
  }

  /// Standard deviation with n − 1; NaN of fewer than two.
  @inlinable @inline(__always) package static func sd(_ values: [Double]) -> Double {
    guard values.count > 1 else { return .nan }
    let mean = mean(values)
    var squares = CompensatedSum()
    for value in values { squares.add((value - mean) * (value - mean)) }
    return (squares.value / Double(values.count - 1)).squareRoot()
  }

  /// Quantile by linear interpolation between order statistics (type 7).
  ///
  /// - Parameters:
  ///   - sorted: Ascending values; NaN of nothing.
  ///   - p: 0 to 1.
  /// - Reference: Hyndman & Fan 1996, doi:10.2307/2684934.
  @inlinable @inline(__always) package static func quantile(
    sorted: some RandomAccessCollection<Double>, _ p: Double
  ) -> Double {
    precondition(p >= 0 && p <= 1)
    guard !sorted.isEmpty else { return .nan }
    let place = p * Double(sorted.count - 1)
    let below = Int(place)
    let lower = sorted[sorted.index(sorted.startIndex, offsetBy: below)]
    let share = place - Double(below)
    guard share > 0 else { return lower }
    return lower + share * (sorted[sorted.index(sorted.startIndex, offsetBy: below + 1)] - lower)
  }

  /// Quantile of unsorted values.
  package static func quantile(_ values: [Double], _ p: Double) -> Double {
    quantile(sorted: values.sorted(), p)
  }

  /// Standard error of a sample quantile, from the order statistics between which it lies with 95 %
  /// confidence (normal approximation of the binomial), over 2 · 1.96. NaN of fewer than two.
  package static func quantileError(sorted: some RandomAccessCollection<Double>, _ p: Double) -> Double {
    let n = Double(sorted.count)
    guard n > 1 else { return .nan }
    let z = StandardNormal.quantile(0.975)
    let half = z * (p * (1 - p) / n).squareRoot()
    let lower = quantile(sorted: sorted, max(0, p - half))
    let upper = quantile(sorted: sorted, min(1, p + half))
    return (upper - lower) / (2 * z)
  }
}
