import Dosing
import Simulation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Every way to dose against what superposition says, to 1e-8.
struct DosingTests {
  static let accuracy = 1e-8

  static func options(_ method: SimulationOptions.Method) -> SimulationOptions {
    var options = SimulationOptions()
    options.method = method
    options.rtol = 1e-12
    options.atol = 1e-13
    return options
  }

  private func check(_ situation: DosingSituation, _ method: SimulationOptions.Method) throws {
    let (times, values) = try run(
      data: records(situation.doses, observing: situation.times), model: TwoCompartments.text,
      options: Self.options(method))
    #expect(times == situation.times)
    let expected = situation.times.map(situation.expected)
    let scale = expected.max() ?? 0
    for (index, time) in times.enumerated() {
      let error = abs(values[index] - expected[index])
      // Relative to the value, and where it has nearly gone to a millionth of the peak.
      #expect(
        error <= Self.accuracy * max(abs(expected[index]), 1e-6 * scale) + 1e-11,
        "at \(time): \(values[index]) instead of \(expected[index])")
    }
  }

  @Test(arguments: DosingSituation.all) func stepByStep(situation: DosingSituation) throws {
    try check(situation, .dop853)
  }

  /// The exact solver for linear models, where it takes the subject.
  @Test(arguments: DosingSituation.all) func byTheMethodChosen(situation: DosingSituation) throws {
    try check(situation, .auto)
  }

  @Test func theTableHasFortySituations() {
    #expect(DosingSituation.all.count >= 40)
    #expect(Set(DosingSituation.all.map(\.name)).count == DosingSituation.all.count)
  }
}

/// What stands at the same time keeps the order of the data.
struct RecordOrderTests {
  private let options = DosingTests.options(.dop853)
  private let model = "A1 = 0; A1' = -0.1*A1; C := A1"

  private func values(_ rows: String) throws -> [Double] {
    try run(data: "ID,TIME,EVID,AMT,CMT,II,ADDL\n\(rows)", model: model, options: options).values
  }

  @Test func anObservationBeforeADoseIsReadBeforeIt() throws {
    let left = 100 * exp(-1.0)
    #expect(
      try values("1,0,1,100,A1,.,.\n1,10,0,.,.,.,.\n1,10,1,50,A1,.,.\n").map { $0 / left }.allSatisfy {
        abs($0 - 1) < 1e-10
      })
    let after = try values("1,0,1,100,A1,.,.\n1,10,1,50,A1,.,.\n1,10,0,.,.,.,.\n")
    #expect(abs(after[0] / (left + 50) - 1) < 1e-10)
  }

  @Test func troughAndPeakOfOneTime() throws {
    let left = 100 * exp(-1.0)
    let both = try values(
      "1,0,1,100,A1,.,.\n1,10,0,.,.,.,.\n1,10,1,50,A1,.,.\n1,10,0,.,.,.,.\n1,12,0,.,.,.,.\n")
    #expect(both.count == 3)
    #expect(abs(both[0] / left - 1) < 1e-10 && abs(both[1] / (left + 50) - 1) < 1e-10)
    #expect(abs(both[2] / ((left + 50) * exp(-0.2)) - 1) < 1e-10)
  }

  @Test func anObservationAtTheStartBeforeTheFirstDose() throws {
    #expect(try values("1,0,0,.,.,.,.\n1,0,1,100,A1,.,.\n1,0,0,.,.,.,.\n") == [0, 100])
  }

  @Test func aDoseThatAnEarlierRecordImpliesIsGivenBeforeTheRecordsOfItsTime() throws {
    let values = try values("1,0,1,100,A1,10,1\n1,10,0,.,.,.,.\n")
    #expect(abs(values[0] / (100 * exp(-1.0) + 100) - 1) < 1e-10)
  }

  @Test func anObservationBeforeAReset() throws {
    let values = try values("1,0,1,100,A1,.,.\n1,10,0,.,.,.,.\n1,10,3,.,.,.,.\n1,10,0,.,.,.,.\n")
    #expect(abs(values[0] / (100 * exp(-1.0)) - 1) < 1e-10 && values[1] == 0)
  }

  @Test func anotherSubjectsRecordsDoNotMoveASubjectsOutput() throws {
    let rows = "1,0,1,100,A1,.,.\n1,10,0,.,.,.,.\n1,10,1,50,A1,.,.\n"
    let alone = try values(rows)
    let together = try values(rows + "2,0,1,1,A1,.,.\n2,10,1,1,A1,.,.\n2,10,0,.,.,.,.\n2,20,0,.,.,.,.\n")
    #expect(alone[0] == together[0])
  }
}

/// Resets and steady states of models that are more than linear compartments.
struct FurtherDosingTests {
  private let options = DosingTests.options(.dop853)

