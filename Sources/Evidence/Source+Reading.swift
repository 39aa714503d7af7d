import Text

extension Source {
  static let columns = ["key", "title_or_study", "doi", "doi_verified", "locator", "kind", "note"]

  /// Reads `sources.csv`.
  ///
  /// Faults: repeated key or DOI, malformed key or DOI, a DOI whose standing is `none` and the reverse,
  /// an unknown kind, a source of which neither locator nor note says where it is.
  static func read(_ text: String, file: String, problems: inout [Problem]) throws(Problems) -> [Source] {
    var reader = try TableReader(text, file: file, columns: columns)
    var sources: [Source] = []
    var keys: [String: Int] = [:]
    var dois: [String: String] = [:]
    for row in reader.table.rows {
      let key = reader.required(row, "key")
      let doi = reader.text(row, "doi")
      if !key.isEmpty && !isSlug(key) {
        reader.fault("the key '\(key)' may hold small letters, digits and hyphens only", row)
      }
      if let line = keys.updateValue(row.line, forKey: key) {
        reader.fault("the key '\(key)' stands in line \(line) already", row)
      }
      let standing =
        reader.choice(
          row, "doi_verified", words: DOIStanding.allCases.map(\.rawValue).joined(separator: ", "),
          { DOIStanding(rawValue: $0) }) ?? .none
      if !doi.isEmpty {
        if !isDOI(doi) {
          reader.fault(
            "'\(doi)' is not a DOI; expected 10.NNNN/suffix in small letters without resolver", row)
        }
        if let other = dois.updateValue(key, forKey: doi) {
          reader.fault("the DOI \(doi) belongs to '\(other)' already; one work has one key", row)
        }
      }
      if doi.isEmpty != (standing == .none) {
        reader.fault(
          doi.isEmpty
            ? "doi_verified is '\(standing.rawValue)', but there is no DOI; write none"
            : "doi_verified is 'none', but a DOI is given", row)
      }
      let locator = reader.text(row, "locator")
      let note = reader.text(row, "note")
      let kind =
        reader.choice(
          row, "kind", words: Kind.allCases.map(\.rawValue).joined(separator: ", "),
          { Kind(rawValue: $0) }) ?? .report
      if kind == .article && doi.isEmpty && locator.isEmpty && note.isEmpty {
        reader.fault("an article without DOI needs a locator, or a note that none was taken down", row)
      }
      sources.append(
        Source(
          key: key, title: reader.required(row, "title_or_study"), doi: doi.isEmpty ? nil : doi,
          doiStanding: standing, locator: locator, kind: kind, note: note, position: reader.position(row)))
    }
    problems += reader.problems
    return sources
  }

  /// `10.NNNN/suffix`: a registrant of four to nine digits (with optional sub-codes), no blanks, no
  /// capitals (DOIs do not distinguish case, keys do).
  static func isDOI(_ text: String) -> Bool {
    guard text.hasPrefix("10."), let slash = text.firstIndex(of: "/") else { return false }
    let registrant = text[text.index(text.startIndex, offsetBy: 3)..<slash]
    let suffix = text[text.index(after: slash)...]
    let digits = registrant.prefix { $0 != "." }
    return (4...9).contains(digits.count) && registrant.allSatisfy { isDigit($0) || $0 == "." }
      && !suffix.isEmpty
      && suffix.unicodeScalars.allSatisfy { $0.value > 32 && $0.value < 127 && !(65...90).contains($0.value) }
  }

  private static func isDigit(_ c: Character) -> Bool { "0"..."9" ~= c }

  static func isSlug(_ text: String) -> Bool {
    text.allSatisfy { "a"..."z" ~= $0 || isDigit($0) || $0 == "-" }
  }
}
