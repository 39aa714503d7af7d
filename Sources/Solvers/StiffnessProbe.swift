import Lanes

/// Asks how fast the fastest motion of a system is: the spectral radius of ∂f/∂y at a lane's state.
///
/// An explicit method is limited by stability and not by accuracy where h·ρ stays at the end of its
/// stability interval. The probe is exact about ρ (it reads the symbolic Jacobian) and is asked rarely: it
/// runs for a whole block, but only when a lane has made many steps without a stop
/// (`LaneIntegrator.probe`).
final class StiffnessProbe {
  private let tape: BoundTape
  private let entries: LaneMatrix
  private let positions: [(row: Int, column: Int)]
  private let y: LaneMatrix

  /// - Parameters:
  ///   - program: The method; only states that it can make unstable are looked at.
  ///   - banks: The banks of the system around time, state and slope.
  /// - Returns: nil where the system has no Jacobian.
  init?(_ program: StepProgram, banks: [LaneMatrix]) {
    let system = program.system
    guard let jacobian = system.jacobian else { return nil }
    let states = Set(program.limitedStates ?? Array(0..<system.stateCount))
    let wanted = jacobian.entries.filter { states.contains($0.row) && states.contains($0.column) }
    if wanted.isEmpty { return nil }
    var compose = TapeComposer(constantBank: system.bankCount + 1)
    let made = compose.put(jacobian.tape) { _, _ in nil }
    for (index, entry) in wanted.enumerated() {
      guard case .row(let bank, let row) = entry.operand else { return nil }
      let value = made[entry.operand] ?? compose.row(bank: bank, row: row)
      compose.store(value, bank: system.bankCount, row: index)
    }
    let tape = compose.tape()
    entries = LaneMatrix(rows: wanted.count)
    positions = wanted.map { ($0.row, $0.column) }
    y = banks[system.stateBank]
    self.tape = BoundTape(
      tape, banks: banks + [entries, LaneMatrix(rows: 0, width: .uniform)],
      temporaries: LaneMatrix(rows: tape.temporaryCount))
  }

  /// Works out the Jacobian of all lanes at their present time and state.
  func refresh() { tape.run() }

  /// Spectral radius in a lane, by power iteration: the mean growth of a vector over iterations 7 to 16. The
  /// coordinates are scaled like errors, so that unlike units do not hide a growth.
  ///
  /// - Returns: 0 where entries are not finite.
  func spectralRadius(lane: Int, _ tolerances: Tolerances) -> Double {
    let count = y.rowCount
    let scale = (0..<count).map { tolerances.atol + tolerances.rtol * abs(y[$0, lane]) }
    let values = positions.enumerated().map { index, position in
      entries[index, lane] * scale[position.column] / scale[position.row]
    }
    var vector = (0..<count).map { 1 + 0.1 * Double($0 % 7) }
    var next = [Double](repeating: 0, count: count)
    var logarithms = 0.0
    let (warmUp, counted) = (6, 10)
    for iteration in 0..<warmUp + counted {
      for row in 0..<count { next[row] = 0 }
      for (index, position) in positions.enumerated() {
        next[position.row] += values[index] * vector[position.column]
      }
      var square = 0.0
      for row in 0..<count { square += next[row] * next[row] }
      let norm = square.squareRoot()
      guard norm > 0, norm.isFinite else { return 0 }
      if iteration >= warmUp { logarithms += ElementaryFunctions.log(norm) }
      // From the first iteration on the vector has length 1: its norm is its growth.
      for row in 0..<count { vector[row] = next[row] / norm }
    }
    return ElementaryFunctions.exp(logarithms / Double(counted))
  }
}
