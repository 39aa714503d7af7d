/// Where the subject of a lane stands on its way through doses and outputs.
struct LaneProgress {
  var subject = 0
  /// What happens to the subject, and the next of it.
  var schedule: DoseSchedule?
  var moment = 0
  /// Next output time to read.
  var output = 0
  /// Doses at a constant rate that run now, by infused state.
  var runningInputs: [Int] = []
  /// The steady state that is being looked for.
  var cycle: SteadyStateCycle?

  var moments: [DoseSchedule.Moment] { schedule?.moments ?? [] }
}
