import Text

/// A lag time or bioavailability: the same for all, or the name of a model parameter that each subject has
/// its own value of.
package enum DoseValue: Sendable, Hashable {
  case number(Double)
  case parameter(String)
}

/// A dose, perhaps repeated, in the model's units of amount and time.
package struct DoseEvent: Sendable, Hashable {
  /// Nominal time of the first dose.
  package var time: Double
  /// Amount of each dose.
  package var amount: Double
  /// Name of the state or species that receives it, as in the model (flat or dotted).
  package var compartment: String
  /// Amount per time of a zero-order input that lasts `F · amount / rate`; nil for a bolus.
  package var rate: Double?
  /// Added to the time of each dose.
  package var lag: DoseValue
  /// Share of the amount that arrives.
  package var bioavailability: DoseValue
  /// Time between repeated doses.
  package var interval: Double
  /// Number of doses after the first.
  package var additional: Int
  /// Where the dose was stated, for messages.
  package var position: SourcePosition?

  package init(
    time: Double, amount: Double, compartment: String, rate: Double? = nil, lag: DoseValue = .number(0),
    bioavailability: DoseValue = .number(1), interval: Double = 0, additional: Int = 0,
    position: SourcePosition? = nil
  ) {
    self.time = time
    self.amount = amount
    self.compartment = compartment
    self.rate = rate
    self.lag = lag
    self.bioavailability = bioavailability
    self.interval = interval
    self.additional = additional
    self.position = position
  }
}
