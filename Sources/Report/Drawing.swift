/// An SVG figure being drawn: marks are appended in painting order.
///
/// Coordinates have one decimal at most. Every figure names its thing (`title`) and its finding
/// (`desc`) for those who do not see it.
struct Drawing {
  struct Point {
    let x: Double
    let y: Double
  }

  private let width: Double
  private let height: Double
  private var marks: Markup = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// - Parameter id: Prefix of the element identifiers, unique on the page.
  func svg(id: String, title: String, description: String, isHalf: Bool = false) -> Markup {
    let kind: Markup = isHalf ? " class=\"half\"" : ""
    return """
      <svg\(kind) viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)t \(id)d">\
      <title id="\(id)t">\(title)</title><desc id="\(id)d">\(description)</desc>\(marks)</svg>
      """
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(_ text: String, x: Double, y: Double, _ style: String = "", anchor: Anchor = .start) {
    let place: Markup = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let kind: Markup = style.isEmpty ? "" : " class=\"\(style)\""
    marks += "<text x=\"\(x)\" y=\"\(y)\"\(place)\(kind)>\(text)</text>"
  }

  mutating func line(_ a: Point, _ b: Point, _ style: String) {
    marks += "<path class=\"\(style)\" d=\"M\(a.x) \(a.y)L\(b.x) \(b.y)\"/>"
  }

  mutating func horizontal(_ y: Double, from x0: Double, to x1: Double, _ style: String) {
    line(Point(x: x0, y: y), Point(x: x1, y: y), style)
  }

  mutating func vertical(_ x: Double, from y0: Double, to y1: Double, _ style: String) {
    line(Point(x: x, y: y0), Point(x: x, y: y1), style)
  }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, _ style: String) {
    guard width > 0, height > 0 else { return }
    marks += """
      <rect class="\(style)" x="\(x)" y="\(y)" width="\(width)" height="\(height)"/>
      """
  }

  mutating func circle(_ centre: Point, radius: Double, _ style: String) {
    marks += "<circle class=\"\(style)\" cx=\"\(centre.x)\" cy=\"\(centre.y)\" r=\"\(radius)\"/>"
  }

  mutating func polyline(_ points: [Point], _ style: String) {
    guard points.count > 1 else { return }
    marks += "<path class=\"\(style)\" d=\"\(Self.path(points))\"/>"
  }

  mutating func polygon(_ points: [Point], _ style: String) {
    guard points.count > 2 else { return }
    marks += "<path class=\"\(style)\" d=\"\(Self.path(points))Z\"/>"
  }

  /// A band between two courses over the same abscissae.
  mutating func band(upper: [Point], lower: [Point], _ style: String) {
    polygon(upper + lower.reversed(), style)
  }

  mutating func diamond(_ centre: Point, radius r: Double, _ style: String) {
    polygon(
      [
        Point(x: centre.x, y: centre.y - r), Point(x: centre.x + r, y: centre.y),
        Point(x: centre.x, y: centre.y + r), Point(x: centre.x - r, y: centre.y),
      ], style)
  }

  /// A dose under the axis.
  mutating func triangle(x: Double, y: Double) {
    polygon([Point(x: x, y: y), Point(x: x - 3.5, y: y + 8), Point(x: x + 3.5, y: y + 8)], "dose")
  }

  /// Path data in relative steps, from the rounded positions, so that errors do not add up.
  private static func path(_ points: [Point]) -> Markup {
    var text = ""
    var last = (x: 0.0, y: 0.0)
    for (index, point) in points.enumerated() {
      let rounded = (x: (point.x * 10).rounded() / 10, y: (point.y * 10).rounded() / 10)
      if index == 0 {
        text += "M" + Markup.coordinate(rounded.x) + " " + Markup.coordinate(rounded.y) + "l"
      } else {
        let (dx, dy) = (Markup.coordinate(rounded.x - last.x), Markup.coordinate(rounded.y - last.y))
        text += (index > 1 && !dx.hasPrefix("-") ? " " : "") + dx + (dy.hasPrefix("-") ? "" : " ") + dy
      }
      last = rounded
    }
    return Markup(trusted: text)
  }

  /// Positions of labels pushed apart to `gap`, order kept.
  static func spread(_ positions: [Double], gap: Double = 14) -> [Double] {
    let order = positions.indices.sorted { (positions[$0], $0) < (positions[$1], $1) }
    var placed = order.map { positions[$0] }
    // Clusters share their displacement; a few sweeps settle what is only a handful of labels.
    for _ in 0..<60 {
      for index in placed.indices.dropFirst() {
        let overlap = gap - (placed[index] - placed[index - 1])
        if overlap > 0.05 {
          placed[index] += overlap / 2
          placed[index - 1] -= overlap / 2
        }
      }
    }
    var result = positions
    for (rank, index) in order.enumerated() { result[index] = placed[rank] }
    return result
  }

  /// About the width of a text in our face.
  static func width(of text: String, size: Double = 12.5) -> Double { Double(text.count) * size * 0.54 }
}
