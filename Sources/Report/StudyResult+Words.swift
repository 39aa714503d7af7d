import Evidence
import Trials
import Units

/// How the report speaks of a result.
extension StudyResult {
  /// Seconds in the result's unit of time; hours where the unit is none that we know.
  var secondsPerTimeUnit: Double {
    guard let unit = try? Unit(parsing: timeUnit), let second = try? Unit(parsing: "s"),
      unit.isCompatible(with: second)
    else { return 3600 }
    return unit.factor
  }

  /// `week 12`, `day 3`, `hour 1.5`.
  func moment(_ time: Double) -> String {
    let seconds = time * secondsPerTimeUnit
    let (day, week) = (86400.0, 604800.0)
    func isWhole(_ value: Double) -> Bool { (value - value.rounded()).magnitude < 1e-6 }
    if seconds >= 2 * week, isWhole(seconds / week) {
      return "week \(NumberFormat.number((seconds / week).rounded()))"
    }
    if seconds >= 2 * day, isWhole(seconds / day) {
      return "day \(NumberFormat.number((seconds / day).rounded()))"
    }
    return "hour \(NumberFormat.number(seconds / 3600))"
  }

  func arm(_ role: Scenario.Arm.Role) -> Int? { arms.firstIndex { $0.role == role } }

  func course(arm: Int, output: Int) -> Course? { courses.first { $0.arm == arm && $0.output == output } }

  /// The arm whose levels are shown: without an effect on the outcome, but with the product.
  var exposedArm: Int { arm(.null) ?? arms.firstIndex { $0.role != .placebo } ?? 0 }

  func difference(_ role: Scenario.Arm.Role) -> Difference? {
    guard let arm = arm(role) else { return nil }
    return differences.first { $0.arm == arm }
  }

  /// The study asks whether a supposed effect shows: it has an arm with it, or one in which it is zero by setting.
  var asksForEffect: Bool {
    difference(.null) != nil && (difference(.hypothesis) != nil || difference(.null)?.isFixed == true)
  }

  /// Group of the primary output.
  var primaryGroup: String? {
    (difference(.null) ?? differences.first).map { outputs[$0.output].group }
  }

  func assumedShare(_ support: Support) -> Double {
    support.tierShares.filter { $0.tier == .assumed }.reduce(0) { $0 + $1.share }
  }

  var peopleText: String { "\(NumberFormat.count(people)) virtual " }
}
