import Compilation
import ModelIR
import Lanes
import Solvers

/// How a linear model is solved exactly, worked out once for all blocks.
struct LinearSolution: Sendable {
  private(set) var program: LinearProgram
  /// Copies the coefficients of a subject into the rows of the program's rates.
  private(set) var loadTape: Tape
  /// Whether input 0 is the constant 1 that carries the constant terms.
  let hasConstants: Bool
  private let differentiation: DoseDifferentiation
  var firstRateInput: Int { hasConstants ? 1 : 0 }

  /// Beyond this many products a doubling, steps of a Runge–Kutta method cost less: about 30 states that all
  /// act on one another.
  static let largestWork = 30_000

  /// Nil where the model is not linear with coefficients that are fixed for a subject, or too large.
  init?(_ model: CompiledModel) {
    guard let matrices = model.linearStructure.matrices else { return nil }
    let stateCount = model.system.states.count
    hasConstants = !matrices.constants.isEmpty
    differentiation = DoseDifferentiation(model.system)
    let firstRate = stateCount + (hasConstants ? 1 : 0)
    let terms =
      matrices.states.map { ($0.row, $0.column, $0.value) }
      + matrices.constants.map { ($0.row, stateCount, $0.value) }
      + matrices.inputs.map { ($0.row, firstRate + $0.column, $0.value) }
    let entries = terms.map { (row: $0.0, column: $0.1) }
    let inputCount = (hasConstants ? 1 : 0) + model.infusedStates.count
    guard
      LinearProgram.workOfDoubling(stateCount: stateCount, inputCount: inputCount, rates: entries)
        <= Self.largestWork
    else { return nil }
    program = LinearProgram(stateCount: stateCount, inputCount: inputCount, rates: entries)

    let rateBank = CompiledModel.Bank.allCases.count
    var composer = TapeComposer(constantBank: rateBank + 1)
    for (row, term) in terms.enumerated() {
      let (bank, source): (CompiledModel.Bank, Int) =
        switch term.2 {
        case .parameter(let row): (.parameter, row)
        case .subject(let row): (.subject, row)
        case .uniform(let row): (.uniform, row)
        }
      composer.store(composer.row(bank: bank.rawValue, row: source), bank: rateBank, row: row)
    }
    loadTape = composer.tape()
  }

  /// The programs that run often, to be exchanged for the same in native code.
  mutating func forEachTape(_ body: (inout Tape) -> Void) {
    body(&loadTape)
    program.forEachTape(body)
  }

  /// Whether the exact solution knows everything that happens to a subject; the others go step by step.
  func covers(_ subject: SimulationSubject) -> Bool {
    subject.hasPlainDoses && !subject.doses.contains(where: differentiation.concerns)
  }
}
