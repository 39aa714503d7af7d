import Lanes
import ModelIR
import Symbolics

/// The derivatives of a right-hand side as a program: exact, sparse, and without what is fixed for a
/// subject, which stands in rows of the subject or the model.
package struct SystemJacobian: Sendable {
  /// ∂f_row/∂y_column, not identically 0.
  package struct Entry: Sendable, Hashable {
    package var row: Int
    package var column: Int
    /// A row of the bank `jacobian`, written by `tape`, or the row of a fixed value.
    package var operand: Tape.Operand
    /// Whether the entry changes with time or state.
    package var isDynamic: Bool
  }

  /// Reads time, state and what else the right-hand side reads; writes the banks slope, jacobian and
  /// timeSlope.
  package let tape: Tape
  /// By row, then by column.
  package let entries: [Entry]
  /// ∂f_state/∂t where time occurs.
  package let timeSlopes: [(state: Int, operand: Tape.Operand)]

  /// For each state the derivatives by state index, and by time under the index after the last state.
  static func derivatives(
    of slopes: [ExpressionID], in inlining: inout Inlining
  ) -> [[ExpressionGraph.PartialDerivative]] {
    let states = inlining.system.states.map { ExpressionGraph.Variable.symbol($0.symbol) }
    return inlining.jacobian(of: slopes, withRespectTo: states + [.time])
  }

  init(slopes: [ExpressionID], derivatives: [[ExpressionGraph.PartialDerivative]], layout: Layout) {
    var roots = slopes.enumerated().map { (node: $1, destination: Layout.row(.slope, $0)) }
    var entries: [Entry] = []
    var timeSlopes: [(state: Int, operand: Tape.Operand)] = []
    var (entryRows, timeRows) = (0, 0)
    /// Where a value stands; one that changes gets the next row of a bank.
    func operand(
      _ node: ExpressionID, _ bank: CompiledModel.Bank, _ row: inout Int
    ) -> Tape.Operand {
      guard layout.isDynamic(node) else { return layout.operand(of: node) }
      let operand = Layout.row(bank, row)
      row += 1
      roots.append((node, operand))
      return operand
    }
    for (row, derivatives) in derivatives.enumerated() {
      for derivative in derivatives {
        if derivative.variable == slopes.count {
          timeSlopes.append((row, operand(derivative.slope, .timeSlope, &timeRows)))
        } else {
          entries.append(
            Entry(
              row: row, column: derivative.variable,
              operand: operand(derivative.slope, .jacobian, &entryRows),
              isDynamic: layout.isDynamic(derivative.slope)))
        }
      }
    }
    tape = layout.dynamicTape(roots)
    self.entries = entries
    self.timeSlopes = timeSlopes
  }
}
