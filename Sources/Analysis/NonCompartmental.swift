#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Exposure of one subject read off a concentration–time course without a model of it.
///
/// Areas use the linear rule where the concentration rises or touches zero and the logarithmic rule
/// where it falls (linear up, log down).
///
/// - Reference: Gabrielsson & Weiner 2012, doi:10.1007/978-1-62703-050-2_16.
package struct NonCompartmental: Sendable, Hashable {
  /// Highest and lowest concentration.
  package let Cmax: Double
  package let Cmin: Double
  /// Time of the first highest concentration.
  package let tmax: Double
  /// Area from the first sample to the last positive one.
  package let AUClast: Double
  /// Area over all samples, for a dosing interval.
  package let AUCtau: Double
  /// Average over the samples' time, by areas; the value itself where there is one sample.
  package let mean: Double
  /// The terminal phase; nil where none could be read off.
  package let terminal: Terminal?

  /// A straight line through the logarithms of the last concentrations.
  package struct Terminal: Sendable, Hashable {
    /// Rate constant [1/time], positive.
    package let lambda_z: Double
    /// Samples used, the last positive one included.
    package let points: Int
    /// Adjusted coefficient of determination.
    package let adjustedR2: Double
    /// Half-life.
    package let thalf: Double
    /// Area to infinity: `AUClast` plus the last observed positive concentration over `lambda_z`.
    package let AUCinf: Double
    /// Share of `AUCinf` that is extrapolated.
    package let extrapolatedShare: Double
  }

  /// - Parameters:
  ///   - times: Ascending.
  ///   - concentrations: One a time, not negative.
  /// - Returns: Nil for no samples, or where a concentration is negative or not a number.
  package init?(
    times: some RandomAccessCollection<Double>, concentrations: some RandomAccessCollection<Double>
  ) {
    let (t, C) = (Array(times), Array(concentrations))
    precondition(t.count == C.count)
    guard !t.isEmpty, C.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
    var peak = 0
    for i in C.indices where C[i] > C[peak] { peak = i }
    Cmax = C[peak]
    Cmin = C.min() ?? C[peak]
    tmax = t[peak]
    let last = C.lastIndex { $0 > 0 } ?? 0
    AUClast = Self.area(t, C, through: last)
    AUCtau = Self.area(t, C, through: t.count - 1)
    mean = t.count > 1 ? AUCtau / (t[t.count - 1] - t[0]) : C[0]
    terminal = Self.terminal(t, C, peak: peak, last: last, AUClast: AUClast)
  }

  /// Area under samples 0...`end`, linear up, log down.
  private static func area(_ t: [Double], _ C: [Double], through end: Int) -> Double {
    var area = 0.0
    for i in 0..<end {
      let (h, a, b) = (t[i + 1] - t[i], C[i], C[i + 1])
      // The logarithmic rule loses digits where both ends nearly agree; there the rules agree too.
      if b > 0, b < a, (a - b) > 1e-6 * a {
        area += h * (a - b) / log(a / b)
      } else {
        area += h * (a + b) / 2
      }
    }
    return area
  }

  /// Chooses among the last 3, 4, … positive samples after the peak those whose line has the largest
  /// adjusted R²; within 0.0001 of it, the most samples. A bolus peak at the first sample is left out too.
  private static func terminal(
    _ t: [Double], _ C: [Double], peak: Int, last: Int, AUClast: Double
  ) -> Terminal? {
    guard last - peak >= 3 else { return nil }
    var candidates: [(points: Int, slope: Double, fit: Double)] = []
    var first = last - 2
    while first > peak, C[first] > 0 {
      let n = Double(last - first + 1)
      let x = (first...last).map { t[$0] }
      let y = (first...last).map { log(C[$0]) }
      let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
      var (sxx, sxy, syy) = (0.0, 0.0, 0.0)
      for (a, b) in zip(x, y) {
        sxx += (a - mx) * (a - mx)
        sxy += (a - mx) * (b - my)
        syy += (b - my) * (b - my)
      }
      let slope = sxy / sxx
      if slope < 0, syy > 0 {
        let r2 = min(1, sxy * sxy / (sxx * syy))
        candidates.append((last - first + 1, slope, 1 - (1 - r2) * (n - 1) / (n - 2)))
      }
      first -= 1
    }
    guard let best = candidates.map(\.fit).max(),
      let chosen = candidates.last(where: { $0.fit >= best - 1e-4 })
    else { return nil }
    let lambda_z = -chosen.slope
    let rest = C[last] / lambda_z
    return Terminal(
      lambda_z: lambda_z, points: chosen.points, adjustedR2: chosen.fit, thalf: log(2) / lambda_z,
      AUCinf: AUClast + rest, extrapolatedShare: rest / (AUClast + rest))
  }
}
