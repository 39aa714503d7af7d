import Text

/// A number of a dose: the same for all, the name of a model parameter that each subject has its own value
/// of, or what the model itself says for the compartment.
package enum DoseValue: Sendable, Hashable {
  case number(Double)
  case parameter(String)
  /// The model's parameter `ALAG_x`, `F_x`, `R_x` or `D_x` for compartment `x`; without one, no lag and
  /// the whole amount.
  case modelled
}

/// A dose, perhaps repeated, in the model's units of amount and time; or a reset of the whole system.
package struct DoseEvent: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case dose
    /// All states return to their initial values; infusions and doses still to come from earlier events
    /// are cancelled.
    case reset
    case resetAndDose
  }

  /// How the amount enters.
  package enum Input: Sendable, Hashable {
    case bolus
    /// At this amount per time, for `F · amount / rate`.
    case rate(DoseValue)
    /// Evenly over this time, at `F · amount / duration`.
    case duration(DoseValue)
  }

  /// What the event says about doses before it.
  package enum SteadyState: Sendable, Hashable {
    case none
    /// It is the last of an endless series at `interval`, and nothing else was ever given (SS 1).
    case replacing
    /// The states of such a series are added to what is there (SS 2).
    case adding
  }

  package var kind: Kind
  /// Nominal time of the first dose.
  package var time: Double
  /// Amount of each dose; 0 with a rate and a steady state: an infusion that has run for ever until now.
  package var amount: Double
  /// Name of the state or species that receives it, as in the model (flat or dotted).
  package var compartment: String
  package var input: Input
  /// Added to the time of each dose.
  package var lag: DoseValue
  /// Share of the amount that arrives.
  package var bioavailability: DoseValue
  /// Time between repeated doses.
  package var interval: Double
  /// Number of doses after the first.
  package var additional: Int
  package var steadyState: SteadyState
  /// Place among the records of the subject: what happens at the same time keeps this order.
  package var order: Int
  /// Where the dose was stated, for messages.
  package var position: SourcePosition?

  package init(
    time: Double, amount: Double, compartment: String, rate: Double? = nil, lag: DoseValue = .number(0),
    bioavailability: DoseValue = .number(1), interval: Double = 0, additional: Int = 0,
    position: SourcePosition? = nil, kind: Kind = .dose, input: Input? = nil,
    steadyState: SteadyState = .none, order: Int = 0
  ) {
    self.kind = kind
    self.time = time
    self.amount = amount
    self.compartment = compartment
    self.input = input ?? rate.map { .rate(.number($0)) } ?? .bolus
    self.lag = lag
    self.bioavailability = bioavailability
    self.interval = interval
    self.additional = additional
    self.steadyState = steadyState
    self.order = order
    self.position = position
  }

  /// A reset that gives nothing.
  package static func reset(at time: Double, order: Int = 0, position: SourcePosition? = nil) -> DoseEvent {
    DoseEvent(
      time: time, amount: 0, compartment: "", position: position, kind: .reset, order: order)
  }

  /// Whether something enters a compartment; false for a mere reset.
  package var givesDose: Bool { kind != .reset }

  /// Whether the amount enters over some time.
  package var isInfusion: Bool { input != .bolus }

  /// All numbers that may be parameters.
  package var values: [DoseValue] {
    switch input {
    case .bolus: [lag, bioavailability]
    case .rate(let value), .duration(let value): [lag, bioavailability, value]
    }
  }
}
