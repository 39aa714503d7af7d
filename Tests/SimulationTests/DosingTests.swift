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

/// Covariates that change with time.
struct CovariateTests {
  private let options = DosingTests.options(.dop853)
  private let model = """
    WT = 70; F_A = 0.5*WT/70; k0 = 0.01; k = k0*WT
    A = 0; A' = -k*A; C := A
    """
  private let data = """
    ID,TIME,EVID,AMT,CMT,II,ADDL,WT
    1,0,1,100,A,.,.,10
    1,2,0,.,.,.,.,10
    1,5,2,.,.,.,.,30
    1,6,0,.,.,.,.,.
    1,9,0,.,.,.,.,20
    """

  private func values(_ covariates: CovariateInterpolation) throws -> [Double] {
    try run(data: data, model: model, covariates: covariates, options: options).values
  }

  /// A·exp(−k0·∫WT dt); the share at the dose is 0.5·10/70.
  private func expected(_ areas: [Double]) -> [Double] { areas.map { 100 * 0.5 * 10 / 70 * exp(-0.01 * $0) } }

  @Test func lastValueHolds() throws {
    #expect(largestRelativeError(try values(.locf), expected([20, 80, 170])) < 1e-10)
  }

  @Test func nextValueHoldsSinceTheRecordBefore() throws {
    #expect(largestRelativeError(try values(.nocb), expected([20, 130, 190])) < 1e-10)
  }

  @Test func straightLines() throws {
    // 10 until 2, to 30 at 5, to 20 at 9
    let areas: [Double] = [20, 80 + 28.75, 80 + 100]
    #expect(largestRelativeError(try values(.linear), expected(areas)) < 1e-10)
  }

  @Test func aRepeatedDoseKeepsTheShareOfItsRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,ADDL,WT\n1,0,1,100,A,4,2,70\n1,1,2,.,.,.,.,140\n1,9,0,.,.,.,.,140\n",
      model: "WT = 70; F_A = 0.5*WT/70; A = 0; A' = -0*A; C := A", options: options)
    #expect(abs(found.values[0] - 150) < 1e-9)
  }

  @Test func initialValuesFollowTheFirstRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,WT\n1,0,0,.,.,50\n1,3,3,.,.,80\n1,3,0,.,.,80\n",
      model: "WT = 70; A = 2*WT; A' = -0.1*A; C := A", options: options)
    #expect(found.values == [100, 160])
  }

  @Test func anOutputReadsTheCovariateOfItsRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,V\n1,0,1,60,A,10\n1,4,0,.,.,10\n1,4,0,.,.,20\n1,8,0,.,.,20\n",
      model: "V = 10; A = 0; A' = 0*A; C := A/V", options: options)
    #expect(found.times == [4, 4, 8])
    #expect(found.values == [6, 3, 3])
  }

  /// The series has the record's value, also where it lies on a line that starts there.
  @Test func steadyStateHoldsACovariateThatRunsAlongALine() throws {
    let found = try run(
      data:
        "ID,TIME,EVID,AMT,CMT,II,SS,WT\n1,0,0,.,.,.,.,10\n1,4,1,50,A,12,1,20\n1,4,0,.,.,.,.,20\n1,9,0,.,.,.,.,30\n",
      model: "WT = 70; A = 0; k = 0.01*WT; A' = -k*A; C := A", covariates: .linear, options: options)
    let start = DoseResponse(terms: [(1, 0.2)]).series(50, every: 12, last: 4, 4)
    #expect(largestRelativeError(Array(found.values[1...]), [start, start * exp(-0.01 * 25 * 5)]) < 1e-9)
  }

  @Test func steadyStateTakesTheValuesOfItsRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,SS,WT\n1,0,0,.,.,.,.,10\n1,4,1,50,A,12,1,20\n1,7,0,.,.,.,.,20\n",
      model: "WT = 70; A = 0; k = 0.01*WT; A' = -k*A; C := A", options: options)
    let expected = DoseResponse(terms: [(1, 0.2)]).series(50, every: 12, last: 4, 7)
    #expect(abs(found.values[1] / expected - 1) < 1e-9)
  }
}

