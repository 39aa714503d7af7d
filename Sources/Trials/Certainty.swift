/// A certainty statement in GRADE words, with the reason of every subtraction.
package struct Certainty: Sendable, Hashable {
  package enum Word: Int, CaseIterable, Sendable, Hashable, Comparable, CustomStringConvertible {
    case notRated, veryLow, low, moderate, high

    package static func < (a: Word, b: Word) -> Bool { a.rawValue < b.rawValue }

    package var description: String {
      switch self {
      case .notRated: "not rated"
      case .veryLow: "very low"
      case .low: "low"
      case .moderate: "moderate"
      case .high: "high"
      }
    }
  }

  package var word: Word
  /// Points before the caps; 4 is the most.
  package var score: Int
  package var reasons: [Reason]

  package struct Reason: Sendable, Hashable {
    /// Points, negative for a subtraction; 0 for a cap.
    package var points: Int
    package var text: String

    package init(points: Int, text: String) {
      self.points = points
      self.text = text
    }
  }

  package init(word: Word, score: Int, reasons: [Reason]) {
    self.word = word
    self.score = score
    self.reasons = reasons
  }
}
