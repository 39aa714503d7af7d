import Dosing

/// What happens to one subject, as a list of moments in time order: doses with their lag, share, rate and
/// repetitions worked out, resets with what they cancel, covariates.
///
/// At one time, doses that earlier records imply (lagged, additional, ends of infusions) come first; then
/// the records in their order.
struct DoseSchedule {
  struct Moment {
    var time: Double
    /// Place among the records of the time; `Int.min` for what an earlier record implies.
    var order: Int
    /// Index of the dose among those of the subject; nil for a change of covariates.
    var dose: Int?
    var action: Action
  }

  enum Action {
    /// Adds to a state.
    case bolus(state: Int, amount: Double)
    /// An infusion starts (positive) or ends (negative): adds to the rate of input into a state.
    case rate(state: Int, change: Double)
    /// Initial values again; nothing runs.
    case reset
    /// Index into `steadyStates`.
    case steadyState(Int)
    /// Index into the subject's changes.
    case covariates(Int)
  }

  /// What a dose gives each time, in the units of its state.
  struct Portion {
    var state: Int
    /// 0 where it is an infusion.
    var bolus: Double
    /// 0 where it is a bolus.
    var rate: Double
    var duration: Double
  }

  private(set) var moments: [Moment] = []
  /// By dose: how it changes with the parameters of sensitivities, and what it gives; only where it does.
  private(set) var derivatives: [Int: [DoseDerivative]] = [:]
  private(set) var portions: [Int: Portion] = [:]
  private(set) var steadyStates: [SteadyState] = []
  /// Time of the first dose with a lag, share, rate or duration that no dose can have.
  private(set) var invalidTime: Double?

  /// - Parameters:
  ///   - doses: In any order.
  ///   - changes: In time order.
  ///   - state: The state that a dose reaches.
  ///   - amountToState: Factor from an amount to a change of a state.
  ///   - value: The subject's value of a number of a dose.
  ///   - enter: Told of every change of covariates before the doses that it holds for.
  ///   - derivatives: How a dose into a state changes with the parameters of sensitivities.
  init(
    _ doses: [DoseEvent], changes: [CovariateSegment] = [], state: (DoseEvent) -> Int,
    amountToState: (Int) -> Double, value: (DoseValue) -> Double,
    enter: (CovariateSegment) -> Void = { _ in },
    derivatives: (DoseEvent, Int, Portion) -> [DoseDerivative] = { _, _, _ in [] }
  ) {
    let inOrder =
      doses.count < 2
      ? Array(doses.indices)
      : doses.indices.sorted {
        (doses[$0].time, doses[$0].order, $0) < (doses[$1].time, doses[$1].order, $1)
      }
    moments.reserveCapacity(
      changes.count + doses.reduce(0) { $0 + ($1.isInfusion ? 2 : 1) * (1 + max(0, $1.additional)) })
    for (index, change) in changes.enumerated() {
      moments.append(
        Moment(time: change.time, order: change.order, dose: nil, action: .covariates(index)))
    }
    var nextChange = 0
    for index in inOrder {
      let dose = doses[index]
      while nextChange < changes.count,
        (changes[nextChange].time, changes[nextChange].order) <= (dose.time, dose.order)
      {
        enter(changes[nextChange])
        nextChange += 1
      }
      if dose.kind != .dose { reset(dose, index) }
      guard dose.givesDose else { continue }
      let target = state(dose)
      let lag = value(dose.lag)
      guard let portion = Self.portion(of: dose, state: target, factor: amountToState(target), value: value),
        lag.isFinite, lag >= 0, Self.isBounded(dose, portion, lag: lag)
      else {
        invalidTime = min(invalidTime ?? .infinity, dose.time)
        continue
      }
      add(dose, index, portion, lag: lag)
      let changes = derivatives(dose, target, portion)
      if !changes.isEmpty {
        self.derivatives[index] = changes
        portions[index] = portion
      }
    }
    sort()
  }

