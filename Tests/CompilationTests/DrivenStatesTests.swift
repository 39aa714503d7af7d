import Compilation
import ModelIR
import ModelText
import Testing

struct DrivenStatesTests {
  private func compiled(_ text: String) throws -> CompiledModel {
    let system = try ModelSystem(checking: ModelDocument(parsingAntimony: text, file: "model.ant"))
    return try CompiledModel(system, varying: [], outputs: [])
  }

  private func names(_ states: [Int], _ model: CompiledModel) -> [String] {
    states.map { model.system.symbols[model.system.states[$0].symbol.index].name }
  }

  @Test func followersAreFoundInLevels() throws {
    let model = try compiled(
      """
      a' = -a*b; b' = a - b^2
      tolerance' = 0.1*(a - tolerance)
      effect' = kout*(1 + a/(1 + tolerance) - effect); kout = 0.3
      a = 1; b = 1; tolerance = 0; effect = 1
      """)
    let driven = try #require(model.driven)
    #expect(names(driven.core, model) == ["a", "b"])
    #expect(driven.levels.map { names($0.states, model) } == [["tolerance"], ["effect"]])
  }

  @Test func whatFeedsBackOrCollectsOrIsNotLinearStaysInTheCore() throws {
    // x reads y and y reads x; q is quadratic in itself; total only collects.
    let model = try compiled(
      """
      x' = 1 - x*y; y' = x - y; q' = x - q^2; total' = 0.2*w; w' = x - 0.2*w
      x = 1; y = 1; q = 0; total = 0; w = 0
      """)
    #expect(model.driven == nil)
  }
}
