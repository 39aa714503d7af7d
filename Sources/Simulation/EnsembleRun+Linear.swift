import Compilation
import ModelIR
import Solvers
import Symbolics
import Text

extension EnsembleRun {
  /// How a model is solved exactly, where the method asks for it or leaves the choice and it can be done.
  static func linearSolution(
    of model: CompiledModel, _ method: SimulationOptions.Method
  ) throws(Problems) -> LinearSolution? {
    guard method == .auto || method == .linear else { return nil }
    if let solution = LinearSolution(model) { return solution }
    guard method == .linear else { return nil }
    let states = model.system.states
    if let obstacle = model.linearStructure.obstacle {
      let symbol = model.system.symbols[states[obstacle].symbol.index]
      throw Problems(
        "method 'linear' solves linear equations with fixed coefficients; the equation of '\(symbol.path)' "
          + "is not one. Use 'auto'", at: symbol.position)
    }
    throw Problems(
      "method 'linear' takes no model with events and none with hundreds of states that act on one another; "
        + "'\(model.system.name)' is one. Use 'auto'")
  }

  func propagate(
    _ subjects: [SimulationSubject], _ doseStates: [String: Int], _ model: CompiledModel,
    _ solution: LinearSolution
  ) throws -> SolvedSubjects {
    var block = LinearBlock(model, solution, times: times, startTime: options.startTime)
    guard let values = block.run(subjects, doseStates: doseStates, isCancelled: { Task.isCancelled }) else {
      throw CancellationError()
    }
    return SolvedSubjects(values: values, statuses: block.outcomes, work: block.work)
  }
}

/// What some subjects of a block gave.
struct SolvedSubjects {
  /// subject × time × output
  var values: [Double]
  var statuses: [LaneStatus]
  var work: WorkCount

  init(values: [Double], statuses: [LaneStatus], work: WorkCount) {
    self.values = values
    self.statuses = statuses
    self.work = work
  }

  /// Puts parts together, each with the places of its subjects; `width` numbers a subject.
  init(count: Int, _ width: Int, _ parts: [(places: [Int], solved: SolvedSubjects)]) {
    values = Array(repeating: .nan, count: count * width)
    statuses = Array(repeating: .done, count: count)
    work = WorkCount()
    for part in parts {
      work += part.solved.work
      let (newValues, newStatuses) = (part.solved.values, part.solved.statuses)
      for (index, place) in part.places.enumerated() {
        statuses[place] = newStatuses[index]
        values.replaceSubrange(
          place * width..<(place + 1) * width, with: newValues[index * width..<(index + 1) * width])
      }
    }
  }
}
