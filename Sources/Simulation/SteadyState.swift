import Dosing

/// The endless series of doses that a record says led up to it.
///
/// With lag, each dose of the series has it: the series arrives at `time + lag − n·interval`. `arrival` is the
/// last of these moments at or before the record. Without lag that is the record's own dose, which is given
/// after the steady state has been set.
struct SteadyState {
  /// Index of the dose among those of the subject.
  let dose: Int
  let isAdding: Bool
  /// Time of the record.
  let time: Double
  let portion: DoseSchedule.Portion
  let interval: Double
  /// Last arrival of the series at or before the record.
  let arrival: Double
  /// Infusions that run throughout the interval, and how long one more runs from its start:
  ///
  ///     duration = overlap·interval + rest,   0 < rest ≤ interval
  let overlap: Int
  let rest: Double
  /// Whether a dose of the series arrives at `arrival`, rather than the record's own.
  let hasLag: Bool
  /// Doses of the series that arrive after the record, before the record's own.
  let arrivalsAfterRecord: [Double]

  /// An infusion that has run for ever and ends at the record.
  var isEndless: Bool { portion.duration == .infinity }

  /// - Parameter lag: At least 0; more than an interval is allowed.
  init(_ dose: DoseEvent, _ portion: DoseSchedule.Portion, index: Int, lag: Double) {
    self.dose = index
    isAdding = dose.steadyState == .adding
    time = dose.time
    self.portion = portion
    interval = dose.interval
    hasLag = lag > 0 && portion.duration < .infinity
    guard portion.duration < .infinity else {
      (arrival, overlap, rest, arrivalsAfterRecord) = (dose.time, 0, 0, [])
      return
    }
    let pending = lag > 0 ? (lag / dose.interval).rounded(.up) : 0
    arrival = min(dose.time, dose.time + lag - pending * dose.interval)
    arrivalsAfterRecord = stride(from: pending - 1, to: 0, by: -1).map {
      dose.time + lag - $0 * dose.interval
    }
    let ratio = portion.duration / dose.interval
    overlap = max(0, Int(ratio.rounded(.up)) - 1)
    rest = portion.duration - Double(overlap) * dose.interval
  }

  /// When infusions of the series that run at the record end.
  var endsAfterRecord: [Double] {
    guard portion.rate > 0, !isEndless else { return [] }
    // Started at arrival − k·interval; the record's own is not among them.
    return ((hasLag ? 0 : 1)..<overlap + 1).map { arrival + portion.duration - Double($0) * interval }
      .filter { $0 > time }
  }
}
