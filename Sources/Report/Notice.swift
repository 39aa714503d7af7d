/// What stands on every report: that it is a research model, and where to find help.
package enum Notice {
  package static let name = "A research model, not medical advice."
  package static let purpose = "It compares what people take; it recommends no dose."
  package static let emergency =
    "In danger now, or thinking of ending your life: call your local emergency number."

  /// The notice as one paragraph, for the terminal and file attributes.
  package static let text = "\(name) \(purpose) \(emergency)"

  package static let full =
    "Do not change a medicine because of a model. Speciosa predicts and compares; it does not advise. "
    + "Numbers under the heading of an assumption rest on that assumption, whatever their precision."

  /// Emergency numbers and help lines; `HelpLine.asOf` is the date of the list.
  package struct HelpLine: Sendable, Hashable {
    package let place: String
    package let number: String
    package let purpose: Purpose

    package enum Purpose: Sendable, Hashable { case emergency, talk }
  }

  package static let helpLinesAsOf = "November 2026"

  package static let helpLines = [
    HelpLine(place: "Europe", number: "112", purpose: .emergency),
    HelpLine(place: "North America", number: "911", purpose: .emergency),
    HelpLine(place: "United Kingdom", number: "999", purpose: .emergency),
    HelpLine(place: "United States and Canada", number: "988", purpose: .talk),
    HelpLine(place: "United Kingdom and Ireland", number: "116 123", purpose: .talk),
    HelpLine(place: "Germany", number: "0800 111 0 111", purpose: .talk),
  ]

  /// A number that must not break at the end of a line.
  private static func unbroken(_ number: String) -> String { number.replacing(" ", with: "\u{00A0}") }

  static var emergencyNumbers: String {
    helpLines.filter { $0.purpose == .emergency }.map { "\(unbroken($0.number)) in \(article($0.place))" }
      .joined(separator: ", ")
  }

  static var talkNumbers: String {
    helpLines.filter { $0.purpose == .talk }.map { "\(unbroken($0.number)) in \(article($0.place))" }.joined(
      separator: ", ")
  }

  private static func article(_ place: String) -> String {
    place.hasPrefix("United") ? "the \(place)" : place
  }

  /// The block under the title. Lines of a scenario's own stand in it too.
  static func block(_ lines: [String]) -> Markup {
    let more = lines.map { " \($0.asSentence)" as Markup }.joined()
    return """
      <p class="note"><b>\(name)</b> \(purpose)\(more) \(emergency) <a href="#help">More help lines</a></p>

      """
  }

  static var footer: Markup {
    """
    <footer id="help">
    <p><b>If someone cannot be woken, breathes slowly, has a seizure, or is about to harm themselves:</b> \
    call the local emergency number (\(emergencyNumbers)). To talk to someone: \(talkNumbers). \
    Numbers as of \(helpLinesAsOf).</p>
    <p>\(full)</p>
    </footer>

    """
  }
}
