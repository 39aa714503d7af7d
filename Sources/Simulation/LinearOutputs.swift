import Compilation
import Lanes

/// Reads all lanes of a group at an output time, and writes several times together into each subject's run.
struct LinearOutputs {
  /// Times read before they are written together.
  private static let depth = 8

  /// Outputs of the times read: depth × outputs.
  private let rows: LaneMatrix
  private let outputCount: Int
  /// depth × states
  private let tapes: [[BoundTape]]
  private let times = LaneMatrix(rows: 1, width: .uniform)
  private let usesTime: Bool
  private var count = 0

  init(model: CompiledModel, workspace: Workspace, states: [LaneMatrix]) {
    let tape = model.readoutTape
    let outputCount = model.outputs.count
    let temporaries = LaneMatrix(rows: tape.temporaryCount)
    let rows = LaneMatrix(rows: Self.depth * outputCount)
    let times = times
    tapes = (0..<Self.depth).map { place in
      let moved = tape.movingRows(of: .output, by: place * outputCount)
      return states.map { state in
        var banks = workspace.banks(time: times, state: state, slope: LaneMatrix(rows: 0))
        banks[CompiledModel.Bank.output.rawValue] = rows
        return BoundTape(moved, banks: banks, temporaries: temporaries)
      }
    }
    self.rows = rows
    self.outputCount = outputCount
    usesTime = tape.operands.contains {
      if case .row(CompiledModel.Bank.time.rawValue, _) = $0 { true } else { false }
    }
  }

  /// - Returns: Whether there is no room for another time before `write`.
  mutating func read(time: Double, side: Int) -> Bool {
    if usesTime { times.fill(row: 0, with: time) }
    tapes[count][side].run()
    count += 1
    return count == Self.depth
  }

  /// - Parameters:
  ///   - offset: Index of the first lane's run in `values`.
  ///   - lastTime: Index of the time read last.
  mutating func write(into values: inout [Double], lanes: Int, offset: Int, stride: Int, lastTime: Int) {
    rows.write(
      rows: count * outputCount, lanes: lanes, into: &values,
      offset: offset + (lastTime + 1 - count) * outputCount, stride: stride)
    count = 0
  }
}

extension Tape {
  fileprivate func movingRows(of moved: CompiledModel.Bank, by distance: Int) -> Tape {
    var tape = self
    tape.operands = operands.map {
      if case .row(moved.rawValue, let row) = $0 {
        .row(bank: moved.rawValue, row: row + distance)
      } else {
        $0
      }
    }
    return tape
  }
}
