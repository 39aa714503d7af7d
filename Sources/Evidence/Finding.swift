import Text

/// One fact with its source: a row of a findings table.
///
/// Tables differ in their columns; what all have in common stands in the named members, and the
/// remaining columns are kept in `fields` in the table's order.
package struct Finding: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package let column: String
    package let text: String

    package init(column: String, text: String) {
      self.column = column
      self.text = text
    }
  }

  /// Stable identifier, unique over all tables.
  package let id: String
  /// Topic, that is the table's name without extension.
  package let topic: String
  package let position: SourcePosition
  /// Key of the source.
  package let source: String
  /// The study as cited where the fact was taken down.
  package let study: String
  /// What the fact is about: compound and target, analyte and matrix, drug, gene, quantity of a scale.
  package let subject: String
  package let quantity: String
  package let population: String
  package let n: String
  package let statistic: String
  /// The value as printed: a number, a range, or a word.
  package let valueText: String
  /// The value where it is one number.
  package let value: Double?
  package let lower: Double?
  package let upper: Double?
  /// What `lower` and `upper` are: `range`, `SD`, `90% CI`; blank where the source does not say.
  package let intervalKind: String
  /// Spread about the value as printed: `SD 0.35`, `CV 20%`; blank for none.
  package let spread: String
  package let unit: String
  package let verification: Verification
  /// Where the number was read when not in the source itself, or which part of the source.
  package let verifiedWhere: String
  /// What is known to be doubtful about the row, blank for none.
  package let knownDoubt: String
  package let note: String
  /// All columns as they stand in the table.
  package let fields: [Field]

  package init(
    id: String, topic: String, position: SourcePosition, source: String, study: String, subject: String,
    quantity: String, population: String, n: String, statistic: String, valueText: String,
    value: Double?, lower: Double?, upper: Double?, intervalKind: String, spread: String, unit: String,
    verification: Verification, verifiedWhere: String, knownDoubt: String, note: String,
    fields: [Field]
  ) {
    self.id = id
    self.topic = topic
    self.position = position
    self.source = source
    self.study = study
    self.subject = subject
    self.quantity = quantity
    self.population = population
    self.n = n
    self.statistic = statistic
    self.valueText = valueText
    self.value = value
    self.lower = lower
    self.upper = upper
    self.intervalKind = intervalKind
    self.spread = spread
    self.unit = unit
    self.verification = verification
    self.verifiedWhere = verifiedWhere
    self.knownDoubt = knownDoubt
    self.note = note
    self.fields = fields
  }

  package subscript(column: String) -> String? { fields.first { $0.column == column }?.text }
}
