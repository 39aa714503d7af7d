/// A histogram of numbers whose cells are equally wide in relative terms, for quantiles of samples too large
/// to keep.
///
/// A cell holds the numbers that share sign, exponent and the first `bits` bits of the fraction. A value
/// stands for its cell's middle, so that an order statistic comes out with an error of at most
///
///     |found − true| ≤ 2^−(bits+1)·|true|
///
/// and a quantile between two order statistics of one sign with no more. Zero is exact. Numbers below the
/// smallest normal one (2^−1022) keep that width in absolute terms.
///
/// Cells are counted with whole numbers: adding and merging give the same sketch in any order and grouping.
/// Memory: 4·2^bits bytes for each power of two that the values touch.
///
/// - Reference: Masson, Rim & Lee 2019, doi:10.14778/3352063.3352135, for the guarantee and the merging; the
///   cells there follow a logarithm, ours the bits of the number, which no library can round otherwise.
package struct QuantileSketch: Sendable, Hashable {
  package static let bitRange = 6...12

  package let bits: Int
  package private(set) var count = 0
  /// Values that are 0.
  private var zeros = 0
  /// Sign and exponent of each page, in order of appearance.
  private var keys: [UInt16] = []
  /// A page a key: one count a cell.
  private var counts: [UInt32] = []

  package init(bits: Int) {
    precondition(Self.bitRange.contains(bits))
    self.bits = bits
  }

  /// Two sketches are equal when they count the same, whatever came first.
  package static func == (a: Self, b: Self) -> Bool {
    a.bits == b.bits && a.count == b.count && a.zeros == b.zeros && a.cells == b.cells
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(bits)
    hasher.combine(count)
  }

  /// The largest relative error of an order statistic.
  package var errorBound: Double { Self.errorBound(bits: bits) }

  package static func errorBound(bits: Int) -> Double { 1 / Double(1 << (bits + 1)) }

  /// - Precondition: The values are finite.
  package mutating func add(_ values: [Double]) {
    let mask = UInt64(1 << bits) - 1
    let shift = UInt64(52 - bits)
    for value in values {
      guard value != 0 else {
        zeros += 1
        continue
      }
      let pattern = value.bitPattern
      counts[page(UInt16(truncatingIfNeeded: pattern >> 52)) + Int((pattern >> shift) & mask)] += 1
    }
    count += values.count
  }

  package mutating func merge(_ other: QuantileSketch) {
    precondition(bits == other.bits, "sketches of unequal resolution")
    for (place, key) in other.keys.enumerated() {
      let (start, source) = (page(key), place << bits)
      for cell in 0..<1 << bits { counts[start + cell] += other.counts[source + cell] }
    }
    zeros += other.zeros
    count += other.count
  }

  /// Start of a key's page; a new one where there is none.
  private mutating func page(_ key: UInt16) -> Int {
    // Few keys: values of one output at one time span few powers of two.
    if let place = keys.firstIndex(of: key) { return place << bits }
    keys.append(key)
    counts.append(contentsOf: repeatElement(0, count: 1 << bits))
    return counts.count - 1 << bits
  }

  // MARK: Reading

  private struct Entry: Hashable {
    /// Sign, exponent and first bits.
    let cell: UInt32
    let count: UInt32
  }

  /// Cells that hold something, ascending as bit patterns.
  private var cells: [Entry] {
    var list: [Entry] = []
    for place in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
      for cell in 0..<1 << bits where counts[(place << bits) + cell] > 0 {
        list.append(
          Entry(
            cell: UInt32(keys[place]) << UInt32(bits) | UInt32(cell), count: counts[(place << bits) + cell]))
      }
    }
    return list
  }

  /// Distinct values with their counts, ascending.
  package func steps() -> [(value: Double, count: Int)] {
    let all = cells
    let sign = UInt32(1) << UInt32(bits + 11)
    var list: [(value: Double, count: Int)] = []
    list.reserveCapacity(all.count + 1)
    for entry in all.reversed() where entry.cell >= sign {
      list.append((middle(of: entry.cell), Int(entry.count)))
    }
    if zeros > 0 { list.append((0, zeros)) }
    for entry in all where entry.cell < sign { list.append((middle(of: entry.cell), Int(entry.count))) }
    return list
  }

  private func middle(of cell: UInt32) -> Double {
    let shift = UInt64(52 - bits)
    return Double(bitPattern: UInt64(cell) << shift | UInt64(1) << (shift - 1))
  }
}

// MARK: - As bytes

extension QuantileSketch {
  func write(to bytes: inout PackedBytes) {
    let cells = cells
    bytes.append(zeros)
    bytes.append(cells.count)
    // Neighbours differ little: most take one byte for the step and one for the count.
    var last: UInt32 = 0
    for entry in cells {
      bytes.append(Int(entry.cell - last))
      bytes.append(Int(entry.count))
      last = entry.cell
    }
  }

  /// - Returns: Nil where the bytes hold no sketch of that resolution.
  init?(reading bytes: inout PackedBytes.Reader, bits: Int) {
    self.init(bits: bits)
    guard let zeros = bytes.count(), let cellCount = bytes.count() else { return nil }
    self.zeros = zeros
    count = zeros
    var cell = 0
    for _ in 0..<cellCount {
      guard let step = bytes.count(), let number = bytes.count(), step < 1 << 32,
        let entry = UInt32(exactly: number)
      else { return nil }
      cell += step
      guard cell >> bits < 4096 else { return nil }
      let start = page(UInt16(cell >> bits))
      counts[start + (cell & ((1 << bits) - 1))] = entry
      count += number
    }
  }
}
