import Compilation
import Foundation
import Simulation

/// What one choice of method and tolerances cost and gave: solve only, outputs in memory, one thread.
struct Measurement {
  let problem: String
  let options: SimulationOptions
  let patients: Int
  /// CPU seconds, one a repeat, ascending.
  let seconds: [Double]
  /// By the measure of `ReferenceTable`.
  let largestError: ReferenceTable.LargestError
  let failedPatients: Int
  let work: WorkCount
  let mix: InstructionMix
  let engine: EngineReport

  /// The least disturbed repeat counts: other work on the machine only ever adds.
  var patientsPerSecond: Double { Double(patients) / seconds[0] }

  init(
    _ problem: BenchmarkProblem, options: SimulationOptions, patients: Int?, repeats: Int, blockSize: Int?,
    engine: Engine.Choice
  ) throws {
    let subjects = Array(problem.subjects.prefix(patients ?? .max))
    var options = options
    options.engine = Engine(engine, environment: ProcessInfo.processInfo.environment)
    let times = problem.reference.times
    let run = try EnsembleRun(
      model: problem.model, times: times, options: options,
      blockSize: blockSize
        ?? BlockPlan.blockSize(
          subjectCount: subjects.count, valuesPerSubject: times.count * problem.model.outputs.count))
    self.engine = run.engineReport
    // What is made once (programs, caches) is made here, outside the clock.
    _ = try run.simulate(Array(subjects.prefix(1)))

    var seconds: [Double] = []
    var blocks: [BlockResult] = []
    for _ in 0..<repeats {
      blocks.removeAll()
      let start = Self.processSeconds()
      for block in 0..<run.blockCount(for: subjects.count) {
        blocks.append(
          try run.simulate(block: block, subjectCount: subjects.count) { Array(subjects[$0]) })
      }
      seconds.append(Self.processSeconds() - start)
    }
    self.problem = problem.name
    self.options = options
    self.patients = subjects.count
    self.seconds = seconds.sorted()
    largestError = problem.reference.largestError(of: blocks.flatMap(\.values))
    failedPatients = blocks.reduce(0) { count, block in
      count + block.statuses.filter { $0 != .done }.count
    }
    work = blocks.reduce(into: WorkCount()) { $0 += $1.work }
    // The method that took most of the steps.
    let isMostlyStiff = 2 * work.factorisations > work.steps
    mix = InstructionMix(isMostlyStiff ? run.stepPrograms[run.stepPrograms.count - 1] : run.stepPrograms[0])
  }

  /// CPU time of this process, which works with one thread [s]: what other jobs of the machine hardly
  /// change.
  private static func processSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  /// Work of an average patient, by the counters' names.
  var workPerPatient: [(name: String, count: Double)] {
    Mirror(reflecting: work).children.compactMap { child in
      guard let name = child.label, let count = child.value as? Int else { return nil }
      return (name, Double(count) / Double(patients))
    }
  }

  /// CPU time of a step of a patient [ns], and the least that its arithmetic could take; nil where there are
  /// no steps of a method.
  var nanosecondsPerStep: (measured: Double, least: Double)? {
    let steps = work.steps + work.rejections
    guard work.rightHandSides > 0, steps > 0 else { return nil }
    return (1e9 * seconds[0] / Double(steps), mix.leastNanoseconds)
  }

  /// One line for a terminal.
  var line: String {
    let choice =
      "\(problem) \(options.method.rawValue) rtol \(Self.short(options.rtol)) atol "
      + Self.short(options.atol) + " \(engine.name)"
    let work = workPerPatient.filter { $0.count > 0 }
      .map { "\($0.name) \(String(format: "%.1f", $0.count))" }.joined(separator: ", ")
    let perStep = nanosecondsPerStep.map {
      "; a step " + String(format: "%.1f ns, arithmetic alone %.1f", $0.measured, $0.least)
    }
    let failed = failedPatients > 0 ? "; \(failedPatients) FAILED" : ""
    return choice + ": " + String(format: "%.0f", patientsPerSecond) + " patients per CPU-second"
      + " (\(patients) patients, best of \(seconds.count)), error "
      + "\(Self.short(largestError.value)) in \(largestError.place)"
      + "; per patient: " + work + (perStep ?? "") + failed
  }

  /// The same for machines: one JSON object.
  var json: String {
    struct Object: Encodable {
      let tool = "speciosa"
      let problem: String
      let method: String
      let engine: String
      let rtol: Double
      let atol: Double
      let patients: Int
      let seconds: [Double]
      let patientsPerCPUSecond: Double
      let largestError: Double?
      let errorPlace: String
      let failedPatients: Int
      let workPerPatient: [String: Double]
      let instructionsPerStep: [String: Int]
      let nanosecondsPerStep: Double?
      let leastNanosecondsPerStep: Double?
    }
    let object = Object(
      problem: problem, method: options.method.rawValue, engine: engine.name, rtol: options.rtol,
      atol: options.atol, patients: patients, seconds: seconds, patientsPerCPUSecond: patientsPerSecond,
      largestError: largestError.value.isFinite ? largestError.value : nil, errorPlace: largestError.place,
      failedPatients: failedPatients,
      workPerPatient: Dictionary(workPerPatient.map { ($0.name, $0.count) }, uniquingKeysWith: { a, _ in a }),
      instructionsPerStep: Dictionary(uniqueKeysWithValues: mix.counts.map { ($0.key.rawValue, $0.value) }),
      nanosecondsPerStep: nanosecondsPerStep?.measured,
      leastNanosecondsPerStep: nanosecondsPerStep?.least)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(object)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private static func short(_ number: Double) -> String { String(format: "%.1e", number) }
}
