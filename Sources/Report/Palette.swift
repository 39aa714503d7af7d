import Foundation

/// A colour of the page, with its place in both modes.
package struct ColourToken: Sendable, Hashable {
  /// What it is for: text needs a contrast of 4.5 with the ground, marks that carry meaning 3.
  package enum Use: Sendable, Hashable { case ground, text, mark, outlinedMark, decoration }

  /// Name of the custom property, without dashes.
  package let name: String
  package let light: String
  package let dark: String
  package let use: Use
}

/// The colours. Teal means evidence and nothing else; the colour of the hypothesised arm belongs to it alone.
package enum Palette {
  package static let tokens = [
    ColourToken(name: "bg", light: "#FDFCFA", dark: "#14171A", use: .ground),
    ColourToken(name: "panel", light: "#F4F2ED", dark: "#1C2024", use: .ground),
    ColourToken(name: "ink", light: "#1A1E23", dark: "#EDEBE6", use: .text),
    ColourToken(name: "ink2", light: "#454C54", dark: "#BDC1C6", use: .text),
    ColourToken(name: "ink3", light: "#636B74", dark: "#949BA3", use: .text),
    ColourToken(name: "rule", light: "#DAD6CE", dark: "#343A41", use: .decoration),
    ColourToken(name: "grid", light: "#E9E6DF", dark: "#262B30", use: .decoration),
    ColourToken(name: "plc", light: "#6A727B", dark: "#9AA2AB", use: .text),
    ColourToken(name: "hyp", light: "#B2430C", dark: "#F29A63", use: .text),
    ColourToken(name: "s1", light: "#1B5FAA", dark: "#7DB4F2", use: .text),
    ColourToken(name: "s2", light: "#7A6200", dark: "#D8BE4E", use: .text),
    ColourToken(name: "t1", light: "#0A4F4C", dark: "#8FE0D5", use: .mark),
    ColourToken(name: "t2", light: "#2F8078", dark: "#4FA79D", use: .mark),
    // Below 3 alone: the outline of each segment carries it.
    ColourToken(name: "t3", light: "#86BDB5", dark: "#2C6A64", use: .outlinedMark),
  ]

  /// Contrast ratio of two colours, WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of relative luminances.
  package static func contrast(_ a: String, _ b: String) -> Double {
    let (la, lb) = (luminance(a), luminance(b))
    return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
  }

  static func luminance(_ colour: String) -> Double {
    let digits = Array(colour.dropFirst())
    let channels = [0, 2, 4].map { start -> Double in
      let value = Double(Int(String(digits[start...start + 1]), radix: 16) ?? 0) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  static func properties(dark: Bool) -> String {
    tokens.map { "--\($0.name):\(dark ? $0.dark : $0.light)" }.joined(separator: ";")
  }
}
