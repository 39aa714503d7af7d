/// Where the subject of a lane stands on its way through doses and outputs.
struct LaneProgress {
  var subject = 0
  /// What happens to the subject, the next of it, and the time of that.
  private(set) var schedule: DoseSchedule?
  /// Those of the schedule, where each of them is taken without touching the rest of it.
  private var moments: [DoseSchedule.Moment] = []
  private(set) var moment = 0
  private(set) var nextTime = Double.infinity
  /// Next output time to read.
  var output = 0
  /// Doses at a constant rate that run now, by infused state.
  var runningInputs: [Int] = []
  /// The steady state that is being looked for.
  var cycle: SteadyStateCycle?
  /// Events of the model that have fired and wait.
  var events = EventQueue([])

  init() {}

  init(subject: Int, schedule: DoseSchedule, runningInputs: [Int]) {
    self.subject = subject
    self.schedule = schedule
    self.runningInputs = runningInputs
    moments = schedule.moments
    nextTime = moments.first?.time ?? .infinity
  }

  /// Takes the next of what happens; there is one while `nextTime` is finite.
  mutating func takeMoment() -> DoseSchedule.Moment? {
    guard moment < moments.count else { return nil }
    let taken = moments[moment]
    moment += 1
    nextTime = moment < moments.count ? moments[moment].time : .infinity
    return taken
  }
}
