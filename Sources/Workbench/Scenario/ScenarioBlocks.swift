import Simulation
import Store
import Trials

/// How the pieces of a study lie in the work folder: one block file a piece, people first.
struct ScenarioBlocks {
  /// Blocks of people at typical values; their results are kept, those of draws are summarised.
  let people: BlockPlan
  private let draws: ClosedRange<Int>?
  private let timeCount: Int
  private let valuesPerTime: Int
  private let peoplePerDraw: Int

  init(_ study: Study) {
    people = study.blocks
    draws = study.drawRange
    timeCount = study.times.count
    valuesPerTime = study.valuesPerTime
    peoplePerDraw = study.peoplePerDraw
  }

  private var drawsPerArm: Int { draws?.count ?? 0 }
  var drawBlocks: Range<Int> {
    people.blockCount..<people.blockCount + people.armCount * drawsPerArm
  }

  func index(of part: StudyPiece.Part) -> Int {
    switch part {
    case .people(let arm, let block): arm * people.blocksPerArm + block
    case .draw(let arm, let draw):
      people.blockCount + arm * drawsPerArm + draw - (draws?.lowerBound ?? 0)
    }
  }

  /// The blocks of a part of the run: of people, and of draws.
  func blocks(of part: Shard) -> (people: Range<Int>, draws: Range<Int>) {
    let draws = part.pieces(of: drawBlocks.count)
    return (
      part.pieces(of: people.blockCount),
      people.blockCount + draws.lowerBound..<people.blockCount + draws.upperBound
    )
  }

  func block(of piece: StudyPiece) -> StoredBlock {
    switch piece.part {
    case .people(let arm, _):
      return StoredBlock(
        index: index(of: piece.part), arm: arm, firstSubject: piece.firstPerson, timeCount: timeCount,
        outputCount: valuesPerTime, subjectMajor: piece.values, failures: piece.failures,
        counters: StoredCounter.list(piece.work))
    case .draw(let arm, _):
      // What is kept of a draw is no course: its numbers lie in a row, its failures in one text.
      let failures = piece.failures.enumerated().map { "\($0):\($1.map { "!" + $0 } ?? "")" }
      return StoredBlock(
        index: index(of: piece.part), arm: arm, firstSubject: 0, subjectCount: 1,
        timeCount: piece.values.count, outputCount: 1, values: piece.values,
        failures: [failures.joined(separator: "\n")], counters: StoredCounter.list(piece.work))
    }
  }

  /// The piece that a block holds; nil where the block is not one of this study.
  func piece(of block: StoredBlock) -> StudyPiece? {
    let work = WorkCount(named: block.counters.map { ($0.name, $0.count) })
    if block.index < people.blockCount {
      guard block.timeCount == timeCount, block.outputCount == valuesPerTime else { return nil }
      let rows = block.subjectCount * timeCount
      var values = [Double](repeating: 0, count: block.values.count)
      for output in 0..<valuesPerTime {
        for row in 0..<rows { values[row * valuesPerTime + output] = block.values[output * rows + row] }
      }
      return StudyPiece(
        part: .people(arm: block.arm, block: block.index % people.blocksPerArm),
        firstPerson: block.firstSubject, values: values, failures: block.failures, work: work)
    }
    guard let draws, drawBlocks.contains(block.index), let text = block.failures.first else { return nil }
    let place = block.index - people.blockCount
    let lines: [Substring] = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let failures: [String?] = lines.map { line in
      // `12:` for a person who reached the end, `12:!message` for one who failed.
      line.firstIndex(of: "!").map { mark in String(line.suffix(from: mark).dropFirst()) }
    }
    return StudyPiece(
      part: .draw(arm: place / drawsPerArm, draw: place % drawsPerArm + draws.lowerBound), firstPerson: 0,
      values: block.values, failures: failures, work: work)
  }

  /// People or courses that a block stands for, for the display of progress.
  func size(ofBlock index: Int) -> Int {
    index < people.blockCount ? people.subjects(ofBlock: index).count : peoplePerDraw
  }
}

/// What blocks of people in an arm come down to.
struct ScenarioState: GroupState {
  private var group: StudyGroup
  private let study: Study
  private let blocks: ScenarioBlocks

  init(_ study: Study) {
    self.study = study
    blocks = ScenarioBlocks(study)
    group = StudyGroup(study)
  }

  mutating func add(_ block: StoredBlock) {
    if let piece = blocks.piece(of: block) { group.add(piece, of: study) }
  }

  var bytes: [UInt8] { group.state.bytes }
  var kept: [Double] { group.state.kept }
}

/// The work folder as the source of a study's pieces.
struct ScenarioSource: StudySource {
  let folder: RunFolder
  let blocks: ScenarioBlocks

  func piece(_ part: StudyPiece.Part) throws -> StudyPiece {
    let index = blocks.index(of: part)
    guard let piece = blocks.piece(of: try folder.read(block: index)), piece.part == part else {
      throw RunFailure("block \(index) of the work folder is of another run")
    }
    return piece
  }

  func group(_ index: Int, of study: Study) throws -> StudyGroup {
    guard let stored = try folder.group(index) else { return try groupOfPieces(index, of: study) }
    guard let state = PeopleState(bytes: stored.state, kept: stored.kept, study: study) else {
      throw RunFailure("group \(index) of the work folder is of another run")
    }
    return StudyGroup(
      state: state, failures: stored.failures.map { ($0.subject, $0.message) },
      work: WorkCount(named: stored.counters.map { ($0.name, $0.count) }),
      courses: blocks.people.subjects(ofGroup: index).count)
  }
}
