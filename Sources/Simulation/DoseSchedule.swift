import Dosing

/// Doses of one subject as a list of moments, in time order.
struct DoseSchedule {
  /// A change of one state at a time.
  struct Moment {
    var time: Double
    var state: Int
    /// Added to the state.
    var bolus: Double
    /// Added to the rate of input into the state.
    var rateChange: Double
  }

  private(set) var moments: [Moment] = []
  /// Time of the first dose whose lag or bioavailability is no number that a dose can have.
  private(set) var invalidTime: Double?

  /// - Parameter value: The subject's value of a lag time or bioavailability.
  init(
    _ doses: [DoseEvent], states: (DoseEvent) -> Int, amountToState: (Int) -> Double,
    value: (DoseValue) -> Double
  ) {
    for dose in doses {
      let (lag, share) = (value(dose.lag), value(dose.bioavailability))
      guard lag.isFinite, lag >= 0, share.isFinite, share >= 0 else {
        invalidTime = min(invalidTime ?? .infinity, dose.time)
        continue
      }
      let state = states(dose)
      let factor = amountToState(state)
      let amount = share * dose.amount * factor
      for repetition in 0...max(0, dose.additional) {
        let time = dose.time + lag + Double(repetition) * dose.interval
        if let rate = dose.rate {
          guard amount > 0 else { continue }
          moments.append(Moment(time: time, state: state, bolus: 0, rateChange: rate * factor))
          moments.append(
            Moment(time: time + amount / (rate * factor), state: state, bolus: 0, rateChange: -rate * factor))
        } else {
          moments.append(Moment(time: time, state: state, bolus: amount, rateChange: 0))
        }
      }
    }
    // A stable order: equal times keep the order in which the doses were stated.
    let order = moments.indices.sorted {
      moments[$0].time != moments[$1].time ? moments[$0].time < moments[$1].time : $0 < $1
    }
    moments = order.map { moments[$0] }
  }
}
