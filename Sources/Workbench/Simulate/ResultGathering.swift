import Store

/// Reads the finished blocks of a run and makes of them what is kept: hash, NetCDF, CSV, summaries.
///
/// Outputs are gathered a few at a time, so that memory stays bounded whatever the number of people; for
/// most runs all outputs fit and each block is read once.
struct ResultGathering {
  let folder: RunFolder
  let layout: ResultLayout
  /// Blocks of all arms, as many in each, in order.
  let blockCount: Int

  /// Most values in memory at a time (256 MB).
  static let valueLimit = 32_000_000

  /// - Parameters:
  ///   - path: Folder that receives `results.nc` and, where asked for, `trajectories.csv`.
  ///   - summarise: Receives each arm and output once: values subject × time.
  /// - Returns: The result hash: SHA-256 over the values as little-endian doubles in the order arm,
  ///   output, subject, time.
  func write(
    to path: String, csv: Bool, summarise: (_ arm: Int, _ output: Int, _ values: [Double]) -> Void
  ) throws(StoreError) -> String {
    var hash = try ContentHash()
    var file = try ResultFile(path: joined(path, "results.nc"), layout: layout)
    if csv { try writeTrajectories(to: joined(path, "trajectories.csv")) }
    let armCount = max(1, layout.arms.count)
    let valuesOfOutput = layout.subjects.count * layout.times.count
    let groupSize = max(1, Self.valueLimit / max(1, valuesOfOutput))
    let blocksPerArm = blockCount / armCount
    for arm in 0..<armCount {
      for first in stride(from: 0, to: layout.outputs.count, by: groupSize) {
        let group = first..<min(layout.outputs.count, first + groupSize)
        var gathered = [[Double]](
          repeating: [Double](repeating: .nan, count: valuesOfOutput), count: group.count)
        for index in arm * blocksPerArm..<(arm + 1) * blocksPerArm {
          let block = try folder.read(block: index)
          if group.lowerBound == 0 { try file.write(block) }
          let start = block.firstSubject * block.timeCount
          for output in group {
            let values = block.values(ofOutput: output)
            gathered[output - first].replaceSubrange(start..<start + values.count, with: values)
          }
        }
        for output in group {
          hash.update(doubles: gathered[output - first])
          summarise(arm, output, gathered[output - first])
        }
      }
    }
    try file.close()
    return hash.hexadecimal()
  }

  private func writeTrajectories(to path: String) throws(StoreError) {
    var table = try TrajectoryTable(path: path, layout: layout)
    for index in 0..<blockCount { try table.write(try folder.read(block: index)) }
    try table.finish()
  }
}