/// What steady states cost, and that nothing of a subject depends on its neighbours.
struct SteadyStateSearchTests {
  /// A linear map of three states with factors 0.9999, 0.5 and −0.3 needs four images.
  @Test func linearCompartmentsNeedOneCycleMoreThanTheyAreMany() throws {
    let matrix = [[0.9999, 0.2, 0.0], [0.0, 0.5, 0.1], [0.0, 0.0, -0.3]]
    let dose = [1.0, 2, 3]
    var search = FixedPointSearch(rtol: 1e-10, atol: 1e-12, isIgnored: [false, false, false])
    var state = [0.0, 0, 0]
    var isFound = false
    while !isFound, search.cycles < 20 {
      let image = matrix.indices.map { row in
        dose[row] + zip(matrix[row], state).reduce(0) { $0 + $1.0 * $1.1 }
      }
      switch search.add(start: state, image: image) {
      case .found: isFound = true
      case .next(let next): state = next
      case .givenUp: Issue.record("given up")
      }
    }
    #expect(isFound && search.cycles <= 8, "\(search.cycles) cycles")
    let third = 3 / 1.3
    let second = (2 + 0.1 * third) / 0.5
    #expect(largestRelativeError(state, [(1 + 0.2 * second) / 1e-4, second, third]) < 1e-7)
  }

  @Test func whatGrowsForEverIsNotSteady() {
    var search = FixedPointSearch(rtol: 1e-6, atol: 1e-8, isIgnored: [false])
    var state = [0.0]
    while true {
      switch search.add(start: state, image: [state[0] + 8]) {
      case .found: Issue.record("found at \(state)"); return
      case .next(let next): state = next
      case .givenUp: return
      }
    }
  }

  /// By repetition alone the slow compartment would take about 8,000 intervals to 1e-8.
  @Test func aSlowCompartmentCostsFewSteps() throws {
    let doses = [DoseEvent(time: 0, amount: 80, compartment: "A", interval: 8, steadyState: .replacing)]
    let model = try compile(
      "A = 0; E = 0; A' = -0.2*A; E' = 0.01*A - 0.00028881*E", outputs: ["E"], doses: doses)
    let run = try EnsembleRun(model: model, times: [8], options: DosingTests.options(.dop853))
    let result = try run.simulate([SimulationSubject(id: "1", values: [], doses: doses)])
    #expect(result.statuses == [.done] && result.work.steps < 500, "\(result.work)")
  }

  @Test func sameBitsAloneAndAmongOthers() throws {
    func subject(_ i: Int) -> SimulationSubject {
      let x = Double(i % 17) / 17
      return SimulationSubject(
        id: "\(i)", values: [0.2 + x, 70],
        doses: [
          DoseEvent(
            time: 0, amount: 50 + x, compartment: "A", lag: .number(x), interval: 8, additional: i % 3,
            input: i % 2 == 0 ? .bolus : .duration(.number(3 + 10 * x)),
            steadyState: i % 3 == 0 ? .adding : .replacing),
          .reset(at: 40 + x),
        ], changes: [CovariateSegment(time: 5 * x, order: 0, values: [0.2 + x, 60 + 20 * x])])
    }
    let model = try compile(
      "ka = 1; WT = 70; A = 0; B = 1; A' = -ka*A*WT/(60 + A); B' = 0.1*A - 0.3*B + 0.3*cos(0.26*time)",
      varying: ["ka", "WT"], outputs: ["A", "B"], doses: subject(1).doses)
    let run = try EnsembleRun(model: model, times: [1, 7, 8, 20, 50])
    let all = try run.simulate((0..<130).map(subject))
    let isDone = all.statuses.allSatisfy { $0 == .done }
    #expect(isDone)
    for i in [0, 5, 63, 64, 129] {
      let alone = try run.simulate([subject(i)]).values.map(\.bitPattern)
      #expect(alone == all.values[i * 10..<(i + 1) * 10].map(\.bitPattern))
    }
  }

  @Test func anImplicitMethodFindsTheSameSteadyState() throws {
    var options = SimulationOptions()
    options.method = .rodas5p
    options.rtol = 1e-9
    options.atol = 1e-11
    let data =
      "ID,TIME,EVID,AMT,CMT,RATE,II,SS,ALAG\n1,0,1,100,A1,5,8,1,3\n1,1,0,.,.,.,.,.,.\n1,7,0,.,.,.,.,.,.\n"
    let found = try run(data: data, model: TwoCompartments.text, options: options).values
    let central = TwoCompartments.central
    let expected = [
      central.series(100, over: 20, every: 8, last: -5, 1),
      central.series(100, over: 20, every: 8, last: 3, 7),
    ]
    #expect(largestRelativeError(found, expected) < 1e-6)
  }
}
