/// What is wrong with a unit or a conversion, in the user's spelling.
package struct UnitError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Reason: Hashable, Sendable {
    /// A name that no table knows, with the nearest known spelling.
    case unknownUnit(name: String, suggestion: String?)
    /// The text does not follow the unit grammar.
    case malformed(expected: String)
    /// Well-formed, but refused by name: offset scales, arbitrary units.
    case unsupported(why: String)
    /// Two units of different dimension met.
    case incompatible(from: String, to: String, remedy: String?)
  }

  package let reason: Reason
  /// The whole unit as the user wrote it.
  package let text: String
  /// Column in `text` at which the fault begins, from 1; 0 where the whole is meant.
  package let column: Int

  package init(_ reason: Reason, in text: String, column: Int = 0) {
    self.reason = reason
    self.text = text
    self.column = column
  }

  package var description: String {
    let place = column > 1 ? " (column \(column) of '\(text)')" : ""
    switch reason {
    case .unknownUnit(let name, let suggestion):
      let within = name == text ? "" : " in '\(text)'"
      let remedy = suggestion.map { "; did you mean '\($0)'?" } ?? ""
      return "unknown unit '\(name)'\(within)\(remedy)"
    case .malformed(let expected):
      return "cannot read the unit '\(text)': \(expected)\(place)"
    case .unsupported(let why):
      return "unit '\(text)' is not supported: \(why)"
    case .incompatible(let from, let to, let remedy):
      return "cannot convert \(from) to \(to)" + (remedy.map { "; \($0)" } ?? "")
    }
  }
}
