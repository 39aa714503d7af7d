import Compilation
import Lanes
import ModelIR

/// What doses do to the derivatives of a system that is extended by sensitivities. A dose at time t that
/// itself depends on a parameter:
///
///     s⁺ = s⁻ + ∂b/∂u + (f⁻ − f⁺)·∂t/∂u         bolus b into its state
///     s⁺ = s⁻ ∓ R·∂t/∂u                        start and end of an input at rate R; ∂R/∂u goes on entering
extension BlockTask {
  private func derivatives(_ dose: Int?, lane: Int) -> [DoseDerivative] {
    // Most runs have no sensitivities, and nothing to look up.
    guard slopeProbe != nil, let dose else { return [] }
    return lanes[lane].schedule?.derivatives[dose] ?? []
  }

  /// Gives a bolus at a time, with its derivatives.
  func addBolus(
    _ amount: Double, of dose: Int?, to state: Int, at time: Double, lane: Int, y: LaneMatrix
  ) {
    let derivatives = derivatives(dose, lane: lane)
    guard !derivatives.isEmpty, let sensitivities = model.system.sensitivities, let slopeProbe else {
      y[state, lane] += amount
      return
    }
    let isMoved = derivatives.contains { $0.time != 0 }
    let before = isMoved ? slopeProbe.slopes(at: time, y, lane: lane) : []
    y[state, lane] += amount
    let after = isMoved ? slopeProbe.slopes(at: time, y, lane: lane) : []
    let portion = dose.flatMap { lanes[lane].schedule?.portions[$0] }
    for derivative in derivatives {
      let states = sensitivities.states[derivative.parameter]
      for index in before.indices where derivative.time != 0 {
        guard let own = states[index] else { continue }
        y[own, lane] += (before[index] - after[index]) * derivative.time
      }
      // An input too short for the clock is a bolus of its whole amount.
      var given = derivative.bolus
      if let portion, portion.rate != 0 {
        given = derivative.rate * portion.duration + portion.rate * derivative.duration
      }
      if let own = states[state] { y[own, lane] += given }
    }
  }

  /// Moves start or end of an input: the sign of `change` says which.
  func shiftInput(_ change: Double, of dose: Int?, into state: Int, lane: Int, y: LaneMatrix) {
    guard let sensitivities = model.system.sensitivities else { return }
    for derivative in derivatives(dose, lane: lane) {
      guard let own = sensitivities.states[derivative.parameter][state] else { continue }
      let shift = derivative.time + (change > 0 ? 0 : derivative.duration)
      y[own, lane] -= change * shift
    }
  }

  /// Inputs into derivatives that go with an input: state and rate of each.
  func inputDerivatives(of dose: Int?, into state: Int, lane: Int) -> [(state: Int, rate: Double)] {
    guard let sensitivities = model.system.sensitivities else { return [] }
    return derivatives(dose, lane: lane).compactMap { derivative in
      guard derivative.rate != 0, let own = sensitivities.states[derivative.parameter][state] else {
        return nil
      }
      return (own, derivative.rate)
    }
  }
}

/// Works out dy/dt of the states of the system that was extended, at a state of one lane.
final class SlopeProbe {
  private let time = LaneMatrix(rows: 1)
  private let state: LaneMatrix
  private let slope: LaneMatrix
  private let tape: BoundTape
  private let count: Int

  init?(_ workspace: Workspace) {
    let model = workspace.model
    guard let sensitivities = model.system.sensitivities else { return nil }
    count = sensitivities.baseStateCount
    state = LaneMatrix(rows: model.system.states.count)
    slope = LaneMatrix(rows: count)
    let banks = workspace.banks(time: time, state: state, slope: slope)
    var composer = TapeComposer(constantBank: banks.count)
    let made = composer.put(model.rightHandSideTape) { _, _ in nil }
    for row in 0..<count {
      let place = Tape.Operand.row(bank: CompiledModel.Bank.slope.rawValue, row: row)
      guard let value = made[place] else { preconditionFailure("the right-hand side leaves out a state") }
      composer.store(value, bank: CompiledModel.Bank.slope.rawValue, row: row)
    }
    let tape = composer.tape()
    self.tape = BoundTape(
      tape, banks: banks + [LaneMatrix(rows: 0, width: .uniform)],
      temporaries: LaneMatrix(rows: tape.temporaryCount))
  }

  func slopes(at now: Double, _ y: LaneMatrix, lane: Int) -> [Double] {
    time[0, lane] = now
    for row in 0..<count { state[row, lane] = y[row, lane] }
    tape.run()
    return (0..<count).map { slope[$0, lane] }
  }
}
