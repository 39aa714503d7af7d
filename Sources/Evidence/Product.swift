import Statistics
import Text

/// A form in which the plant is taken: one row of `products.csv` and its analytes.
package struct Product: Hashable, Sendable {
  /// Content of one analyte, per mass of product.
  package struct Content: Hashable, Sendable {
    package let analyte: String
    /// Typical content [mg/g]; nil where none is known, and then `note` says so.
    package let content: Double?
    /// Spread between lots [mg/g]; nil where unknown.
    package let betweenLot: Distribution?
    /// Identifiers of findings; empty where assumed or unknown.
    package let findings: [String]
    package let tier: EvidenceTier
    package let verification: Verification
    package let note: String
    package let position: SourcePosition

    package init(
      analyte: String, content: Double?, betweenLot: Distribution?, findings: [String],
      tier: EvidenceTier, verification: Verification, note: String, position: SourcePosition
    ) {
      self.analyte = analyte
      self.content = content
      self.betweenLot = betweenLot
      self.findings = findings
      self.tier = tier
      self.verification = verification
      self.note = note
      self.position = position
    }
  }

  /// Name used in scenario files.
  package let name: String
  package let title: String
  package let contents: [Content]
  /// Bioavailability relative to the reference product; nil where unknown.
  package let relativeBioavailability: Double?
  /// Its uncertainty; nil where none is stated.
  package let bioavailabilityUncertainty: Distribution?
  package let bioavailabilityFindings: [String]
  package let bioavailabilityTier: EvidenceTier
  package let bioavailabilityNote: String
  /// Ratio of true to labelled content, as published; text, empty where unknown.
  package let labelError: String
  package let note: String
  package let position: SourcePosition

  package init(
    name: String, title: String, contents: [Content], relativeBioavailability: Double?,
    bioavailabilityUncertainty: Distribution?, bioavailabilityFindings: [String],
    bioavailabilityTier: EvidenceTier, bioavailabilityNote: String, labelError: String, note: String,
    position: SourcePosition
  ) {
    self.name = name
    self.title = title
    self.contents = contents
    self.relativeBioavailability = relativeBioavailability
    self.bioavailabilityUncertainty = bioavailabilityUncertainty
    self.bioavailabilityFindings = bioavailabilityFindings
    self.bioavailabilityTier = bioavailabilityTier
    self.bioavailabilityNote = bioavailabilityNote
    self.labelError = labelError
    self.note = note
    self.position = position
  }

  package func content(of analyte: String) -> Content? { contents.first { $0.analyte == analyte } }
}
