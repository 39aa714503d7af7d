import Lanes

/// Systems that look back.
extension LaneIntegrator {
  /// Chooses the steps, none longer than the shortest delay, and looks up what their stages look back to.
  func lookBack() {
    guard let history else { return control.chooseSteps() }
    for lane in 0..<LaneMatrix.laneCount where control[.isStepping, lane] != 0 {
      control[.size, lane] = min(control[.size, lane], history.longestStep(lane: lane))
    }
    control.chooseSteps()
    for lane in 0..<LaneMatrix.laneCount
    where control[.isStepping, lane] != 0 || control[.isPriming, lane] != 0 {
      history.prepare(stepper, lane: lane)
    }
  }

  /// Keeps the steps that were good.
  func keepSteps() {
    guard let history else { return }
    let accepted = LaneSet(control.rows.bits(row: StepControl.Row.accepted.rawValue))
    for lane in accepted { history.record(stepper, lane: lane, start: control[.start, lane]) }
  }
}
