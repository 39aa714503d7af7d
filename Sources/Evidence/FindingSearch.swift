/// The findings that answer to some free words.
package struct FindingSearch: Sendable {
  package struct Match: Sendable {
    package let finding: Finding
    package let source: Source
  }

  package let words: [String]
  /// Best first: rows in which more of the words stand as a whole column, then the order of the tables.
  package let matches: [Match]

  /// One row a finding, then the doubts about them; a sentence where nothing matched.
  package var lines: [String] {
    if matches.isEmpty {
      return [
        "No finding mentions \(words.map { "'\($0)'" }.joined(separator: " and ")); "
          + "'evidence list' names the topics."
      ]
    }
    let table = AlignedTable(
      header: ["id", "what", "quantity", "value", "in", "study", "where to find it", "verification"],
      rows: matches.map { match in
        let finding = match.finding
        return [
          finding.id, finding.subject, finding.quantity, finding.valueWithInterval, finding.population,
          finding.study, match.source.place, finding.verificationText,
        ]
      }, widths: [9, 26, 18, 34, 26, 22, 34, 30])
    var lines = table.lines
    let doubtful = matches.filter { !$0.finding.knownDoubt.isEmpty }
    if !doubtful.isEmpty {
      lines.append("")
      lines.append("Known doubts")
      for match in doubtful { lines.append("  \(match.finding.id): \(match.finding.knownDoubt)") }
    }
    lines.append("")
    lines.append(matches.count == 1 ? "1 finding" : "\(matches.count) findings")
    return lines
  }
}

extension EvidenceBase {
  /// Findings that mention every word.
  ///
  /// A word is first looked for as a whole word with its capitals (`Ki` and `KI` are different
  /// constants) in what the finding is about and its quantity; where that finds nothing, without regard
  /// to capitals; then in all columns; then as a part of a word.
  package func findings(matching words: [String]) -> FindingSearch {
    let wanted = words.flatMap { $0.split(separator: " ").map(String.init) }
    let narrow = findings.map { tokens(of: [$0.subject, $0.quantity]) }
    let narrowSmall = narrow.map { Set($0.map { $0.lowercased() }) }
    typealias Strategy = (_ index: Int, _ word: String, _ small: String) -> Bool
    let asWritten: Strategy = { index, word, _ in narrow[index].contains(word) }
    let anyCapitals: Strategy = { index, _, small in narrowSmall[index].contains(small) }
    let anyColumn: Strategy = { index, _, small in
      tokens(of: findings[index].fields.map(\.text)).contains { $0.lowercased() == small }
    }
    let partOfWord: Strategy = { index, _, small in
      findings[index].fields.contains { $0.text.lowercased().contains(small) }
    }
    // Each word takes the strictest way that leaves a match together with the words before it.
    var remaining = Array(findings.indices)
    for word in wanted {
      let small = word.lowercased()
      var kept: [Int] = []
      for strategy in [asWritten, anyCapitals, anyColumn, partOfWord] where kept.isEmpty {
        kept = remaining.filter { strategy($0, word, small) }
      }
      remaining = kept
    }
    let small = wanted.map { $0.lowercased() }
    var ranked: [(index: Int, rank: Int)] = []
    for index in remaining {
      let columns = Set(findings[index].fields.map { $0.text.lowercased() })
      ranked.append((index, small.count { columns.contains($0) }))
    }
    ranked.sort { a, b in a.rank == b.rank ? a.index < b.index : a.rank > b.rank }
    return FindingSearch(
      words: wanted,
      matches: ranked.compactMap { entry in
        let finding = findings[entry.index]
        return source(of: finding).map { FindingSearch.Match(finding: finding, source: $0) }
      })
  }
}

/// Words of some texts: split at blanks, punctuation and underscores; a hyphenated word counts as
/// itself and as its parts.
private func tokens(of texts: [String]) -> Set<String> {
  var tokens: Set<String> = []
  for text in texts {
    for word in text.split(whereSeparator: { " ,;:/()[]_\"'".contains($0) }) {
      tokens.insert(String(word))
      if word.contains("-") { for part in word.split(separator: "-") { tokens.insert(String(part)) } }
    }
  }
  return tokens
}

extension Finding {
  /// `60 (20 to 233, plausible range) L/h`, `0.83 (SD 0.35) h`, or the words where the value is none.
  package var valueWithInterval: String {
    var text = valueText
    var inside: [String] = []
    switch (lower, upper) {
    case (let lower?, let upper?): inside.append("\(shortNumber(lower)) to \(shortNumber(upper))")
    case (let lower?, nil): inside.append("at least \(shortNumber(lower))")
    case (nil, let upper?): inside.append("at most \(shortNumber(upper))")
    case (nil, nil): break
    }
    if !inside.isEmpty && !intervalKind.isEmpty && !intervalKind.hasSuffix("bound") {
      inside.append(intervalKind)
    }
    if !spread.isEmpty { inside.append(spread) }
    if text.isEmpty || text == intervalKind {
      text = inside.joined(separator: ", ")
    } else if !inside.isEmpty {
      text += " (\(inside.joined(separator: ", ")))"
    }
    if !unit.isEmpty && unit != "1" { text += " \(unit)" }
    return text
  }

  package var verificationText: String {
    verifiedWhere.isEmpty ? "\(verification)" : "\(verification) (\(verifiedWhere))"
  }
}

extension Source {
  /// DOI or locator, with a warning where the DOI was recalled.
  package var place: String {
    if let doi { return "doi:\(doi)" + (doiStanding == .memory ? " (recalled)" : "") }
    return locator.isEmpty ? "(\(kind.rawValue), no locator)" : locator
  }
}
