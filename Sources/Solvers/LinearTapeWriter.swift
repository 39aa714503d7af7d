import Lanes

/// Writes the tapes of a `LinearProgram`. Sums run over ascending columns.
struct LinearTapeWriter {
  private typealias Bank = LinearProgram.Bank
  private typealias Value = TapeComposer.Value
  private typealias Entry = LinearPattern.Entry

  private let pattern: LinearPattern
  /// Shared by all tapes, which have one bank of numbers.
  private(set) var constants: [Double] = []

  init(pattern: LinearPattern) { self.pattern = pattern }

  /// max_i Σ_j |A_ij| over entries in loops
  mutating func norm() -> Tape {
    write { (pattern, composer) in
      var norm = composer.constant(0)
      for indices in pattern.rateIndicesInLoops where !indices.isEmpty {
        var sum: Value?
        for index in indices {
          let size = composer(.absolute, composer.row(bank: Bank.rate.rawValue, row: index))
          sum = sum.map { composer(.add, $0, size) } ?? size
        }
        if let sum {
          // The second operand stands where the comparison is false: NaN must not be lost.
          norm = composer(.select, composer(.lessEqual, sum, norm), norm, sum)
        }
      }
      composer.store(norm, bank: Bank.control.rawValue, row: 0)
    }
  }

  /// E = h·A·(1 + h·A/2·(1 + h·A/3·(…))), innermost first.
  ///
  /// An entry whose shortest path has length L starts with the term of order L; the terms that follow fall
  /// at least as (1/2)ᵏ/k! relative to it, and k = 15 of them are kept.
  mutating func series() -> Tape {
    write { (pattern, composer) in
      let h = composer.row(bank: Bank.control.rawValue, row: 0)
      var rates: [Entry: Value] = [:]
      for (index, entry) in pattern.rates.enumerated() {
        rates[entry] = composer(.multiply, h, composer.row(bank: Bank.rate.rawValue, row: index))
      }
      var deviation: [Entry: Value] = [:]
      for order in (1...(15 + pattern.longestPath)).reversed() {
        var scaled = rates
        if order > 1 {
          let factor = composer.constant(1 / Double(order))
          for entry in pattern.rates {
            if let rate = rates[entry] { scaled[entry] = composer(.multiply, rate, factor) }
          }
        }
        var next: [Entry: Value] = [:]
        for entry in pattern.propagator {
          next[entry] = Self.sum(scaled[entry], scaled, deviation, at: entry, pattern, &composer)
        }
        deviation = next
      }
      let (zero, one) = (composer.constant(0), composer.constant(1))
      for (index, entry) in pattern.propagator.enumerated() {
        let value = deviation[entry] ?? zero
        guard entry.row == entry.column else {
          composer.store(value, bank: Bank.propagator.rawValue, row: index)
          continue
        }
        composer.store(value, bank: Bank.propagator.rawValue, row: pattern.deviationRow(entry.row))
        composer.store(
          composer(.add, one, value), bank: Bank.propagator.rawValue, row: index)
      }
    }
  }

  /// first + Σ_l left_il·right_lj
  private static func sum(
    _ first: Value?, _ left: [Entry: Value], _ right: [Entry: Value], at entry: Entry,
    _ pattern: LinearPattern, _ composer: inout TapeComposer
  ) -> Value? {
    var sum = first
    for middle in 0..<pattern.stateCount {
      guard let a = left[Entry(row: entry.row, column: middle)],
        let b = right[Entry(row: middle, column: entry.column)]
      else { continue }
      sum = sum.map { composer(.multiplyAdd, a, b, $0) } ?? composer(.multiply, a, b)
    }
    return sum
  }

  mutating func doubling() -> Tape {
    write { (pattern, composer) in
      let bank = Bank.propagator.rawValue
      func row(_ row: Int, _ column: Int) -> Value? {
        pattern.index[Entry(row: row, column: column)].map { composer.row(bank: bank, row: $0) }
      }
      let (one, two) = (composer.constant(1), composer.constant(2))
      var results: [(row: Int, value: Value)] = []
      for (index, entry) in pattern.propagator.enumerated() {
        var sum: Value?
        for middle in pattern.middles(entry.row, entry.column) {
          guard let a = row(entry.row, middle), let b = row(middle, entry.column) else { continue }
          sum = sum.map { composer(.multiplyAdd, a, b, $0) } ?? composer(.multiply, a, b)
        }
        func product(_ a: Value, _ b: Value) -> Value {
          sum.map { composer(.multiplyAdd, a, b, $0) } ?? composer(.multiply, a, b)
        }
        let old = composer.row(bank: bank, row: index)
        if entry.row == entry.column {
          let small = composer.row(bank: bank, row: pattern.deviationRow(entry.row))
          let deviation = product(small, composer(.add, two, small))
          let whole = product(old, old)
          // Near 1 the deviation has the digits, near 0 the entry itself.
          let isNearOne = composer(.less, composer.constant(-0.5), deviation)
          let newWhole = composer(.select, isNearOne, composer(.add, one, deviation), whole)
          let newSmall = composer(.select, isNearOne, deviation, composer(.subtract, whole, one))
          results.append((index, newWhole))
          results.append((pattern.deviationRow(entry.row), newSmall))
        } else {
          let left = row(entry.row, entry.row) ?? one
          let right = row(entry.column, entry.column) ?? one
          results.append((index, product(old, composer(.add, left, right))))
        }
      }
      let remaining = composer.row(bank: Bank.control.rawValue, row: 1)
      let isActive = composer(.less, composer.constant(0), remaining)
      let kept = results.map {
        composer(.select, isActive, $0.value, composer.row(bank: bank, row: $0.row))
      }
      let less = composer(.subtract, remaining, one)
      for (result, value) in zip(results, kept) { composer.store(value, bank: bank, row: result.row) }
      composer.store(less, bank: Bank.control.rawValue, row: 1)
    }
  }

  mutating func step(isMasked: Bool) -> Tape {
    write { (pattern, composer) in
      let mask = composer.row(bank: Bank.mask.rawValue, row: 0)
      var values: [Value] = []
      for row in 0..<pattern.stateCount {
        var sum: Value?
        for column in 0..<pattern.columnCount {
          guard let index = pattern.index[Entry(row: row, column: column)] else { continue }
          let factor = composer.row(bank: Bank.propagator.rawValue, row: index)
          let value =
            column < pattern.stateCount
            ? composer.row(bank: Bank.state.rawValue, row: column)
            : composer.row(bank: Bank.input.rawValue, row: column - pattern.stateCount)
          sum = sum.map { composer(.multiplyAdd, factor, value, $0) } ?? composer(.multiply, factor, value)
        }
        values.append(sum ?? composer.constant(0))
      }
      if isMasked {
        values = values.enumerated().map {
          composer(.select, mask, $1, composer.row(bank: Bank.next.rawValue, row: $0))
        }
      }
      for (row, value) in values.enumerated() {
        composer.store(value, bank: Bank.next.rawValue, row: row)
      }
    }
  }

  private mutating func write(_ body: (LinearPattern, inout TapeComposer) -> Void) -> Tape {
    var composer = TapeComposer(constantBank: Bank.constant.rawValue)
    for number in constants { _ = composer.constant(number) }
    body(pattern, &composer)
    constants = composer.constants
    return composer.tape()
  }
}
