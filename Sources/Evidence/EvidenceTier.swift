/// How close the observations behind a number are to people, best to worst.
///
/// The order is that of directness, so `a < b` reads "a is the better tier" and the weakest tier on a
/// path is the largest.
package enum EvidenceTier: Int, CaseIterable, Comparable, Hashable, Sendable, CustomStringConvertible {
  /// Measured in people under a protocol that the investigators set.
  case humanTrial
  /// Measured in people whose exposure nobody assigned: surveys, cohorts, case series, product samples.
  case humanObservational
  /// Human tissue, cells, enzymes or receptors outside the body.
  case humanExVivo
  case animal
  /// Taken over from another drug or another condition.
  case analogue
  /// A choice of ours; its reason stands in the note.
  case assumed

  package init?(text: some StringProtocol) {
    guard let tier = Self.allCases.first(where: { $0.description == text }) else { return nil }
    self = tier
  }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  package var description: String {
    switch self {
    case .humanTrial: "human-trial"
    case .humanObservational: "human-observational"
    case .humanExVivo: "human-ex-vivo"
    case .animal: "animal"
    case .analogue: "analogue"
    case .assumed: "assumed"
    }
  }

  package static var words: String { allCases.map(\.description).joined(separator: ", ") }
}

/// How a number came from its source into our table.
package enum Verification: Int, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// Read in the source itself, often only in its abstract or one table.
  case primary
  /// Read in an official product label.
  case label
  /// Computed by a stated rule from named inputs.
  case computed
  /// Read in another work that cites the source.
  case secondary
  /// Recalled; no source was open. Not to be relied on before one is.
  case memory
  /// Chosen, not observed.
  case assumed

  package init?(text: some StringProtocol) {
    guard let mark = Self.allCases.first(where: { $0.description == text }) else { return nil }
    self = mark
  }

  package var description: String {
    switch self {
    case .primary: "primary"
    case .label: "label"
    case .computed: "computed"
    case .secondary: "secondary"
    case .memory: "memory"
    case .assumed: "assumed"
    }
  }

  package static var words: String { allCases.map(\.description).joined(separator: ", ") }
}
