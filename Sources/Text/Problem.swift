/// One thing wrong with an input: place, fault, expectation, remedy, in the user's names and units.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// Bad usage or input.
    case input
    /// The format asks for something that Speciosa does not support.
    case unsupported
    /// Worth knowing; does not stop a run.
    case warning
  }

  package let kind: Kind
  package let position: SourcePosition?
  package let message: String

  package init(_ message: String, at position: SourcePosition? = nil, kind: Kind = .input) {
    self.kind = kind
    self.position = position
    self.message = message
  }

  package var description: String {
    let prefix = kind == .warning ? "warning: " : ""
    guard let position else { return prefix + message }
    return "\(position): \(prefix)\(message)"
  }
}

/// All problems found in an input, reported at once. Never empty when thrown.
package struct Problems: Error, Sendable, CustomStringConvertible {
  package let all: [Problem]

  package init(_ all: [Problem]) { self.all = all }
  package init(_ message: String, at position: SourcePosition? = nil, kind: Problem.Kind = .input) {
    all = [Problem(message, at: position, kind: kind)]
  }

  package var description: String { all.map(\.description).joined(separator: "\n") }
}
