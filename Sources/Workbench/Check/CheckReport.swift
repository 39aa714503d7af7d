import Text

/// What a check of one file or folder found.
package struct CheckReport: Sendable {
  /// File or folder as the user named it.
  package let subject: String
  /// What it is and what was proven, one statement a line.
  package var facts: [String]
  package var problems: [Problem]

  var errors: [Problem] { problems.filter { $0.kind != .warning } }

  /// 0 where nothing is wrong, 2 for wrong input, 3 where something is not supported.
  package var exitCode: Int32 {
    if errors.contains(where: { $0.kind == .input }) { return 2 }
    return errors.isEmpty ? 0 : 3
  }

  /// For the terminal: facts, problems, and one line that ends it.
  package var text: String {
    var lines = facts.map { "\(subject): \($0)" }
    lines += problems.map(\.description)
    let warnings = problems.count - errors.count
    var verdict = errors.isEmpty ? "\(subject): ok" : "\(subject): \(counted(errors.count, "problem"))"
    if warnings > 0 { verdict += ", \(counted(warnings, "warning"))" }
    lines.append(verdict)
    return lines.joined(separator: "\n")
  }
}

/// `1 problem`, `2 problems`.
func counted(_ count: Int, _ thing: String, plural: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? thing : plural ?? thing + "s")"
}

/// A whole number with commas: `10,000`.
package func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return number < 0 ? "-" + text : text
}
