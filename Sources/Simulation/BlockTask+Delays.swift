import Compilation
import Lanes
import ModelIR
import Solvers
import Text

/// Models that look back in time.
extension BlockTask {
  /// Tells the history how far the subject looks back after a stop.
  func lookBackOn(from time: Double, lane: Int, isBreak: Bool) {
    guard let history else { return }
    let durations = model.delayedStates.map { workspace.value(model.delays[$0.delay], lane: lane) }
    history.restart(lane: lane, time: time, durations: durations, isBreak: isBreak)
  }
}

extension CompiledModel {
  /// What of delays the engine does not do.
  ///
  /// - Throws: `Problems` with the place of the delay.
  func checkDelays() throws(Problems) {
    guard let delay = system.delays.first else { return }
    func refuse(_ what: String) -> Problems {
      Problems([Problem("'delay' \(what) is not supported", at: delay.position, kind: .unsupported)])
    }
    // What an event does would come back after the delay, at a time that moves with the parameter.
    if system.sensitivities != nil, !system.events.isEmpty {
      throw refuse("in a run with sensitivities and events or switches")
    }
    let watched = (events?.conditionTape.operands ?? []) + (events?.actionTape.operands ?? [])
    let looksBack = watched.contains {
      if case .row(Bank.delayed.rawValue, _) = $0 { true } else { false }
    }
    if looksBack { throw refuse("in what decides about events") }
  }
}
