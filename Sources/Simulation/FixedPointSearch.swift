/// Looks for the state that a cycle of doses leaves unchanged, y = G(y), from the cycles that have been run.
///
/// Plain repetition gains a factor λ a cycle, where λ is the share that the slowest compartment keeps over an
/// interval: thousands of cycles for long half-lives. Anderson's mixing takes the combination of the last
/// cycles whose change G(y) − y would be least:
///
///     γ  = argmin ‖f_k − Σ γ_j Δf_j‖,   f = G(y) − y
///     y' = G(y_k) − Σ γ_j ΔG_j
///
/// For linear kinetics of n compartments this is exact after n + 1 cycles; nonlinear ones converge as by a
/// secant method. A combination that leaves what the states can be (another sign, or far beyond all that was
/// seen) is approached part of the way; where it makes the change larger, repetition begins anew.
///
/// Reference: Walker & Ni 2011, SIAM J. Numer. Anal. 49:1715–1735, doi:10.1137/10078356X.
package struct FixedPointSearch {
  package enum Verdict {
    /// The state is steady.
    case found
    /// The next cycle starts here.
    case next([Double])
    case givenUp
  }

  static let maximumCycles = 5_000
  private static let depth = 12

  private let rtol: Double
  private let atol: Double
  /// States that have no steady state because they only collect; they are left alone.
  private let isIgnored: [Bool]
  private var starts: [[Double]] = []
  private var images: [[Double]] = []
  /// By state: largest change of a cycle so far, and size after the first.
  private var peaks: [Double] = []
  private var firstSizes: [Double] = []
  private var previousNorm = Double.infinity
  private var wasMixed = false
  private var failures = 0
  private var calmCycles = 0
  package private(set) var cycles = 0
  /// The state whose change was largest, for messages.
  private(set) var slowest = 0

  package init(rtol: Double, atol: Double, isIgnored: [Bool]) {
    self.rtol = rtol
    self.atol = atol
    self.isIgnored = isIgnored
  }

  /// Takes what a cycle made of its start.
  package mutating func add(start: [Double], image: [Double]) -> Verdict {
    cycles += 1
    let norm = change(from: start, to: image)
    guard norm.isFinite, cycles < Self.maximumCycles else { return .givenUp }
    if wasMixed, norm > 2 * previousNorm {
      failures += 1
      starts.removeAll()
      images.removeAll()
    }
    previousNorm = norm
    starts.append(start)
    images.append(image)
    if starts.count > Self.depth + 1 {
      starts.removeFirst()
      images.removeFirst()
    }
    let mixed = self.mixed()
    if norm <= 1 {
      // A slow compartment changes little in a cycle and may still be far from rest: where the mixture says
      // so, go on, but not for ever after its last digits.
      calmCycles += 1
      let rest = mixed.map { distance(from: image, to: $0) } ?? 0
      if rest <= 1 || calmCycles > 3 { return .found }
    }
    wasMixed = false
    guard failures < 5, let mixed else { return .next(image) }
    let share = plausibleShare(of: mixed, beside: image)
    guard share > 1e-3 else { return .next(image) }
    wasMixed = true
    return .next(share == 1 ? mixed : zip(image, mixed).map { $0 + share * ($1 - $0) })
  }

  /// Largest change in units of what may remain.
  ///
  /// A change that is small beside the state alone would call steady what grows for ever: it must be small
  /// beside the largest change as well.
  mutating func change(from start: [Double], to image: [Double]) -> Double {
    if peaks.isEmpty {
      peaks = Array(repeating: 0, count: image.count)
      firstSizes = image.indices.map { max(abs(image[$0]), abs(start[$0])) }
    }
    var norm = 0.0
    for i in image.indices where !isIgnored[i] {
      let (difference, size) = (abs(image[i] - start[i]), max(abs(image[i]), abs(start[i])))
      peaks[i] = max(peaks[i], difference)
      let allowed = min(
        atol + rtol * size, max(1e-3 * peaks[i], atol + rtol * firstSizes[i]))
      let ratio = difference / allowed
      guard ratio.isFinite else { return .infinity }
      if ratio > norm { (norm, slowest) = (ratio, i) }
    }
    return norm
  }

  private func distance(from image: [Double], to other: [Double]) -> Double {
    image.indices.reduce(0) { largest, i in
      isIgnored[i] ? largest : max(largest, abs(other[i] - image[i]) / (atol + rtol * abs(image[i])))
    }
  }

  private func mixed() -> [Double]? {
    guard let start = starts.last, let image = images.last, starts.count > 1 else { return nil }
    let states = image.indices.filter { !isIgnored[$0] }
    let scale = states.map { 1 / (atol + abs(image[$0])) }
    func residual(_ k: Int) -> [Double] { zip(states, scale).map { (images[k][$0] - starts[k][$0]) * $1 } }
    let last = zip(states, scale).map { (image[$0] - start[$0]) * $1 }
    // Columns from the newest difference back, by modified Gram–Schmidt; what repeats earlier ones is left.
    var basis: [[Double]] = []
    var combinations: [[Double]] = []
    var rest = last
    var correction = Array(repeating: 0.0, count: image.count)
    for k in stride(from: starts.count - 2, through: 0, by: -1) {
      var column = zip(residual(k + 1), residual(k)).map { $0 - $1 }
      var combination = zip(images[k + 1], images[k]).map { $0 - $1 }
      let size = length(column)
      for (direction, known) in zip(basis, combinations) {
        let share = dot(direction, column)
        for i in column.indices { column[i] -= share * direction[i] }
        for i in combination.indices { combination[i] -= share * known[i] }
      }
      let left = length(column)
      guard left > 1e-9 * size, left > 0 else { continue }
      for i in column.indices { column[i] /= left }
      for i in combination.indices { combination[i] /= left }
      let share = dot(column, rest)
      for i in rest.indices { rest[i] -= share * column[i] }
      for i in correction.indices { correction[i] += share * combination[i] }
      basis.append(column)
      combinations.append(combination)
      if basis.count >= states.count { break }
    }
    guard !basis.isEmpty else { return nil }
    return image.indices.map { isIgnored[$0] ? image[$0] : image[$0] - correction[$0] }
  }

  /// How much of the way to a combination keeps the signs of the states and stays within a hundred times what
  /// has been seen; 0 for one that is not finite.
  private func plausibleShare(of mixed: [Double], beside image: [Double]) -> Double {
    var share = 1.0
    for i in mixed.indices where !isIgnored[i] {
      let seen = images.reduce(abs(starts.first?[i] ?? 0)) { max($0, abs($1[i])) }
      guard mixed[i].isFinite else { return 0 }
      let limit = 100 * seen + atol
      if abs(mixed[i]) > limit {
        share = min(share, (limit - abs(image[i])) / (abs(mixed[i]) - abs(image[i])))
      }
      if mixed[i] * image[i] < 0, seen > atol { share = min(share, 0.9 * image[i] / (image[i] - mixed[i])) }
    }
    return max(share, 0)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  private func length(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
}
