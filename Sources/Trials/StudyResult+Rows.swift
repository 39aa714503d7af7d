import Evidence
import Simulation

extension StudyResult {
  package struct SummaryRow: Sendable, Hashable {
    package var arm: String
    package var output: String
    package var statistic: String
    /// Nil where the statistic belongs to no single time.
    package var time: Double?
    package var timeUnit: String
    package var value: Double
    package var unit: String
    package var n: Int
    package var tier: String
    package var certainty: String

    package init(
      arm: String, output: String, statistic: String, time: Double? = nil, timeUnit: String,
      value: Double, unit: String, n: Int, tier: String, certainty: String
    ) {
      self.arm = arm
      self.output = output
      self.statistic = statistic
      self.time = time
      self.timeUnit = timeUnit
      self.value = value
      self.unit = unit
      self.n = n
      self.tier = tier
      self.certainty = certainty
    }
  }

  /// A value used, for the table of parameters.
  package struct ParameterUse: Sendable {
    package var symbol: String
    package var value: Double
    package var unit: String
    package var variability: String
    package var uncertainty: String
    package var tier: EvidenceTier
    package var verification: Verification
    package var findings: [String]
    package var note: String
    /// Arms that use the row, where not all do.
    package var arms: [String]

    package init(
      symbol: String, value: Double, unit: String, variability: String, uncertainty: String,
      tier: EvidenceTier, verification: Verification, findings: [String], note: String, arms: [String]
    ) {
      self.symbol = symbol
      self.value = value
      self.unit = unit
      self.variability = variability
      self.uncertainty = uncertainty
      self.tier = tier
      self.verification = verification
      self.findings = findings
      self.note = note
      self.arms = arms
    }
  }

  package struct Failure: Sendable, Hashable {
    package var arm: String
    package var draw: Int
    package var message: String

    package init(
      arm: String, draw: Int, message: String
    ) {
      self.arm = arm
      self.draw = draw
      self.message = message
    }
  }

  package struct Work: Sendable, Hashable {
    package var steps = 0
    package var rejections = 0
    package var rightHandSides = 0
    /// Courses simulated, all arms and draws.
    package var subjects = 0
    /// Every counter.
    package var all = WorkCount()

    package init() {}
  }
}
