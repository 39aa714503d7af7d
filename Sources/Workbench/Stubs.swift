import Text
import Trials

package struct ScenarioRequest: Sendable {
  package init(scenario: String, size: Int?, seed: UInt64?, choices: RunChoices, unusable: [String]) {}
}
package func simulateScenario(_ request: ScenarioRequest, library: Library?, progress: @escaping ProgressHandler) async throws -> RunReport { throw Problems("not yet") }
