import Compilation
import Lanes

/// What happens to a subject at its stops.
extension BlockTask {
  /// The next dose or the last output, whichever comes first.
  func nextStop(_ lane: Int) -> Double {
    let end = times[times.count - 1]
    let progress = lanes[lane]
    return progress.moment < progress.moments.count ? min(end, progress.moments[progress.moment].time) : end
  }

  /// Applies all doses due by now.
  func apply(upTo time: Double, lane: Int, y: LaneMatrix) {
    while lanes[lane].moment < lanes[lane].moments.count {
      let moment = lanes[lane].moments[lanes[lane].moment]
      guard moment.time <= time else { return }
      lanes[lane].moment += 1
      if moment.bolus != 0 { y[moment.state, lane] += moment.bolus }
      guard moment.rateChange != 0, let row = model.infusedStates.firstIndex(of: moment.state) else {
        continue
      }
      lanes[lane].runningInputs[row] += moment.rateChange > 0 ? 1 : -1
      // Exactly zero when nothing runs, whatever the rounding of sums and differences.
      workspace.inputRate[row, lane] =
        lanes[lane].runningInputs[row] == 0 ? 0 : workspace.inputRate[row, lane] + moment.rateChange
    }
  }
}
