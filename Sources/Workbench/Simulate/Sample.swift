/// Numbers that describe a sample.
enum Sample {
  /// Quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996,
  /// doi:10.1080/00031305.1996.10473566).
  static func quantile(_ p: Double, ofSorted sorted: [Double]) -> Double {
    let place = p * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }

  static func mean(_ sample: [Double]) -> Double {
    sample.reduce(0, +) / Double(sample.count)
  }

  static func standardDeviation(_ sample: [Double]) -> Double {
    let mean = mean(sample)
    let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(sample.count - 1)).squareRoot()
  }
}
