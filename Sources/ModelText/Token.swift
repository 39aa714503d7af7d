import Text

/// One lexical unit of an Antimony file.
struct Token: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A name or keyword.
    case word
    case number(Double)
    /// A quoted string; `text` holds what stands between the quotes.
    case string
    /// An operator or a mark of punctuation; `text` is its spelling.
    case mark
    /// End of a line, which ends a statement.
    case newline
    case end
  }

  let kind: Kind
  let text: String
  let position: SourcePosition
  /// Whether white space or a comment stands before it.
  let followsSpace: Bool

  func isMark(_ spelling: String) -> Bool { kind == .mark && text == spelling }
  func isWord(_ spelling: String) -> Bool { kind == .word && text == spelling }

  /// How messages name it.
  var described: String {
    switch kind {
    case .newline: "the end of the line"
    case .end: "the end of the file"
    case .string: "\"\(text)\""
    case .word, .number, .mark: "'\(text)'"
    }
  }
}

/// Words that Antimony reserves, and the names it gives to units.
enum Keyword {
  static let reserved: Set<String> = [
    "model", "module", "end", "species", "substanceOnly", "compartment", "formula", "reaction",
    "event", "gene", "operator", "DNA", "var", "const", "ext", "function", "import", "in", "is",
    "has", "at", "after", "unit", "delete", "maximize", "minimize", "constraint", "geneProduct",
  ]

  /// Names of the units that a model measures in by default; they cannot be symbols.
  static let modelUnits: Set<String> = ["substance", "volume", "area", "length", "extent", "time_unit"]

  /// Words that continue an expression or statement after a number, so that they are no unit.
  static let afterNumber: Set<String> = reserved.union(["and", "or", "not"])
}
