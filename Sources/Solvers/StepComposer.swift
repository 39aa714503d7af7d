import Lanes

/// Writes the tape of a step: the operations that methods share.
package struct StepComposer {
  package typealias Value = TapeComposer.Value

  package let system: SystemTapes
  package var compose: TapeComposer
  package private(set) var workRowCount = 0

  package init(_ system: SystemTapes) {
    self.system = system
    compose = TapeComposer(constantBank: system.bankCount + StepBank.constant.rawValue)
  }

  /// A second tape of the same method: its constants and work rows follow those of the first.
  package init(_ system: SystemTapes, after first: StepComposer) {
    self.init(system)
    for number in first.compose.constants { _ = compose.constant(number) }
    workRowCount = first.workRowCount
  }

  package mutating func constant(_ number: Double) -> Value { compose.constant(number) }

  package mutating func callAsFunction(
    _ operation: Lanes.Operation, _ a: Value, _ b: Value? = nil, _ c: Value? = nil
  ) -> Value { compose(operation, a, b, c) }

  // MARK: Rows

  package var states: Range<Int> { 0..<system.stateCount }

  /// Time at the start of the step, its size, a state at its start.
  package mutating func t() -> Value { compose.row(bank: system.timeBank, row: 0) }
  package mutating func h() -> Value { row(.h, 0) }
  package mutating func y() -> [Value] {
    states.map { compose.row(bank: system.stateBank, row: $0) }
  }

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

  /// f(t, y)
  package mutating func slope(t: Value, y: [Value]) -> [Value] {
    let system = system
    let rows = compose.put(system.rightHandSide) { bank, row in
      if bank == system.timeBank { return t }
      return bank == system.stateBank ? y[row] : nil
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

  /// y + h·Σ_j coefficients[j]·slopes[j], state by state.
  package mutating func stage(_ coefficients: [Double], _ slopes: [[Value]]) -> [Value] {
    let (y, h) = (y(), h())
    return states.map { state in
      guard let total = sum(coefficients, slopes.map { $0[state] }) else { return y[state] }
      return compose(.multiplyAdd, h, total, y[state])
    }
  }

  /// The root mean square over states of error / (atol + rtol·max(|start|, |end|)), into its row.
  package mutating func storeErrorNorm(
    _ errors: [Value], start: [Value], end: [Value], _ tolerances: Tolerances
  ) {
    let (rtol, atol) = (constant(tolerances.rtol), constant(tolerances.atol))
    var total: Value?
    for (state, error) in errors.enumerated() {
      let size = compose(.maximum, compose(.absolute, start[state]), compose(.absolute, end[state]))
      let ratio = compose(.divide, error, compose(.multiplyAdd, rtol, size, atol))
      store(ratio, into: .error, state)
      total = total.map { compose(.multiplyAdd, ratio, ratio, $0) } ?? compose(.multiply, ratio, ratio)
    }
    let mean = total.map { compose(.multiply, $0, constant(1 / Double(errors.count))) } ?? constant(0)
    store(compose(.squareRoot, mean), into: .errorNorm, 0)
  }
}
