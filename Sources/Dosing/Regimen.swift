import Text

/// One person's repeated doses of one thing, in the model's units: what a schedule of clock times, or a
/// list of moments, expands into.
package struct Regimen: Sendable, Hashable {
  package enum Schedule: Sendable, Hashable {
    /// Clock times on each day with doses. Model time 0 is midnight.
    ///
    /// - hours: Hours after midnight [h].
    /// - on, off: Days with and without doses in turn, from the day in which `from` lies; `off` 0 for
    ///   every day.
    case daily(hours: [Double], on: Int = 1, off: Int = 0)
    /// Any moments, in model time.
    case listed([Double])
  }

  package var compartment: String
  package var amount: Double
  package var schedule: Schedule
  /// First moment with doses, in model time.
  package var from: Double
  /// First moment without doses, in model time.
  package var to: Double
  /// Units of model time in an hour.
  package var hour: Double
  package var lag: DoseValue
  package var bioavailability: DoseValue
  package var position: SourcePosition?

  package init(
    compartment: String, amount: Double, schedule: Schedule, from: Double, to: Double, hour: Double,
    lag: DoseValue = .number(0), bioavailability: DoseValue = .number(1), position: SourcePosition? = nil
  ) {
    self.compartment = compartment
    self.amount = amount
    self.schedule = schedule
    self.from = from
    self.to = to
    self.hour = hour
    self.lag = lag
    self.bioavailability = bioavailability
    self.position = position
  }

  /// The doses with `from ≤ t < to`, repeated ones as one event with an interval, in order of their
  /// first time.
  package func events() -> [DoseEvent] {
    switch schedule {
    case .listed(let times):
      return times.sorted().filter { from <= $0 && $0 < to }.map { event(at: $0) }
    case .daily(let hours, let on, let off):
      precondition(hour > 0 && on > 0 && off >= 0)
      let day = 24 * hour
      var events: [DoseEvent] = []
      let firstDay = (from / day).rounded(.down)
      var cycleStart = firstDay
      while cycleStart * day < to {
        let cycleEnd = off == 0 ? Double.infinity : cycleStart + Double(on)
        for clock in hours {
          var first = cycleStart * day + clock * hour
          if first < from { first += day }
          let end = min(to, cycleEnd * day)
          guard first < end else { continue }
          // The number of moments first + k·day below end; the last bit of the division must not add one.
          var count = Int(((end - first) / day).rounded(.up))
          while count > 1, first + Double(count - 1) * day >= end { count -= 1 }
          events.append(event(at: first, interval: count > 1 ? day : 0, additional: count - 1))
        }
        if off == 0 { break }
        cycleStart += Double(on + off)
      }
      return events.enumerated().sorted {
        $0.element.time != $1.element.time ? $0.element.time < $1.element.time : $0.offset < $1.offset
      }.map(\.element)
    }
  }

  private func event(at time: Double, interval: Double = 0, additional: Int = 0) -> DoseEvent {
    DoseEvent(
      time: time, amount: amount, compartment: compartment, lag: lag, bioavailability: bioavailability,
      interval: interval, additional: additional, position: position)
  }
}
