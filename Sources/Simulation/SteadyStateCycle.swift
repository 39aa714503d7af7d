/// Where a lane stands on its way to a steady state: which cycle of doses it runs, from where.
///
/// Where the right-hand side does not depend on time itself, one interval is run again and again, each from
/// what `FixedPointSearch` says. Where it does (a circadian rhythm), rounds of 1, 2, 4, … intervals that end
/// at the right clock time follow each other until a round changes nothing. An endless infusion is run for
/// lengths that double.
struct SteadyStateCycle {
  enum Phase {
    /// Runs intervals; the first argument is how many of the round are left, with the one that runs.
    case cycles(left: Int)
    /// Runs from the last arrival to the record.
    case leadIn
  }

  static let maximumRounds = 40

  let target: SteadyState
  /// States, rates and numbers of running infusions when the record was met.
  let states: [Double]
  let rates: [Double]
  let running: [Int]
  /// Slopes of interpolated covariates, which hold the record's values meanwhile.
  let slopes: [Double]
  var phase = Phase.cycles(left: 1)
  /// Whether the infusion that began last in an interval has ended.
  var hasEnded = false
  /// Where the cycle or round began.
  var start: [Double]
  var search: FixedPointSearch
  /// Rounds of several intervals, or of lengths that double; nil where single intervals are repeated.
  var round: Int?
  /// How much the round before changed, in units of the tolerance.
  var lastChange = Double.infinity

  /// Intervals in a round.
  var intervalsPerRound: Int { round.map { 1 << $0 } ?? 1 }
  /// Length of a round of an endless infusion, in the model's unit of time.
  var length: Double { Double(intervalsPerRound) }
}
