import Compilation
import Dosing
import Simulation
import Testing

/// A subject's result depends on nothing but that subject.
struct IndependenceTests {
  static let text = """
    model m()
      ka = 1; CL = 5; V = 30; Vmax = 4; Km = 0.5; hill = 1.7; tlag = 0.2
      k = CL/V
      Ag = 0; A = 0; R = 1
      Ag' = -ka*Ag
      A' = ka*Ag - k*A - Vmax*A/(Km*V + A)
      R' = 0.1*(1 + cos(0.26*time)) / (1 + (A/V)^hill) - 0.1*exp(0.01*R)*R
      C := A/V
    end
    """

  private func subjects(_ range: Range<Int>) -> [SimulationSubject] {
    range.map { i in
      let x = Double((i * 7919) % 101) / 101
      return SimulationSubject(
        id: "\(i + 1)", values: [0.5 + x, 3 + 5 * x, 0.1 + 0.3 * x],
        doses: [
          DoseEvent(
            time: 0, amount: 100 + 10 * Double(i % 3), compartment: "Ag", lag: .parameter("tlag"),
            interval: 12,
            additional: 6 + i % 4)
        ])
    }
  }

  private func model() throws -> CompiledModel {
    try compile(
      Self.text, varying: ["ka", "CL", "tlag"], outputs: ["C", "R"], doses: subjects(0..<1)[0].doses)
  }
  private let times = stride(from: 0.0, through: 120, by: 2.5).map { $0 }

  private func alone(_ i: Int) throws -> [Double] {
    let run = try EnsembleRun(model: model(), times: times)
    return try run.simulate(subjects(i..<i + 1)).values
  }

  private func together(count: Int, blockSize: Int, threads: Int) async throws -> [Double] {
    let run = try EnsembleRun(model: model(), times: times, blockSize: blockSize)
    var all: [Double] = []
    try await run.run(subjectCount: count, threads: threads, subjects: { self.subjects($0) }) {
      all += $0.values
    }
    return all
  }

  @Test func sameBitsAloneInAnyBlockOnAnyNumberOfThreads() async throws {
    let reference = try await together(count: 150, blockSize: 256, threads: 1)
    let width = times.count * 2
    let isFinite = reference.allSatisfy(\.isFinite)
    #expect(reference.count == 150 * width && isFinite)
    for (blockSize, threads) in [(1, 1), (7, 3), (64, 2), (100, 4)] {
      let other = try await together(count: 150, blockSize: blockSize, threads: threads)
      #expect(
        other.map(\.bitPattern) == reference.map(\.bitPattern), "block \(blockSize), threads \(threads)")
    }
    for i in [0, 63, 64, 149] {
      let one = try alone(i).map(\.bitPattern)
      #expect(one == reference[i * width..<(i + 1) * width].map(\.bitPattern))
    }
  }

  @Test func aParameterGivesTheSameBitsWhetherItVariesOrNot() throws {
    let dose = [DoseEvent(time: 0, amount: 100, compartment: "Ag", interval: 12, additional: 3)]
    let fixed = try compile(Self.text, outputs: ["C", "R"])
    let varying = try compile(Self.text, varying: ["V", "hill", "Km", "CL"], outputs: ["C", "R"])
    let a = try run(fixed, doses: dose, times: times, options: SimulationOptions())
    let b = try run(
      varying, values: [30, 1.7, 0.5, 5], doses: dose, times: times, options: SimulationOptions())
    #expect(a == b)
  }

  @Test func aFailedSubjectStopsNoOther() throws {
    let run = try EnsembleRun(model: model(), times: times)
    var group = subjects(0..<70)
    group[3].values[1] = .nan
    group[40].values[2] = -1
    let result = try run.simulate(group)
    guard case .failed(let nan) = result.statuses[3], case .failed(let lag) = result.statuses[40] else {
      Issue.record("subjects 4 and 41 should fail: \(result.statuses)")
      return
    }
    #expect(nan.contains("subject 4:") && nan.contains("notFinite") && nan.contains("'A'"))
    #expect(lag.contains("subject 41:") && lag.contains("lag"))
    #expect(result.statuses.filter { $0 == .done }.count == 68)
    let width = times.count * 2
    let last = try alone(69)
    #expect(last == Array(result.values[69 * width..<70 * width]))
    // Read at the start (before the first rate was known to be bad), nothing after it.
    let isAllMissing = result.values[3 * width + 2..<4 * width].allSatisfy(\.isNaN)
    #expect(isAllMissing)
  }

  @Test func cancellationEndsTheRun() async throws {
    let model = try model()
    let times = times
    let task = Task {
      let run = try EnsembleRun(model: model, times: times)
      try await run.run(subjectCount: 1_000_000, threads: 2, subjects: { self.subjects($0) }) { _ in }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func finishedBlocksAreSkippedAndOrderIsKept() async throws {
    let run = try EnsembleRun(model: model(), times: times, blockSize: 10)
    var order: [Int] = []
    try await run.run(subjectCount: 95, threads: 3, skipping: [1, 4], subjects: { self.subjects($0) }) {
      order.append($0.index)
      #expect($0.subjectCount == ($0.index == 9 ? 5 : 10))
    }
    #expect(order == [0, 2, 3, 5, 6, 7, 8, 9])
  }
}

/// What a subject's own values reach.
struct OverrideTests {
  static let text = """
    model m()
      CL = 4; V = 20; k = CL/V; A0 = 2*V
      A = A0; A' = -k*A; half := ln(2)/k
    end
    """

  @Test func derivedConstantsAndInitialValuesFollowTheSubject() throws {
    let model = try compile(Self.text, varying: ["V"], outputs: ["A", "half"])
    let result = try run(model, values: [40], doses: [], times: [0, 10])
    #expect(result[0][0] == 80)
    #expect(abs(result[0][1] - 80 * 0.36787944117144233) < 1e-8)
    #expect(abs(result[1][0] - 6.931471805599453) < 1e-14)
  }

  @Test func aDerivedConstantMayBeGivenInstead() throws {
    let model = try compile(Self.text, varying: ["k"], outputs: ["A"])
    let A = try run(model, values: [0.05], doses: [], times: [0, 20])[0]
    #expect(A[0] == 40 && abs(A[1] - 40 * 0.36787944117144233) < 1e-8)
  }

  @Test func aStateIsNoParameter() {
    #expect(throws: (any Error).self) { try compile(Self.text, varying: ["A"], outputs: ["A"]) }
  }

  @Test func aDoseIntoNothingNamesWhatThereIs() throws {
    let model = try compile(Self.text, outputs: ["A"])
    #expect {
      try run(model, doses: [DoseEvent(time: 0, amount: 1, compartment: "gut")], times: [1])
    } throws: { error in
      "\(error)".contains("'gut'") && "\(error)".contains("A")
    }
  }
}
