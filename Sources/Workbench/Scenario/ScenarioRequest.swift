import Text

/// A scenario to run, with what the command line changes in it.
package struct ScenarioRequest: Sendable, Codable {
  package var scenario: String
  /// Number of people in place of the scenario's.
  package var size: Int?
  package var seed: UInt64?
  package var choices: RunChoices
  /// Options that were given and mean nothing here.
  package var unusable: [String]

  package init(
    scenario: String, size: Int? = nil, seed: UInt64? = nil, choices: RunChoices, unusable: [String] = []
  ) {
    self.scenario = scenario
    self.size = size
    self.seed = seed
    self.choices = choices
    self.unusable = unusable
  }

  func validate() throws(Problems) {
    var problems = unusable.map {
      Problem("\($0) belongs to models; a scenario states its own doses, times and outputs")
    }
    if let size, size < 1 { problems.append(Problem("--size is \(size); at least 1 person is expected")) }
    if !problems.isEmpty { throw Problems(problems) }
  }
}
