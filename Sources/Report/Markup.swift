/// Text that has been made safe for HTML and SVG, or that we wrote ourselves.
///
/// Names and notes come from files that anyone may write; the type keeps them from entering a page as markup.
package struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
  package private(set) var source: String

  /// Takes text as markup, without escaping: for text that this module wrote.
  init(trusted source: String) { self.source = source }

  package init(stringLiteral source: String) { self.source = source }

  package init(stringInterpolation: Interpolation) { source = stringInterpolation.source }

  /// Escapes a text.
  package init(text: String) { source = Self.escape(text) }

  package var description: String { source }
  package var isEmpty: Bool { source.isEmpty }

  package static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.source + b.source) }
  package static func += (a: inout Markup, b: Markup) { a.source += b.source }

  /// In interpolations strings are escaped, markup is not.
  package struct Interpolation: StringInterpolationProtocol {
    var source = ""

    package init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }
    package mutating func appendLiteral(_ literal: String) { source += literal }
    package mutating func appendInterpolation(_ text: String) { source += Markup.escape(text) }
    package mutating func appendInterpolation(_ markup: Markup) { source += markup.source }
    package mutating func appendInterpolation(_ number: Int) { source += String(number) }
    /// A coordinate: at most one decimal.
    package mutating func appendInterpolation(_ coordinate: Double) {
      source += Markup.coordinate(coordinate)
    }
  }

  /// Attributes of ours stand in double quotes, so an apostrophe may stay.
  static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // Control characters and what turns the direction of text have no place in a report.
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
      default:
        if scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\n" || scalar == "\t" {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// A coordinate with at most one decimal and no more characters than needed.
  static func coordinate(_ value: Double) -> String {
    precondition(value.isFinite, "a coordinate must be a number")
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + String(whole) + (rest == 0 ? "" : ".\(rest)")
  }
}

extension Sequence<Markup> {
  func joined(separator: String = "") -> Markup {
    Markup(trusted: map(\.source).joined(separator: separator))
  }
}
