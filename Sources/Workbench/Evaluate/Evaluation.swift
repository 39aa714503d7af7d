import Text
import Units

/// What a model must reproduce: `Models/<name>/evaluation.yaml`.
struct Evaluation {
  /// A typical person, or virtual people, with doses and sampling times.
  struct Scenario {
    var id: String
    var doses: [Dose]
    /// Sampling times [s].
    var times: [Double]
    /// Nil for the one typical person.
    var subjects: Int?
    var seed: UInt64
    /// Values of parameters for this scenario, by name.
    var values: [(name: String, quantity: Quantity)]
    /// Named alternative of the parameter set; empty for the default.
    var alternative: String
    var position: SourcePosition
  }

  struct Dose {
    var amount: Quantity
    var into: String
    /// Time of the first dose [s].
    var at: Double
    /// Name of a parameter, or a number.
    var bioavailability: String?
    /// Time between doses [s] and number of doses after the first.
    var interval: Double
    var additional: Int
    var position: SourcePosition
  }

  enum Statistic: String, CaseIterable {
    case Cmax, Cmin, tmax, AUClast, AUCinf, AUCtau, thalf, value, mean, max, min, ratio, difference
  }

  enum Summary: String, CaseIterable { case typical, median, mean, CV, SD, share }

  struct Observed {
    var value: Double?
    var sd: Double?
    var lower: Double?
    var upper: Double?
    var unit: Unit
    var findings: [String]
    var study: String
  }

  enum Acceptance {
    /// Relative to the observed value.
    case within(Double)
    /// In the observed unit; nil for an open end.
    case range(lower: Double?, upper: Double?)
  }

  struct Target {
    var id: String
    var what: String
    var scenario: String?
    var output: String?
    var statistic: Statistic?
    var summary: Summary
    /// Two other targets, for a ratio or difference.
    var of: [String]
    /// From and to [s].
    var window: (from: Double, to: Double)?
    /// [s]
    var at: Double?
    var observed: Observed
    var acceptance: Acceptance?
    /// Why the target cannot be computed yet; it is then neither inside nor outside.
    var reasonNotPossible: String?
    /// Text that explains a miss which the model's page states; the target still counts as outside.
    var note: String
    /// The value was used to set parameters: agreement is a fit, not a test.
    var isFitted: Bool
    var position: SourcePosition
  }

  var model: String
  var file: String
  var scenarios: [Scenario]
  var targets: [Target]
}