  private mutating func add(_ dose: DoseEvent, _ index: Int, _ portion: Portion, lag: Double) {
    if dose.steadyState != .none {
      if dose.steadyState == .replacing { cancel(after: dose.time) }
      let steadyState = SteadyState(dose, portion, index: index, lag: lag)
      moments.append(
        Moment(time: dose.time, order: dose.order, dose: index, action: .steadyState(steadyStates.count)))
      steadyStates.append(steadyState)
      for end in steadyState.endsAfterRecord {
        moments.append(
          Moment(
            time: end, order: .min, dose: index,
            action: .rate(state: portion.state, change: -portion.rate)))
      }
      // Doses that were due before the record and arrive after it.
      for arrival in steadyState.arrivalsAfterRecord { give(portion, at: arrival, dose, index) }
      if steadyState.isEndless { return }
    }
    for repetition in 0...max(0, dose.additional) {
      give(portion, at: dose.time + lag + Double(repetition) * dose.interval, dose, index)
    }
  }

  private mutating func give(_ portion: Portion, at time: Double, _ dose: DoseEvent, _ index: Int) {
    let order = time > dose.time ? Int.min : dose.order
    let end = time + portion.duration
    if portion.rate == 0 || end <= time {
      let amount = portion.rate == 0 ? portion.bolus : portion.rate * portion.duration
      guard amount != 0 else { return }
      moments.append(
        Moment(time: time, order: order, dose: index, action: .bolus(state: portion.state, amount: amount)))
    } else {
      moments.append(
        Moment(
          time: time, order: order, dose: index,
          action: .rate(state: portion.state, change: portion.rate)))
      moments.append(
        Moment(
          time: end, order: .min, dose: index, action: .rate(state: portion.state, change: -portion.rate)))
    }
  }

  private mutating func reset(_ dose: DoseEvent, _ index: Int) {
    cancel(after: dose.time)
    moments.append(Moment(time: dose.time, order: dose.order, dose: index, action: .reset))
  }

  /// Takes back what earlier records would still give, and the ends of what they have begun.
  private mutating func cancel(after time: Double) {
    moments.removeAll { moment in
      switch moment.action {
      case .bolus, .rate: moment.time > time
      case .reset, .steadyState, .covariates: false
      }
    }
  }

  /// A stable order: what shares time and place keeps the order in which it was stated, covariates first.
  private mutating func sort() {
    func precedes(_ x: Moment, _ y: Moment) -> Bool {
      if x.time != y.time { return x.time < y.time }
      if x.order != y.order { return x.order < y.order }
      return x.dose == nil && y.dose != nil
    }
    // Most schedules are one repeated dose, in order as they stand.
    guard zip(moments, moments.dropFirst()).contains(where: { precedes($1, $0) }) else { return }
    let order = moments.indices.sorted { a, b in
      precedes(moments[a], moments[b]) || (!precedes(moments[b], moments[a]) && a < b)
    }
    moments = order.map { moments[$0] }
  }

  /// Whether a steady state has an interval, and one that is no tiny share of what it repeats.
  private static func isBounded(_ dose: DoseEvent, _ portion: Portion, lag: Double) -> Bool {
    guard dose.steadyState != .none, portion.duration < .infinity else { return true }
    return dose.interval > 0 && max(lag, portion.duration) / dose.interval < 1e4
  }

  /// Amount, rate and duration of each dose; nil where a number is not one that a dose can have.
  ///
  ///     bolus      F·amount
  ///     rate       duration = F·amount / rate
  ///     duration   rate = F·amount / duration
  ///
  /// An endless infusion has its rate alone: bioavailability does not apply to it.
  private static func portion(
    of dose: DoseEvent, state: Int, factor: Double, value: (DoseValue) -> Double
  ) -> Portion? {
    let share = value(dose.bioavailability)
    guard share.isFinite, share >= 0 else { return nil }
    let amount = share * dose.amount * factor
    switch dose.input {
    case .bolus:
      return Portion(state: state, bolus: amount, rate: 0, duration: 0)
    case .rate(let given):
      let rate = value(given) * factor
      guard rate.isFinite, rate > 0 else { return nil }
      let isEndless = dose.steadyState != .none && dose.amount == 0
      return Portion(state: state, bolus: 0, rate: rate, duration: isEndless ? .infinity : amount / rate)
    case .duration(let given):
      let duration = value(given)
      guard duration.isFinite, duration > 0 else { return nil }
      guard amount > 0 else { return Portion(state: state, bolus: 0, rate: 0, duration: 0) }
      return Portion(state: state, bolus: 0, rate: amount / duration, duration: duration)
    }
  }
}

extension SimulationSubject {
  /// Whether nothing happens to the subject but doses and resets.
  var hasPlainDoses: Bool { changes.isEmpty }
}
