import Lanes

/// Carries the states of a linear system over any time, exactly, in every lane of a block.
package final class LinearPropagator {
  package let program: LinearProgram
  /// Entries of A and B, one row each, in the order of the program.
  package let rates: LaneMatrix
  /// What holds between changes: one row an input.
  package let inputs: LaneMatrix
  /// Row 0: 1 in the lanes that a masked step moves.
  package let mask = LaneMatrix(rows: 1)

  private let control = LaneMatrix(rows: 2)
  private let constants: LaneMatrix
  private let temporaries: LaneMatrix
  private let none = LaneMatrix(rows: 0)
  private let normTape: BoundTape
  private let seriesTape: BoundTape
  private let doublingTape: BoundTape
  /// Where exponentials are worked out before they go to their places.
  private let made: LaneMatrix
  private var norms = Array(repeating: 0.0, count: LaneMatrix.laneCount)

  /// exp of one time a lane: entries of Φ and Γ, then e_ii of each state.
  package struct Exponential {
    let matrix: LaneMatrix
  }

  package init(_ program: LinearProgram) {
    self.program = program
    rates = LaneMatrix(rows: program.rateCount)
    inputs = LaneMatrix(rows: program.inputCount)
    constants = LaneMatrix(rows: program.constants.count, width: .uniform)
    for (row, value) in program.constants.enumerated() { constants.fill(row: row, with: value) }
    temporaries = LaneMatrix(rows: program.temporaryCount)
    made = LaneMatrix(rows: program.entryCount + program.stateCount)
    let banks = [rates, control, made, none, none, none, none, constants]
    let temporaries = temporaries
    func bind(_ tape: Tape) -> BoundTape { BoundTape(tape, banks: banks, temporaries: temporaries) }
    normTape = bind(program.normTape)
    seriesTape = bind(program.seriesTape)
    doublingTape = bind(program.doublingTape)
  }

  /// To call when `rates` have changed.
  package func update() {
    normTape.run()
    for lane in norms.indices { norms[lane] = control[0, lane] }
  }

  package func makeExponential() -> Exponential {
    Exponential(matrix: LaneMatrix(rows: made.rowCount))
  }

  /// Works out exp([A B; 0 0]·r) for the time r of each lane.
  package func compute(_ exponential: Exponential, time: (Int) -> Double) {
    var most = 0
    for lane in 0..<LaneMatrix.laneCount {
      let r = time(lane)
      let size = norms[lane] * r
      // ‖A‖·r·2⁻ˢ ≤ 1/2; a product that is not finite gives NaN, which is what it should give.
      let doublings = size > 0.5 && size.isFinite ? min(1100, Int(size.exponent) + 2) : 0
      control[0, lane] = size.isFinite ? scalb(r, -doublings) : .nan
      control[1, lane] = Double(doublings)
      most = max(most, doublings)
    }
    seriesTape.run()
    for _ in 0..<most { doublingTape.run() }
    exponential.matrix.copy(made)
  }

  /// A program that leaves Φ·state + Γ·inputs in `next`, in all lanes or in those of the mask.
  package func bindStep(
    _ exponential: Exponential, from state: LaneMatrix, to next: LaneMatrix, isMasked: Bool = false
  ) -> BoundTape {
    BoundTape(
      isMasked ? program.maskedStepTape : program.stepTape,
      banks: [none, none, exponential.matrix, state, next, inputs, mask, constants],
      temporaries: temporaries)
  }

  private func scalb(_ x: Double, _ exponent: Int) -> Double {
    x * Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
