import Text

package struct ScenarioRequest: Sendable {
  package init(scenario: String, size: Int?, seed: UInt64?, choices: RunChoices, unusable: [String]) {}
}
package func simulateScenario(_ request: ScenarioRequest, library: Library?, progress: @escaping ProgressHandler) async throws -> RunReport { throw Problems("not yet") }
package struct EvaluationRequest: Sendable {
  package init(model: String?, output: String?, force: Bool, threads: Int?) {}
}
package struct EvaluationReport: Sendable { package var text: String; package var missCount: Int }
package func evaluate(_ request: EvaluationRequest, library: Library?, progress: @escaping ProgressHandler) async throws -> EvaluationReport { throw Problems("not yet") }
func checkScenario(_ file: InputFile, library: Library?) throws(Problems) -> CheckReport {
  throw Problems("scenarios are not checked yet")
}
