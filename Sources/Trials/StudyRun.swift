import Population
import Simulation
import Text

/// A finished part of a study's run.
package struct StudyPiece: Sendable {
  package enum Part: Hashable, Sendable {
    /// A block of people of an arm, at typical values.
    case people(arm: Int, block: Int)
    /// All people of an arm in a draw of the typical values; draws count from 1.
    case draw(arm: Int, draw: Int)
  }

  package let part: Part
  /// Index of the first person.
  package let firstPerson: Int
  /// Of people: subject × time × column in reported units, column fastest; of a draw: what is kept of it.
  package let values: [Double]
  /// Message of each person who failed, nil for the others.
  package let failures: [String?]
  package let work: WorkCount

  package init(
    part: Part, firstPerson: Int, values: [Double], failures: [String?], work: WorkCount
  ) {
    self.part = part
    self.firstPerson = firstPerson
    self.values = values
    self.failures = failures
    self.work = work
  }
}

extension Study {
  /// People in a block at typical values.
  package static let blockSize = 256

  /// Number of pieces of a whole run.
  package var pieceCount: Int {
    let blocks = (scenario.cohort.size + Self.blockSize - 1) / Self.blockSize
    return arms.count * (blocks + (peoplePerDraw > 0 ? scenario.uncertainty.draws : 0))
  }

  /// Courses to simulate, all arms and draws.
  package var courseCount: Int {
    arms.count * (scenario.cohort.size + peoplePerDraw * scenario.uncertainty.draws)
  }

  /// Number of values of a person at a time: outputs in their order, then the cumulative hazard where the
  /// scenario has people leave.
  package var valuesPerTime: Int { columnCount }

  /// Runs the study: people at typical values in every arm, then the draws.
  ///
  /// - Parameters:
  ///   - threads: Blocks worked on at the same time.
  ///   - finished: Pieces of an earlier run with the same inputs; they are not simulated again.
  ///   - deliver: Receives each new piece, one at a time, in a fixed order. What it throws ends the run.
  /// - Throws: What `deliver` throws; `Problems`; `CancellationError`.
  package func run(
    threads: Int, finished: [StudyPiece.Part: StudyPiece] = [:],
    deliver: (StudyPiece) async throws -> Void = { _ in }
  ) async throws -> StudyResult {
    var gathering = StudyGathering(self)
    for arm in arms.indices {
      let size = scenario.cohort.size
      let ensemble = try EnsembleRun(
        model: model, times: times, options: options, blockSize: Self.blockSize)
      let known = (0..<ensemble.blockCount(for: size)).filter {
        finished[.people(arm: arm, block: $0)] != nil
      }
      var values = [Double](repeating: .nan, count: size * times.count * columnCount)
      var failures = [String?](repeating: nil, count: size)
      func take(_ piece: StudyPiece) {
        let start = piece.firstPerson * times.count * columnCount
        values.replaceSubrange(start..<start + piece.values.count, with: piece.values)
        failures.replaceSubrange(
          piece.firstPerson..<piece.firstPerson + piece.failures.count, with: piece.failures)
        gathering.work += piece.work
      }
      for block in known { if let piece = finished[.people(arm: arm, block: block)] { take(piece) } }
      let typical = arms[arm].effects.typicalValues(draw: 0, random: random)
      try await ensemble.run(
        subjectCount: size, threads: threads, skipping: Set(known),
        subjects: { range in range.map { subject(arm: arm, draw: 0, person: $0, typical: typical) } },
        deliver: { block in
          let piece = piece(.people(arm: arm, block: block.index), block, firstPerson: block.firstSubject)
          take(piece)
          try await deliver(piece)
        })
      gathering.addPeople(arm: arm, values: values, failures: failures)
    }
    if peoplePerDraw > 0 {
      for arm in arms.indices {
        try await runDraws(arm: arm, threads: threads, finished: finished, &gathering, deliver)
      }
    }
    return gathering.result()
  }

  /// The draws of an arm: a block holds the people of one draw.
  private func runDraws(
    arm: Int, threads: Int, finished: [StudyPiece.Part: StudyPiece], _ gathering: inout StudyGathering,
    _ deliver: (StudyPiece) async throws -> Void
  ) async throws {
    let (draws, size) = (scenario.uncertainty.draws, peoplePerDraw)
    let ensemble = try EnsembleRun(model: model, times: times, options: options, blockSize: size)
    var reductions = [Reduction?](repeating: nil, count: draws)
    var known: Set<Int> = []
    for draw in 1...draws {
      guard let piece = finished[.draw(arm: arm, draw: draw)],
        let reduction = Reduction(flat: piece.values, people: size, study: self)
      else { continue }
      known.insert(draw - 1)
      reductions[draw - 1] = reduction
      gathering.add(piece, arm: arm, draw: draw)
    }
    try await ensemble.run(
      subjectCount: draws * size, threads: threads, skipping: known,
      subjects: { range in
        let draw = range.lowerBound / size + 1
        let typical = arms[arm].effects.typicalValues(draw: UInt32(draw), random: random)
        return (0..<range.count).map { subject(arm: arm, draw: draw, person: $0, typical: typical) }
      },
      deliver: { block in
        let raw = piece(.draw(arm: arm, draw: block.index + 1), block, firstPerson: 0)
        let reduction = Reduction(
          raw.values, isDone: raw.failures.map { $0 == nil }, firstPerson: 0, study: self)
        let kept = StudyPiece(
          part: raw.part, firstPerson: 0, values: reduction.flat, failures: raw.failures, work: raw.work)
        reductions[block.index] = reduction
        gathering.add(kept, arm: arm, draw: block.index + 1)
        try await deliver(kept)
      })
    gathering.addDraws(arm: arm, reductions.compactMap { $0 })
  }

  private func piece(_ part: StudyPiece.Part, _ block: BlockResult, firstPerson: Int) -> StudyPiece {
    let factors = outputs.map(\.factor) + (hasHazard ? [1] : [])
    var values = block.values
    for i in values.indices { values[i] *= factors[i % factors.count] }
    let failures = block.statuses.map { status -> String? in
      switch status {
      case .done: nil
      case .failed(let message): message
      }
    }
    return StudyPiece(
      part: part, firstPerson: firstPerson, values: values, failures: failures, work: block.work)
  }
}
