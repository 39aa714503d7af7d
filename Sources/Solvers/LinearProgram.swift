import Lanes

/// The exact solution of a linear system with coefficients of its own in every lane, as tapes.
///
///     x(t + r) = Φ(r)·x(t) + Γ(r)·u(t),        [Φ Γ; 0 1] = exp([A B; 0 0]·r)
///
/// Scaling and doubling of E = exp(·) − 1, so that a slow process keeps its digits beside a fast one:
/// E(h) by its series at h = r/2ˢ with ‖A‖·h ≤ 1/2, then s times
///
///     e_ij ← e_ij·(p_ii + p_jj) + Σ_{l≠i,j} e_il·e_lj,     e_ii ← e_ii·(2 + e_ii) + Σ_{l≠i} e_il·e_li
///
/// Each diagonal entry is kept as e_ii and as p_ii = 1 + e_ii, whichever is small being worked out first. For
/// a compartmental system (off-diagonal entries not negative) nothing cancels in the doublings, whether
/// rates are equal, nearly equal or far apart; no eigenvalue is ever formed. A relative error of about 1e-14
/// remains; where a slow loss hides behind a fast exchange, of about 100·ε·‖A‖·r.
///
/// Reference: Moler & Van Loan 2003, doi:10.1137/S00361445024180 (method 3); entrywise accuracy for such
/// matrices: Xue & Ye 2013, doi:10.1090/S0025-5718-2013-02677-4.
package struct LinearProgram: Sendable {
  /// Banks of the tapes.
  enum Bank: Int, CaseIterable {
    /// Entries of A and B, in the order given.
    case rate
    /// Row 0: h of each lane. Row 1: doublings that remain.
    case control
    /// Entries of Φ and Γ, then e_ii of each state.
    case propagator
    /// States before and after.
    case state, next
    case input
    /// Row 0: the lanes that move.
    case mask
    case constant
  }

  package let stateCount: Int
  package let inputCount: Int
  /// Row and column of each entry of A and B.
  package let rates: [(row: Int, column: Int)]
  package var rateCount: Int { rates.count }
  /// Row and column of each entry of Φ and Γ.
  let entries: [(row: Int, column: Int)]
  package let entryCount: Int
  /// Row 0 of `control` = ‖A‖: the largest absolute row sum within loops.
  private(set) var normTape: Tape
  /// Propagator at h.
  private(set) var seriesTape: Tape
  /// Propagator of twice the time in lanes that have doublings left.
  private(set) var doublingTape: Tape
  /// next = Φ·state + Γ·input
  private(set) var stepTape: Tape
  /// The same in the lanes of the mask; the other lanes of next stay.
  private(set) var maskedStepTape: Tape
  let constants: [Double]
  /// Products of one doubling: how the work grows with the system.
  package let workOfDoubling: Int

  /// - Parameters:
  ///   - rates: Row and column of every entry of A and B that may be other than zero; the columns of B
  ///     follow those of A.
  package init(stateCount: Int, inputCount: Int, rates: [(row: Int, column: Int)]) {
    let pattern = LinearPattern(
      stateCount: stateCount, inputCount: inputCount,
      rates: rates.map { LinearPattern.Entry(row: $0.row, column: $0.column) })
    var writer = LinearTapeWriter(pattern: pattern)
    self.stateCount = stateCount
    self.inputCount = inputCount
    self.rates = rates
    entries = pattern.propagator.map { ($0.row, $0.column) }
    entryCount = pattern.propagator.count
    normTape = writer.norm()
    seriesTape = writer.series()
    doublingTape = writer.doubling()
    stepTape = writer.step(isMasked: false)
    maskedStepTape = writer.step(isMasked: true)
    constants = writer.constants
    workOfDoubling = pattern.workOfDoubling
  }

  /// Products of one doubling of a system with this pattern, without writing its tapes.
  package static func workOfDoubling(
    stateCount: Int, inputCount: Int, rates: [(row: Int, column: Int)]
  ) -> Int {
    LinearPattern(
      stateCount: stateCount, inputCount: inputCount,
      rates: rates.map { LinearPattern.Entry(row: $0.row, column: $0.column) }
    ).workOfDoubling
  }

  /// The programs, to be exchanged for the same in native code.
  package mutating func forEachTape(_ body: (inout Tape) -> Void) {
    body(&normTape)
    body(&seriesTape)
    body(&doublingTape)
    body(&stepTape)
    body(&maskedStepTape)
  }

  var temporaryCount: Int {
    [normTape, seriesTape, doublingTape, stepTape, maskedStepTape].reduce(0) {
      max($0, $1.temporaryCount)
    }
  }
}
