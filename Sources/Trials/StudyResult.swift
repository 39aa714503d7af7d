import Evidence

/// What a study found: everything that a report or a results file shows, without the single courses.
package struct StudyResult: Sendable {
  package var scenario: Scenario
  package var arms: [Arm]
  package var outputs: [OutputInfo]
  /// Output times, in `timeUnit`.
  package var times: [Double]
  package var timeUnit: String
  /// Every arm and output, arm slowest.
  package var courses: [Course]
  package var keyNumbers: [KeyNumber]
  package var differences: [Difference]
  package var dropouts: [DropoutCourse]
  package var summary: [SummaryRow]
  /// Every value that the study rests on, those on the way to an output first.
  package var parameters: [ParameterUse]
  /// What is assumed and not observed, in words.
  package var assumptions: [String]
  /// Identifiers of the findings behind the parameters, in order of appearance.
  package var findings: [String]
  package var failures: [Failure]
  /// People simulated at typical values in each arm, and in the draws.
  package var people: Int
  package var draws: Int
  package var peoplePerDraw: Int
  package var work: Work

  package struct Arm: Sendable, Hashable {
    package var name: String
    package var role: Scenario.Arm.Role

    package init(name: String, role: Scenario.Arm.Role) {
      self.name = name
      self.role = role
    }
  }

  package init(
    scenario: Scenario, arms: [Arm], outputs: [OutputInfo], times: [Double], timeUnit: String,
    courses: [Course], keyNumbers: [KeyNumber], differences: [Difference], dropouts: [DropoutCourse],
    summary: [SummaryRow], parameters: [ParameterUse], assumptions: [String], findings: [String],
    failures: [Failure], people: Int, draws: Int, peoplePerDraw: Int, work: Work
  ) {
    self.scenario = scenario
    self.arms = arms
    self.outputs = outputs
    self.times = times
    self.timeUnit = timeUnit
    self.courses = courses
    self.keyNumbers = keyNumbers
    self.differences = differences
    self.dropouts = dropouts
    self.summary = summary
    self.parameters = parameters
    self.assumptions = assumptions
    self.findings = findings
    self.failures = failures
    self.people = people
    self.draws = draws
    self.peoplePerDraw = peoplePerDraw
    self.work = work
  }

  /// What an output rests on.
  package struct OutputInfo: Sendable {
    /// Path of the symbol.
    package var id: String
    package var label: String
    package var unit: String
    package var group: String
    package var support: Support
    package var scale: Scenario.Output.Scale?

    package init(
      id: String, label: String, unit: String, group: String, support: Support,
      scale: Scenario.Output.Scale? = nil
    ) {
      self.id = id
      self.label = label
      self.unit = unit
      self.group = group
      self.support = support
      self.scale = scale
    }
  }
}
