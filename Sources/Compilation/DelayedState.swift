import ModelIR
import Symbolics
import Text

/// A state at the time that a delay of the model looks back to.
package struct DelayedState: Sendable, Hashable {
  /// Index in `ModelSystem.delays`.
  package var delay: Int
  package var state: Int

  package init(delay: Int, state: Int) {
    self.delay = delay
    self.state = state
  }
}

extension Inlining {
  /// Delays that the engine cannot look back by.
  func problemsOfDelays(_ durations: [ExpressionID]) -> [Problem] {
    var problems: [Problem] = []
    let changedLeaves = Set(
      extraLeaves.compactMap { entry in if case .changed = entry.leaf { entry.symbol } else { nil } })
    for (delay, duration) in zip(system.delays, durations) {
      if levels[duration.index] == .dynamic {
        problems.append(
          Problem(
            "a delay that changes with time is not supported; it must be a constant of the subject",
            at: delay.position, kind: .unsupported))
      }
      let index = system.delays.firstIndex { $0.symbol == delay.symbol } ?? 0
      guard let past = pastValue(ofDelay: index),
        graph.symbols(in: past).contains(where: changedLeaves.contains)
      else { continue }
      problems.append(
        Problem(
          "'delay' of a value that rests on a constant that events change is not supported",
          at: delay.position, kind: .unsupported))
    }
    return problems
  }
}
