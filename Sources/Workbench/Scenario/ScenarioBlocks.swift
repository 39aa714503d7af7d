import Simulation
import Store
import Trials

/// How the pieces of a study lie in the work folder: one block file a piece, people first.
struct ScenarioBlocks {
  let armCount: Int
  let blocksPerArm: Int
  let draws: Int
  let timeCount: Int
  let valuesPerTime: Int

  init(_ study: Study) {
    armCount = study.scenario.arms.count
    blocksPerArm = (study.scenario.cohort.size + Study.blockSize - 1) / Study.blockSize
    draws = study.peoplePerDraw > 0 ? study.scenario.uncertainty.draws : 0
    timeCount = study.times.count
    valuesPerTime = study.valuesPerTime
  }

  /// Blocks that hold people at typical values; their results are kept, those of draws are summarised.
  var peopleBlockCount: Int { armCount * blocksPerArm }

  func block(of piece: StudyPiece) -> StoredBlock {
    switch piece.part {
    case .people(let arm, let block):
      return StoredBlock(
        index: arm * blocksPerArm + block, arm: arm, firstSubject: piece.firstPerson, timeCount: timeCount,
        outputCount: valuesPerTime, subjectMajor: piece.values, failures: piece.failures)
    case .draw(let arm, let draw):
      // What is kept of a draw is no course: its numbers lie in a row, its failures in one text.
      let failures = piece.failures.enumerated().map { "\($0):\($1.map { "!" + $0 } ?? "")" }
      return StoredBlock(
        index: peopleBlockCount + arm * draws + draw - 1, arm: arm, firstSubject: 0, subjectCount: 1,
        timeCount: piece.values.count, outputCount: 1, values: piece.values,
        failures: [failures.joined(separator: "\n")])
    }
  }

  /// The piece that a block holds; nil where the block is not one of this study.
  func piece(of block: StoredBlock) -> StudyPiece? {
    if block.index < peopleBlockCount {
      guard block.timeCount == timeCount, block.outputCount == valuesPerTime else { return nil }
      let rows = block.subjectCount * timeCount
      var values = [Double](repeating: 0, count: block.values.count)
      for output in 0..<valuesPerTime {
        for row in 0..<rows { values[row * valuesPerTime + output] = block.values[output * rows + row] }
      }
      return StudyPiece(
        part: .people(arm: block.arm, block: block.index % blocksPerArm), firstPerson: block.firstSubject,
        values: values, failures: block.failures, work: WorkCount())
    }
    let place = block.index - peopleBlockCount
    guard draws > 0, place < armCount * draws, let text = block.failures.first else { return nil }
    let lines: [Substring] = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let failures: [String?] = lines.map { line in
      // `12:` for a person who reached the end, `12:!message` for one who failed.
      line.firstIndex(of: "!").map { mark in String(line.suffix(from: mark).dropFirst()) }
    }
    return StudyPiece(
      part: .draw(arm: place / draws, draw: place % draws + 1), firstPerson: 0, values: block.values,
      failures: failures, work: WorkCount())
  }

  /// People or courses that a piece stands for, for the display of progress.
  func size(of block: StoredBlock, peoplePerDraw: Int) -> Int {
    block.index < peopleBlockCount ? block.subjectCount : peoplePerDraw
  }
}
