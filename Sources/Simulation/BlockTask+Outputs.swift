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
      readout.add(
        subject: lanes[lane].subject, timeIndex: lanes[lane].output, lane: lane,
        time: times[lanes[lane].output], state: y)
      lanes[lane].output += 1
    }
  }
}
