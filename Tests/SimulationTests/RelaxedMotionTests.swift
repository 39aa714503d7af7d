import Compilation
import ModelIR
import ModelText
import Simulation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// y' = −10⁶·(y − cos t): what is left once the fast motion has died out is y = cos t + 10⁻⁶·sin t + O(10⁻¹²).
/// (Prothero & Robinson 1974, doi:10.1090/S0025-5718-1974-0331793-2.)
struct RelaxedMotionTests {
  @Test(arguments: [1.0, 0.1])
  func outputsAreRightBetweenLongSteps(gap: Double) throws {
    let system = try ModelSystem(
      checking: ModelDocument(parsingAntimony: "y' = -1e6*(y - cos(time)); y = 0", file: "m.ant"))
    let y = try #require(system.symbol(named: "y"))
    let model = try CompiledModel(system, varying: [], outputs: [y])
    let times = (1...Int(10 / gap)).map { Double($0) * gap }
    let result = try EnsembleRun(model: model, times: times).simulate([
      SimulationSubject(id: "1", values: [], doses: [])
    ])
    for (t, value) in zip(times, result.values) {
      #expect(abs(value - (cos(t) + 1e-6 * sin(t))) < 1e-6, "t \(t): \(value)")
    }
  }
}
