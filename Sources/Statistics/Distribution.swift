#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A distribution of a number, described around a typical value.
package enum Distribution: Sendable, Hashable {
  /// The scale on which a `spread` is normal.
  package enum Scale: Sendable, Hashable {
    /// Normal.
    case linear
    /// Log-normal; values are positive.
    case logarithm
    /// Logit-normal; values lie strictly between 0 and 1.
    case logit
  }

  /// One of the values of a discrete distribution.
  package struct Outcome: Sendable, Hashable {
    package let value: Double
    /// Relative weight, positive.
    package let weight: Double

    package init(value: Double, weight: Double) {
      self.value = value
      self.weight = weight
    }
  }

  case fixed(Double)
  /// Normal on `scale`, with the median `typical` and standard deviations (on that scale) of its own
  /// below and above it. They differ where a stated interval is not symmetric around the median: then
  /// the interval and the median are both kept exactly.
  case spread(Scale, typical: Double, below: Double, above: Double)
  case uniform(lower: Double, upper: Double)
  case discrete([Outcome])

  package static func normal(mean: Double, sd: Double) -> Distribution {
    .spread(.linear, typical: mean, below: sd, above: sd)
  }

  /// - Parameter sigma: Standard deviation of the logarithm.
  package static func lognormal(median: Double, sigma: Double) -> Distribution {
    .spread(.logarithm, typical: median, below: sigma, above: sigma)
  }

  /// - Parameter sd: Standard deviation of the logit.
  package static func logitnormal(median: Double, sd: Double) -> Distribution {
    .spread(.logit, typical: median, below: sd, above: sd)
  }

  /// Value below which a share `p` lies.
  ///
  /// - Parameter p: Strictly between 0 and 1.
  package func quantile(_ p: Double) -> Double {
    switch self {
    case .fixed(let value):
      return value
    case .spread:
      return value(standardNormal: StandardNormal.quantile(p))
    case .uniform(let lower, let upper):
      return lower + (upper - lower) * p
    case .discrete(let outcomes):
      let total = outcomes.reduce(0) { $0 + $1.weight }
      var below = 0.0
      for outcome in outcomes {
        below += outcome.weight
        if p * total <= below { return outcome.value }
      }
      return outcomes.last?.value ?? .nan
    }
  }

  /// The value that corresponds to a standard normal number: how correlated normals become values.
  package func value(standardNormal z: Double) -> Double {
    switch self {
    case .fixed(let value):
      return value
    case .spread(let scale, let typical, let below, let above):
      let shift = z * (z < 0 ? below : above)
      switch scale {
      case .linear: return typical + shift
      case .logarithm: return typical * exp(shift)
      case .logit: return 1 / (1 + (1 - typical) / typical * exp(-shift))
      }
    case .uniform, .discrete:
      let p = StandardNormal.cumulative(z)
      return quantile(min(max(p, .leastNormalMagnitude), 1 - .ulpOfOne / 2))
    }
  }

  /// The same spread around another typical value: what people are like when the typical value is not
  /// what was thought. A uniform distribution moves as a whole; a discrete one stays.
  package func recentred(from old: Double, to new: Double) -> Distribution {
    switch self {
    case .fixed: .fixed(new)
    case .spread(let scale, _, let below, let above):
      .spread(scale, typical: new, below: below, above: above)
    case .uniform(let lower, let upper): .uniform(lower: lower + (new - old), upper: upper + (new - old))
    case .discrete: self
    }
  }

  /// The same distribution in another unit.
  ///
  /// - Parameter factor: New numbers per old number, positive. A logit-normal share has no other unit
  ///   and must not be scaled.
  package func scaled(by factor: Double) -> Distribution {
    precondition(factor > 0)
    switch self {
    case .fixed(let value): return .fixed(value * factor)
    case .spread(.linear, let typical, let below, let above):
      return .spread(.linear, typical: typical * factor, below: below * factor, above: above * factor)
    case .spread(.logarithm, let typical, let below, let above):
      return .spread(.logarithm, typical: typical * factor, below: below, above: above)
    case .spread(.logit, _, _, _):
      precondition(factor == 1, "a logit-normal share has no other unit")
      return self
    case .uniform(let lower, let upper):
      return .uniform(lower: lower * factor, upper: upper * factor)
    case .discrete(let outcomes):
      return .discrete(outcomes.map { Outcome(value: $0.value * factor, weight: $0.weight) })
    }
  }

  /// Whether every draw gives the same value.
  package var isFixed: Bool {
    switch self {
    case .fixed: true
    case .spread(_, _, let below, let above): below == 0 && above == 0
    case .uniform(let lower, let upper): lower == upper
    case .discrete(let outcomes): Set(outcomes.map(\.value)).count <= 1
    }
  }
}
