import Trials

/// One output in one arm, ready to be drawn.
package struct FigureSeries: Sendable {
  /// Times in the unit of the figure's axis, ascending.
  package let times: [Double]
  package let points: [StudyResult.Spread]

  package init(times: [Double], points: [StudyResult.Spread]) {
    precondition(times.count == points.count)
    self.times = times
    self.points = points
  }

  /// The part inside a window.
  func clipped(to window: ClosedRange<Double>) -> FigureSeries {
    let slack = (window.upperBound - window.lowerBound) * 1e-9
    let kept = times.indices.filter {
      times[$0] >= window.lowerBound - slack && times[$0] <= window.upperBound + slack
    }
    return FigureSeries(times: kept.map { times[$0] }, points: kept.map { points[$0] })
  }

  /// Lowest and highest value drawn; with `positive` zero and less are left out.
  func range(positive: Bool = false) -> ClosedRange<Double>? {
    var all: [Double] = []
    for point in points {
      all += [point.median, point.p5, point.p95]
      if let interval = point.medianInterval { all += [interval.lower, interval.upper] }
    }
    all = all.filter { $0.isFinite && (!positive || $0 > 0) }
    guard let low = all.min(), let high = all.max() else { return nil }
    return low...high
  }

  /// Indices worth drawing: both ends, every peak and trough of the median, and otherwise no two points
  /// closer than `distance` on the axis; about 300 at most.
  func thinned(on axis: Axis, distance: Double = 1) -> FigureSeries {
    let spacing = max(distance, (axis.end - axis.start).magnitude / 300)
    var kept: [Int] = []
    for index in times.indices {
      guard points[index].median.isFinite, points[index].p5.isFinite, points[index].p95.isFinite else {
        continue
      }
      let isEnd = index == 0 || index == times.count - 1
      var isTurn = false
      if !isEnd {
        let (before, here, after) = (points[index - 1].median, points[index].median, points[index + 1].median)
        isTurn = (here > before && here >= after) || (here < before && here <= after)
      }
      let isFar = kept.last.map { (axis[times[index]] - axis[times[$0]]).magnitude >= spacing } ?? true
      if isEnd || isTurn || isFar { kept.append(index) }
    }
    return FigureSeries(times: kept.map { times[$0] }, points: kept.map { points[$0] })
  }

  /// The point nearest to a time.
  func point(nearest time: Double) -> StudyResult.Spread? {
    let best = times.indices.min { (times[$0] - time).magnitude < (times[$1] - time).magnitude }
    return best.map { points[$0] }
  }
}

extension Drawing {
  /// Ribbon for people, band for the uncertainty of the median, and the median itself.
  mutating func course(_ series: FigureSeries, x: Axis, y: Axis, colour: String, medianOnly: Bool = false) {
    let series = series.thinned(on: x)
    func line(_ value: (StudyResult.Spread) -> Double) -> [Point] {
      zip(series.times, series.points).map { Point(x: x[$0], y: y[value($1)]) }
    }
    if !medianOnly {
      band(upper: line(\.p95), lower: line(\.p5), "\(colour) rib")
      let isUncertain = series.points.contains { $0.medianInterval != nil }
      if isUncertain {
        band(
          upper: line { $0.medianInterval?.upper ?? $0.median },
          lower: line { $0.medianInterval?.lower ?? $0.median },
          "\(colour) unc")
      }
    }
    polyline(line(\.median), "\(colour) med")
  }

  /// Horizontal grid with labels left of the plot, and the time axis under it.
  mutating func frame(
    x: Axis, y: Axis, xLabels: [(position: Double, text: String)], zeroLine: Bool = false,
    isSigned: Bool = false
  ) {
    for tick in y.ticks {
      let isZero = zeroLine && tick == 0
      horizontal(y[tick], from: x.start, to: x.end, isZero ? "ax" : "g")
      text(y.label(tick, isSigned: isSigned), x: x.start - 8, y: y[tick] + 4, "s", anchor: .end)
    }
    horizontal(y.start, from: x.start, to: x.end, "ax")
    for label in xLabels {
      vertical(x[label.position], from: y.start, to: y.start + 5, "ax")
      text(label.text, x: x[label.position], y: y.start + 19, "s", anchor: .middle)
    }
  }
}
