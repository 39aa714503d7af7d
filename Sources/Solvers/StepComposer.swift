import Lanes

/// Writes the tape of a step: the operations that methods share.
package struct StepComposer {
  package typealias Value = TapeComposer.Value

  package let system: SystemTapes
  /// States that the method itself advances: all, or the core that the others follow.
  package let states: [Int]
  package var compose: TapeComposer
  package private(set) var workRowCount = 0
  /// Nodes of the stages so far.
  package private(set) var delayNodes: [Double] = []
  private let slopeTape: Tape

  /// - Parameter leavesFollowers: Whether states that only follow the others are left to
  ///   `FollowerComposer`.
  package init(_ system: SystemTapes, leavesFollowers: Bool = false) {
    self.system = system
    let driven = leavesFollowers ? system.driven : nil
    states = driven?.core ?? Array(0..<system.stateCount)
    slopeTape = driven?.coreSlope ?? system.rightHandSide
    compose = TapeComposer(constantBank: system.bankCount + StepBank.constant.rawValue)
  }

  /// A second tape of the same method: its constants and work rows follow those of the first.
  package init(_ system: SystemTapes, after first: StepComposer) {
    self.init(system, constants: first.compose.constants)
    workRowCount = first.workRowCount
  }

  /// A further tape of the same method, whose constants follow those that there are.
  init(_ system: SystemTapes, constants: [Double]) {
    self.init(system)
    for number in constants { _ = compose.constant(number) }
  }

  package mutating func constant(_ number: Double) -> Value { compose.constant(number) }

  package mutating func callAsFunction(
    _ operation: Lanes.Operation, _ a: Value, _ b: Value? = nil, _ c: Value? = nil
  ) -> Value { compose(operation, a, b, c) }

  // MARK: Rows

  /// Time at the start of the step, its size, the states at its start.
  package mutating func t() -> Value { compose.row(bank: system.timeBank, row: 0) }
  package mutating func h() -> Value { row(.h, 0) }
  package mutating func y() -> [Value] {
    states.map { compose.row(bank: system.stateBank, row: $0) }
  }

  package mutating func y(_ state: Int) -> Value { compose.row(bank: system.stateBank, row: state) }

  package mutating func row(_ bank: StepBank, _ row: Int) -> Value {
    compose.row(bank: system.bankCount + bank.rawValue, row: row)
  }

  package mutating func store(_ value: Value, into bank: StepBank, _ row: Int) {
    compose.store(value, bank: system.bankCount + bank.rawValue, row: row)
  }

  /// Keeps values until the next step.
  ///
  /// - Returns: Their first work row.
  package mutating func keep(_ values: [Value]) -> Int {
    let first = workRowCount
    for (offset, value) in values.enumerated() { store(value, into: .work, first + offset) }
    workRowCount += values.count
    return first
  }

  // MARK: Equations

  /// f(t, y), both in the order of `states`.
  ///
  /// - Parameter node: c of the stage, where t = t₀ + c·h: what lies behind is looked up for it.
  package mutating func slope(t: Value, y: [Value], node: Double? = nil) -> [Value] {
    if let node { delayNodes.append(node) }
    let values = Dictionary(uniqueKeysWithValues: zip(states, y))
    return slope(slopeTape, of: states, t: t) { values[$0] }
  }

  /// The slopes that a tape of the system writes, where states have the given values.
  package mutating func slope(
    _ tape: Tape, of states: [Int], t: Value, y: (_ state: Int) -> Value?
  ) -> [Value] {
    let system = system
    let past = system.delayed.map { delayed in
      (0..<delayed.rowCount).map {
        compose.row(bank: delayed.bank, row: (delayNodes.count - 1) * delayed.rowCount + $0)
      }
    }
    let rows = compose.put(tape) { bank, row in
      if bank == system.timeBank { return t }
      if bank == system.delayed?.bank { return past?[row] }
      guard bank == system.stateBank else { return nil }
      guard let value = y(row) else { preconditionFailure("state \(row) is read but has no value here") }
      return value
    }
    return states.map { state in
      guard let slope = rows[.row(bank: system.slopeBank, row: state)] else {
        preconditionFailure("the right-hand side leaves out a state")
      }
      return slope
    }
  }

  /// t + c·h, rounded once.
  package mutating func time(_ c: Double) -> Value {
    c == 0 ? t() : compose(.multiplyAdd, constant(c), h(), t())
  }

  /// Σ_j coefficients[j]·terms[j], left to right; terms of coefficient 0 are left out.
  package mutating func sum(_ coefficients: [Double], _ terms: [Value]) -> Value? {
    var total: Value?
    for (coefficient, term) in zip(coefficients, terms) where coefficient != 0 {
      if let sofar = total {
        total = compose(.multiplyAdd, constant(coefficient), term, sofar)
      } else {
        total = compose(.multiply, constant(coefficient), term)
      }
    }
    return total
  }

  /// The same, where one coefficient at least is not 0.
  package mutating func combination(_ coefficients: [Double], _ terms: [Value]) -> Value {
    sum(coefficients, terms) ?? constant(0)
  }

  /// y + h·Σ_j coefficients[j]·slopes[j], state by state.
  package mutating func stage(_ coefficients: [Double], _ slopes: [[Value]]) -> [Value] {
    let (y, h) = (y(), h())
    return states.indices.map { i in
      guard let total = sum(coefficients, slopes.map { $0[i] }) else { return y[i] }
      return compose(.multiplyAdd, h, total, y[i])
    }
  }

  // MARK: Error

  /// An error estimate of a state, with the values that set its scale.
  package struct StateError {
    package var state: Int
    package var error: Value
    package var start: Value
    package var end: Value
    /// Where given, the estimate is error/divisor, the divisor reckoned as no less than a thousandth of the
    /// scale.
    package var divisor: Value?

    package init(state: Int, error: Value, start: Value, end: Value, divisor: Value? = nil) {
      self.state = state
      self.error = error
      self.start = start
      self.end = end
      self.divisor = divisor
    }
  }

  /// The mean over states of the square of error / (atol + rtol·max(|start|, |end|)), into its row.
  package mutating func storeMeanSquareError(_ errors: [StateError], _ tolerances: Tolerances) {
    let (rtol, atol) = (constant(tolerances.rtol), constant(tolerances.atol))
    let scales = errors.map { entry in
      let size = compose(.maximum, compose(.absolute, entry.start), compose(.absolute, entry.end))
      let scale = compose(.multiplyAdd, rtol, size, atol)
      guard let divisor = entry.divisor else { return scale }
      return compose(
        .multiply, compose(.maximum, divisor, compose(.multiply, scale, constant(1e-3))), scale)
    }
    var total: Value?
    for first in stride(from: 0, to: errors.count, by: 4) {
      let group = first..<min(first + 4, errors.count)
      let (ratios, product) = quotients(errors[group].map(\.error), Array(scales[group]))
      for (index, ratio) in zip(group, ratios) {
        store(ratio, into: .error, errors[index].state)
        total = total.map { compose(.multiplyAdd, ratio, ratio, $0) } ?? compose(.multiply, ratio, ratio)
      }
      // ∞·0 is not a number: a step that explodes must not pass as one without error.
      if let sofar = total { total = compose(.multiplyAdd, product, constant(0), sofar) }
    }
    let mean = total.map { compose(.multiply, $0, constant(1 / Double(errors.count))) } ?? constant(0)
    store(mean, into: .meanSquareError, 0)
  }

  /// 1 / a_i.
  mutating func reciprocals(_ a: [Value]) -> [Value] {
    stride(from: 0, to: a.count, by: 4).flatMap { first in
      let group = Array(a[first..<min(first + 4, a.count)])
      return quotients(Array(repeating: constant(1), count: group.count), group).0
    }
  }

  /// a_i / b_i of up to four pairs by one division: 1/(b₁b₂b₃b₄) times the other three. Divisions are what
  /// an error norm costs; four scales of 1e±75 would overflow: then the product returned is not finite.
  private mutating func quotients(_ a: [Value], _ b: [Value]) -> ([Value], product: Value) {
    guard a.count > 1 else { return ([compose(.divide, a[0], b[0])], b[0]) }
    let pairs = stride(from: 0, to: b.count, by: 2).map { i in
      i + 1 < b.count ? compose(.multiply, b[i], b[i + 1]) : b[i]
    }
    let product = pairs.count > 1 ? compose(.multiply, pairs[0], pairs[1]) : pairs[0]
    let reciprocal = compose(.divide, constant(1), product)
    let ratios = a.indices.map { i in
      let others = pairs.count > 1 ? compose(.multiply, pairs[1 - i / 2], reciprocal) : reciprocal
      let partner = i ^ 1
      let factor = partner < b.count ? compose(.multiply, b[partner], others) : others
      return compose(.multiply, a[i], factor)
    }
    return (ratios, product)
  }
}
