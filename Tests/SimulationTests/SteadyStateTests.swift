import Dosing
import Simulation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

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
