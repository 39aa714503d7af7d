import Compilation
import Lanes

/// Reads all lanes of a group at an output time, and writes several times together into each subject's run.
final class LinearOutputs {
  /// Times read before they are written: an even number, since the states change places at each.
  private static let depth = 8

  private let rows: [LaneMatrix]
  /// depth × states
  private let tapes: [[BoundTape]]
  private let times = LaneMatrix(rows: 1, width: .uniform)
  private let usesTime: Bool
  private var count = 0

  init(model: CompiledModel, workspace: Workspace, states: [LaneMatrix]) {
    let temporaries = LaneMatrix(rows: model.readoutTape.temporaryCount)
    let rows = (0..<Self.depth).map { _ in LaneMatrix(rows: model.outputs.count) }
    let times = times
    tapes = rows.map { row in
      states.map { state in
        var banks = workspace.banks(time: times, state: state, slope: LaneMatrix(rows: 0))
        banks[CompiledModel.Bank.output.rawValue] = row
        return BoundTape(model.readoutTape, banks: banks, temporaries: temporaries)
      }
    }
    self.rows = rows
    usesTime = model.readoutTape.operands.contains {
      if case .row(CompiledModel.Bank.time.rawValue, _) = $0 { true } else { false }
    }
  }

  /// - Returns: Whether there is no room for another time before `write`.
  func read(time: Double, side: Int) -> Bool {
    if usesTime { times.fill(row: 0, with: time) }
    tapes[count][side].run()
    count += 1
    return count == Self.depth
  }

  /// - Parameters:
  ///   - offset: Index of the first lane's run in `values`.
  ///   - lastTime: Index of the time read last.
  func write(into values: inout [Double], lanes: Int, offset: Int, stride: Int, lastTime: Int) {
    let first = (lastTime + 1 - count) * rows[0].rowCount
    LaneMatrix.write(
      rows, count: count, lanes: lanes, into: &values, offset: offset + first, stride: stride)
    count = 0
  }
}