  @Test func aResetGivesTheInitialValuesBack() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,RATE\n1,0,1,30,R,2\n1,4,3,.,.,.\n1,4,0,.,.,.\n1,9,0,.,.,.\n",
      model: "k = 0.3; base = 7; R = base; R' = k*(base - R) + 0*time; C := R", options: options)
    #expect(found.values.allSatisfy { abs($0 - 7) < 1e-10 })
  }

  /// dA/dt = −Vmax·A/(Km + A): by brute force, and against the solution's invariant
  /// Km·ln(A0/A1) + A0 − A1 = Vmax·τ (Wagner 1973, doi:10.1007/BF01060041) between peak and trough.
  @Test func saturableEliminationAtSteadyState() throws {
    let model = "Vmax = 12; Km = 40; A = 0; A' = -Vmax*A/(Km + A); C := A"
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,SS\n1,0,1,80,A,12,1\n1,0,0,.,.,.,.\n1,12,0,.,.,.,.\n", model: model,
      options: options
    ).values
    let (peak, trough) = (found[0], found[1])
    #expect(abs(peak - trough - 80) < 1e-7)
    #expect(abs((40 * log(peak / trough) + peak - trough) / 144 - 1) < 1e-9)
    let brute = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,ADDL\n1,0,1,80,A,12,400\n1,4800,0,.,.,.,.\n1,4812,0,.,.,.,.\n",
      model: model, options: options
    ).values
    #expect(largestRelativeError(found, brute) < 1e-8)
  }

  @Test func moreThanCanBeEliminatedHasNoSteadyState() {
    #expect {
      try run(
        data: "ID,TIME,EVID,AMT,CMT,II,SS\n1,0,1,80,A,12,1\n1,0,0,.,.,.,.\n",
        model: "Vmax = 6; Km = 40; A = 0; A' = -Vmax*A/(Km + A); C := A", options: SimulationOptions())
    } throws: { "\($0)".contains("noSteadyState") }
  }

  /// A rhythm of 24 h under doses every 8 h: by brute force with the same clock.
  @Test func aRhythmKeepsItsClock() throws {
    let model = """
      A = 0; R = 1; A' = -0.2*A
      R' = 0.3*(1 + 0.4*cos(0.2617993877991494*time))*(1 - 0.8*A/(50 + A)) - 0.1*R; C := R
      """
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,ADDL,SS\n1,3,1,80,A,8,5,1\n1,3,0,.,.,.,.,.\n1,20.5,0,.,.,.,.,.\n",
      model: model, options: options
    ).values
    let brute = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,ADDL\n1,3,1,80,A,8,305\n1,2403,0,.,.,.,.\n1,2420.5,0,.,.,.,.\n",
      model: model, options: options
    ).values
    #expect(largestRelativeError(found, brute) < 1e-8)
  }

  /// A deep compartment with a half-life of 100 days under doses every 8 h: exp(−λτ) = 0.9977.
  @Test func aSlowCompartmentAtSteadyState() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,SS\n1,0,1,80,A,8,1\n1,0,0,.,.,.,.\n1,8,0,.,.,.,.\n",
      model: "A = 0; E = 0; A' = -0.2*A; E' = 0.01*A - 0.00028881*E; C := E", options: options
    ).values
    // Σ over the series of 80·0.01/(0.2 − λ)·(exp(−λt) − exp(−0.2t)), at t = 0 and 8.
    let lambda = 0.00028881
    let expected = [0.0, 8].map { t in
      80 * 0.01 / (0.2 - lambda)
        * (exp(-lambda * t) / -expm1(-lambda * 8) - exp(-0.2 * t) / -expm1(-0.2 * 8))
    }
    #expect(largestRelativeError(found, expected) < 1e-8)
  }

  /// dR/dt = kin·(1 − C/(IC50 + C)) − kout·R from its baseline, by brute force.
  @Test func aTurnoverAtSteadyStateStartsFromItsBaseline() throws {
    let model = """
      ka = 0.9; A = 0; D = 0; R = 10; AUC = 0
      D' = -ka*D; A' = ka*D - 0.3*A; R' = 2*(1 - A/(20 + A)) - 0.2*R; AUC' = A; C := R
      """
    let found = try run(
      data:
        "ID,TIME,EVID,AMT,CMT,II,ADDL,SS,ALAG\n1,0,1,80,D,6,3,1,1.25\n1,1,0,.,.,.,.,.,.\n1,17,0,.,.,.,.,.,.\n",
      model: model, options: options
    ).values
    let brute = try run(
      data:
        "ID,TIME,EVID,AMT,CMT,II,ADDL,ALAG\n1,0,1,80,D,6,103,1.25\n1,601,0,.,.,.,.,.\n1,617,0,.,.,.,.,.\n",
      model: model, options: options
    ).values
    #expect(largestRelativeError(found, brute) < 1e-8)
  }

  @Test func whatCollectsStartsAnewAtSteadyState() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,SS\n1,0,1,9,A,8,.\n1,5,1,80,A,8,1\n1,5,0,.,.,.,.\n1,13,0,.,.,.,.\n",
      model: "A = 0; AUC = 0; A' = -0.2*A; AUC' = A; C := AUC", options: options
    ).values
    // At steady state the area of an interval is dose / k.
    #expect(abs(found[0]) < 1e-12 && abs(found[1] / 400 - 1) < 1e-9)
  }

  /// A species given as a concentration: a dose changes it by amount / volume.
  @Test func aConcentrationReceivesAmounts() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,RATE,II,SS\n1,0,1,100,S,25,12,1\n1,3,0,.,.,.,.,.\n1,9,0,.,.,.,.,.\n",
      model: "compartment V = 20; species S in V; S = 0; S' = -0.15*S; C := S", options: options)
    let response = DoseResponse(terms: [(1.0 / 20, 0.15)])
    let expected = found.times.map { response.series(100, over: 4, every: 12, last: 0, $0) }
    #expect(largestRelativeError(found.values, expected) < 1e-8)
  }
}
