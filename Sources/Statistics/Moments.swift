/// Count, sum and sum of squared deviations of a sample that comes in pieces.
///
///     M2(a + b) = M2(a) + M2(b) + (mean(b) − mean(a))²·n(a)·n(b)/(n(a) + n(b))
///
/// The bits depend on the pieces and their order: give the same pieces in the same order. A single piece
/// has the bits of `Summary.mean` and `Summary.sd`.
///
/// - Reference: Chan, Golub & LeVeque 1983, doi:10.1080/00031305.1983.10483115.
package struct Moments: Sendable, Hashable {
  package private(set) var count = 0
  /// The sum as two numbers: rounded, and what rounding left.
  private var sum = 0.0
  private var correction = 0.0
  private var squares = 0.0
  /// Smallest and largest value; +∞ and −∞ of nothing.
  package private(set) var minimum = Double.infinity
  package private(set) var maximum = -Double.infinity

  package init() {}

  package init(_ values: [Double]) {
    guard !values.isEmpty else { return }
    count = values.count
    var total = CompensatedSum()
    for value in values {
      total.add(value)
      minimum = min(minimum, value)
      maximum = max(maximum, value)
    }
    (sum, correction) = (total.sum, total.correction)
    let mean = mean
    var squares = CompensatedSum()
    for value in values { squares.add((value - mean) * (value - mean)) }
    self.squares = squares.value
  }

  /// Sum of the values.
  package var total: Double { sum + correction }

  /// NaN of nothing.
  package var mean: Double { total / Double(count) }

  /// With n − 1; NaN of fewer than two.
  package var sd: Double { count > 1 ? (squares / Double(count - 1)).squareRoot() : .nan }

  /// Takes in the piece that follows.
  package mutating func merge(_ next: Moments) {
    guard next.count > 0 else { return }
    guard count > 0 else {
      self = next
      return
    }
    let distance = next.mean - mean
    let share = Double(count) * (Double(next.count) / Double(count + next.count))
    squares += next.squares + distance * distance * share
    var total = CompensatedSum()
    for part in [sum, next.sum, correction, next.correction] { total.add(part) }
    (sum, correction) = (total.sum, total.correction)
    count += next.count
    minimum = min(minimum, next.minimum)
    maximum = max(maximum, next.maximum)
  }
}

extension Moments {
  func write(to bytes: inout PackedBytes) {
    bytes.append(count)
    for number in [sum, correction, squares, minimum, maximum] { bytes.append(number) }
  }

  /// - Returns: Nil where the bytes end too early.
  init?(reading bytes: inout PackedBytes.Reader) {
    guard let count = bytes.count(), let sum = bytes.number(), let correction = bytes.number(),
      let squares = bytes.number(), let minimum = bytes.number(), let maximum = bytes.number()
    else { return nil }
    self.count = count
    (self.sum, self.correction, self.squares) = (sum, correction, squares)
    (self.minimum, self.maximum) = (minimum, maximum)
  }
}
