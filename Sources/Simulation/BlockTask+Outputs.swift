import Lanes

/// What is read of a subject, and when.
extension BlockTask {
  /// The next output strictly before a stop, or infinity.
  func nextOutput(_ lane: Int, before stop: Double) -> Double {
    let index = lanes[lane].output
    return index < times.count && times[index] < stop ? times[index] : .infinity
  }

  /// Reads the outputs due at a stop, after what happens there.
  func readOutputs(at time: Double, lane: Int, y: LaneMatrix) {
    while lanes[lane].output < times.count, times[lanes[lane].output] <= time {
      readOutput(lane: lane, y: y)
    }
  }

  /// Reads the outputs that stand before something that happens at their time.
  func readOutputs(before moment: DoseSchedule.Moment, lane: Int, y: LaneMatrix) {
    while lanes[lane].output < times.count, times[lanes[lane].output] <= moment.time {
      let (output, subject) = (lanes[lane].output, lanes[lane].subject)
      let order = subjects[subject].outputOrders[output] ?? Int.max - 1
      guard times[output] < moment.time || order < moment.order else { return }
      readOutput(lane: lane, y: y)
    }
  }

  private func readOutput(lane: Int, y: LaneMatrix) {
    let index = lanes[lane].output
    readout.add(
      subject: lanes[lane].subject, timeIndex: index, lane: lane, time: times[index], state: y)
    lanes[lane].output += 1
  }
}
