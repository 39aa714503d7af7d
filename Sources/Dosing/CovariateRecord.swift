/// What a record states of a subject's covariates.
package struct CovariateRecord: Sendable, Hashable {
  package var time: Double
  /// Place among the subject's records.
  package var order: Int
  /// One a covariate of the table; nil where the record says nothing.
  package var values: [Double?]

  package init(time: Double, order: Int, values: [Double?]) {
    self.time = time
    self.order = order
    self.values = values
  }
}

/// How a covariate runs between the records that state it.
package enum CovariateInterpolation: String, Sendable, Hashable, CaseIterable {
  /// A value holds until the next record.
  case locf
  /// A value holds since the record before, as in NONMEM.
  case nocb
  /// A straight line from record to record; constant before the first and after the last.
  case linear
}

/// The covariates of a subject from a moment on: values there, and their slopes.
package struct CovariateSegment: Sendable, Hashable {
  package var time: Double
  /// Place among the subject's records; `Int.max` after all of that time.
  package var order: Int
  package var values: [Double]
  /// Change per time; empty where values hold.
  package var slopes: [Double]

  package init(time: Double, order: Int, values: [Double], slopes: [Double] = []) {
    self.time = time
    self.order = order
    self.values = values
    self.slopes = slopes
  }

  /// What records say, as segments in time order.
  ///
  /// - Parameters:
  ///   - records: In time order; the first states every covariate.
  ///   - interpolation: What holds between records.
  ///   - lines: Covariates whose slopes are wanted, in this order; nil for all.
  package static func segments(
    of records: [CovariateRecord], _ interpolation: CovariateInterpolation, lines wanted: [Int]? = nil
  ) -> [CovariateSegment] {
    switch interpolation {
    case .locf: return held(carriedForward(records))
    case .nocb: return heldBackward(carriedBackward(records))
    case .linear:
      var segments = lines(records)
      if let wanted {
        for index in segments.indices {
          let slopes = segments[index].slopes
          segments[index].slopes = wanted.map { slopes[$0] }
        }
      }
      return segments
    }
  }

  private static func carriedForward(_ records: [CovariateRecord]) -> [CovariateRecord] {
    var known: [Double?] = []
    return records.map { record in
      known = known.isEmpty ? record.values : zip(record.values, known).map { $0 ?? $1 }
      return CovariateRecord(time: record.time, order: record.order, values: known)
    }
  }

  /// A missing value is that of the next record that has one, or of the last that had.
  private static func carriedBackward(_ records: [CovariateRecord]) -> [CovariateRecord] {
    var filled = carriedForward(records)
    var next: [Double?] = []
    for (index, record) in records.enumerated().reversed() {
      next = next.isEmpty ? record.values : zip(record.values, next).map { $0 ?? $1 }
      filled[index].values = zip(next, filled[index].values).map { $0 ?? $1 }
    }
    return filled
  }

  private static func held(_ records: [CovariateRecord]) -> [CovariateSegment] {
    var segments: [CovariateSegment] = []
    var before = records.first?.values ?? []
    for record in records where record.values != before {
      before = record.values
      segments.append(
        CovariateSegment(time: record.time, order: record.order, values: before.map { $0 ?? 0 }))
    }
    return segments
  }

  private static func heldBackward(_ records: [CovariateRecord]) -> [CovariateSegment] {
    let shifted = zip(records, records.dropFirst()).map { previous, record in
      previous.time < record.time
        ? CovariateRecord(time: previous.time, order: .max, values: record.values) : record
    }
    return held((records.first.map { [$0] } ?? []) + shifted)
  }

  private static func lines(_ records: [CovariateRecord]) -> [CovariateSegment] {
    let count = records.first?.values.count ?? 0
    /// By covariate: the records that state it.
    let knots = (0..<count).map { column in records.filter { $0.values[column] != nil } }
    var reached = Array(repeating: 0, count: count)
    return records.map { record in
      var segment = CovariateSegment(time: record.time, order: record.order, values: [], slopes: [])
      for column in 0..<count {
        let own = knots[column]
        while reached[column] + 1 < own.count,
          (own[reached[column] + 1].time, own[reached[column] + 1].order) <= (record.time, record.order)
        {
          reached[column] += 1
        }
        let start = own[reached[column]]
        let (from, value) = (start.time, start.values[column] ?? 0)
        var slope = 0.0
        if let next = own.first(where: { $0.time > record.time }), let end = next.values[column] {
          slope = (end - value) / (next.time - from)
        }
        segment.values.append(value + slope * (record.time - from))
        segment.slopes.append(slope)
      }
      return segment
    }
  }
}
