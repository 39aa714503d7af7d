import Statistics
import Text
import Units

/// Who is in a population: a file of `populations/`.
package struct PopulationTable: Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Share of the population of which `symbol` is true.
    case share
    /// A measured property; `value` is its typical value, `distribution` its spread.
    case covariate
    /// `symbol` is `a:b`; `value` is the correlation of the underlying normal variables.
    case correlation
  }

  package enum Sex: String, CaseIterable, Hashable, Sendable { case male, female, both }

  package struct Row: Hashable, Sendable {
    package let symbol: String
    package let kind: Kind
    package let sex: Sex
    package let value: Double
    package let unit: Unit
    /// Spread in the row's unit; nil for none.
    package let distribution: Distribution?
    /// Identifiers of findings; empty where assumed.
    package let findings: [String]
    package let tier: EvidenceTier
    package let verification: Verification
    package let note: String
    package let position: SourcePosition
  }

  /// File name without folder and extension.
  package let name: String
  package let file: String
  package let rows: [Row]

  package func rows(_ kind: Kind) -> [Row] { rows.filter { $0.kind == kind } }

  /// The row of a symbol for one sex; falls back to `both`.
  package func row(_ symbol: String, _ sex: Sex) -> Row? {
    rows.first { $0.symbol == symbol && $0.sex == sex }
      ?? rows.first { $0.symbol == symbol && $0.sex == .both }
  }

  /// - Throws: `Problems` for a wrong word, number or unit, a share outside 0...1, a correlation
  ///   outside −1...1 or of an unknown symbol, a repeated row.
  package init(parsing text: String, file: String, name: String) throws(Problems) {
    var reader = try TableReader(
      text, file: file,
      columns: [
        "symbol", "kind", "sex", "value", "unit", "distribution", "findings", "tier", "verification",
        "note",
      ])
    var rows: [Row] = []
    for row in reader.table.rows {
      let symbol = reader.required(row, "symbol")
      let kind =
        reader.choice(row, "kind", words: Kind.allCases.map(\.rawValue).joined(separator: ", ")) {
          Kind(rawValue: $0)
        } ?? .covariate
      let sex =
        reader.choice(row, "sex", words: Sex.allCases.map(\.rawValue).joined(separator: ", ")) {
          Sex(rawValue: $0)
        } ?? .both
      let value = reader.number(row, "value")
      if reader.text(row, "value").isEmpty { reader.fault("'\(symbol)' has no value", row) }
      if kind == .share, let value, !(0...1).contains(value) {
        reader.fault("the share '\(symbol)' is \(shortNumber(value)); expected 0 to 1", row)
      }
      if kind == .correlation, let value, !(-1 < value && value < 1) {
        reader.fault("the correlation '\(symbol)' is \(shortNumber(value)); expected between -1 and 1", row)
      }
      if rows.contains(where: { $0.symbol == symbol && $0.sex == sex }) {
        reader.fault("'\(symbol)' for '\(sex.rawValue)' appears twice", row)
      }
      rows.append(
        Row(
          symbol: symbol, kind: kind, sex: sex, value: value ?? 0, unit: reader.unit(row),
          distribution: reader.distribution(row, "distribution", typical: value),
          findings: reader.findings(row),
          tier: reader.tier(row), verification: reader.verification(row), note: reader.text(row, "note"),
          position: reader.position(row)))
    }
    var problems = reader.problems
    for row in rows where row.kind == .correlation {
      let pair = row.symbol.split(separator: ":").map(String.init)
      let isKnown = pair.allSatisfy { name in rows.contains { $0.symbol == name && $0.kind == .covariate } }
      if pair.count != 2 || !isKnown {
        problems.append(
          Problem("'\(row.symbol)' does not name two covariates of this file as a:b", at: row.position))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    self.name = name
    self.file = file
    self.rows = rows
  }
}

/// How much is taken in real life: a row of `intake.csv`.
package struct IntakeRow: Hashable, Sendable {
  package let quantity: String
  package let value: Double
  package let unit: Unit
  /// Spread between people, nil for none.
  package let variability: Distribution?
  /// Uncertainty of the typical value, nil for none.
  package let uncertainty: Distribution?
  package let findings: [String]
  package let tier: EvidenceTier
  package let verification: Verification
  package let note: String
  package let position: SourcePosition

  static func read(_ text: String, file: String, problems: inout [Problem]) throws(Problems) -> [IntakeRow] {
    var reader = try TableReader(
      text, file: file,
      columns: [
        "quantity", "value", "unit", "variability", "uncertainty", "findings", "tier", "verification",
        "note",
      ])
    var rows: [IntakeRow] = []
    for row in reader.table.rows {
      if reader.text(row, "value").isEmpty { reader.fault("column 'value' is blank", row) }
      let value = reader.number(row, "value")
      rows.append(
        IntakeRow(
          quantity: reader.required(row, "quantity"), value: value ?? 0, unit: reader.unit(row),
          variability: reader.distribution(row, "variability", typical: value),
          uncertainty: reader.distribution(row, "uncertainty", typical: value),
          findings: reader.findings(row), tier: reader.tier(row), verification: reader.verification(row),
          note: reader.required(row, "note"), position: reader.position(row)))
    }
    problems += reader.problems
    return rows
  }
}

/// Molar mass of an analyte: a row of `molar-masses.csv`.
package struct MolarMass: Hashable, Sendable {
  package let analyte: String
  package let formula: String
  package let mass: Quantity
  package let verification: Verification
  package let note: String
  package let position: SourcePosition

  static func read(_ text: String, file: String, problems: inout [Problem]) throws(Problems) -> [MolarMass] {
    var reader = try TableReader(
      text, file: file, columns: ["analyte", "formula", "molar_mass", "unit", "verification", "note"])
    var rows: [MolarMass] = []
    for row in reader.table.rows {
      let analyte = reader.required(row, "analyte")
      if rows.contains(where: { $0.analyte == analyte }) { reader.fault("'\(analyte)' appears twice", row) }
      let value = reader.number(row, "molar_mass") ?? 0
      let unit = reader.unit(row)
      if value <= 0 { reader.fault("the molar mass of '\(analyte)' is not positive", row) }
      if unit.dimension != Unit.molarMassDimension {
        reader.fault("'\(unit.symbol)' is not a unit of molar mass; expected g/mol", row)
      }
      rows.append(
        MolarMass(
          analyte: analyte, formula: reader.text(row, "formula"), mass: Quantity(value, unit),
          verification: reader.verification(row), note: reader.text(row, "note"),
          position: reader.position(row)))
    }
    problems += reader.problems
    return rows
  }
}
