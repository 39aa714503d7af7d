/// Which entries of the matrices of a linear system can be other than zero.
///
///     dx/dt = A·x + B·u        x states, u inputs that stand still between changes (1 for constant terms)
///
/// With the inputs as further states that do not move, exp([A B; 0 0]·r) = [Φ Γ; 0 1] carries both.
struct LinearPattern {
  struct Entry: Hashable {
    var row: Int
    /// State, or stateCount + input.
    var column: Int
  }

  let stateCount: Int
  let columnCount: Int
  /// Entries of A and B, in the order given.
  let rates: [Entry]
  /// Entries of Φ and Γ, by rows; the diagonal of Φ is always there.
  let propagator: [Entry]
  /// Index in `propagator`.
  let index: [Entry: Int]
  /// The entries of `rates` on whose size the length of the series depends, by rows: those of
  /// subsystems whose states all act on one another, and the diagonal. Other couplings occur at most once
  /// on any path, whatever their size.
  let rateIndicesInLoops: [[Int]]
  /// Longest of the shortest paths from one column to a row: the first terms of its series are zero.
  let longestPath: Int

  init(stateCount: Int, inputCount: Int, rates: [Entry]) {
    self.stateCount = stateCount
    columnCount = stateCount + inputCount
    self.rates = rates
    var distance = Array(repeating: Array(repeating: Int.max, count: columnCount), count: stateCount)
    for entry in rates { distance[entry.row][entry.column] = 1 }
    for state in 0..<stateCount { distance[state][state] = 0 }
    for middle in 0..<stateCount {
      for row in 0..<stateCount where distance[row][middle] < .max {
        for column in 0..<columnCount where distance[middle][column] < .max {
          distance[row][column] = min(
            distance[row][column], distance[row][middle] + distance[middle][column])
        }
      }
    }
    var entries: [Entry] = []
    var longest = 0
    for row in 0..<stateCount {
      for column in 0..<columnCount where distance[row][column] < .max {
        entries.append(Entry(row: row, column: column))
        longest = max(longest, distance[row][column])
      }
    }
    propagator = entries
    index = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1, $0) })
    longestPath = longest
    var inLoops = Array(repeating: [Int](), count: stateCount)
    for (index, entry) in rates.enumerated() where entry.column < stateCount {
      if distance[entry.column][entry.row] < .max { inLoops[entry.row].append(index) }
    }
    rateIndicesInLoops = inLoops
  }

  /// Columns l other than the row's own with (row, l) and (l, column) in the propagator, ascending.
  func middles(_ row: Int, _ column: Int) -> [Int] {
    (0..<stateCount).filter {
      $0 != row && $0 != column && index[Entry(row: row, column: $0)] != nil
        && index[Entry(row: $0, column: column)] != nil
    }
  }

  /// Row of the diagonal entry less 1, after the entries.
  func deviationRow(_ state: Int) -> Int { propagator.count + state }

  /// Products of one doubling.
  var workOfDoubling: Int {
    propagator.reduce(0) { $0 + 1 + middles($1.row, $1.column).count }
  }
}
