/// A spelling for units that come out of arithmetic: `L*(mg/L)/h` reads `mg/h`.
extension Unit {
  /// A short spelling in the units that pharmacologists use, for messages, axes and tables: the symbol
  /// itself where it is one name (`mg`, `points`), with slashes where a model wrote an identifier
  /// (`ng_per_mL` is `ng/mL`), rebuilt where it came out of arithmetic.
  package var readable: String {
    if symbol == "1" || symbol == "dimensionless" { return "1" }
    if let slashed { return slashed }
    if !symbol.contains(where: { "*/^()".contains($0) }), !symbol.isEmpty { return symbol }
    guard let parts = usualParts() else { return fallbackSpelling }
    if parts.isEmpty { return "1" }
    let over = parts.filter { $0.exponent > .zero }.map(Self.spelling)
    let under = parts.filter { $0.exponent < .zero }.map { "/" + Self.spelling(($0.symbol, -$0.exponent)) }
    return (over.isEmpty ? "1" : over.joined(separator: "*")) + under.joined()
  }

  /// `ng_per_mL` as `ng/mL`, where that means the same.
  private var slashed: String? {
    let words = symbol.split(separator: "_").map(String.init)
    guard words.contains("per"), !symbol.contains(where: { "*/^()".contains($0) }) else { return nil }
    var text = ""
    var isDivisor = false
    for word in words {
      if word == "per" {
        isDivisor = true
        continue
      }
      let short = Self.abbreviations[word] ?? word
      text += isDivisor ? (text.isEmpty ? "1/" : "/") + short : (text.isEmpty ? "" : "*") + short
      isDivisor = false
    }
    guard let unit = try? Unit(parsing: text), unit.isEquivalent(to: self) else { return nil }
    return text
  }

  private static let abbreviations = [
    "litre": "L", "liter": "L", "hour": "h", "minute": "min", "second": "s", "day": "d", "week": "wk",
    "year": "a", "gram": "g", "mole": "mol", "metre": "m", "meter": "m",
  ]

  /// A name for the unit as a model declares it: `litre_per_hour`; nil where exponents are broken.
  package var identifier: String? {
    if isDimensionless, factor == 1 { return "dimensionless" }
    if !symbol.isEmpty, symbol.allSatisfy({ $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }) {
      return symbol
    }
    guard let parts = usualParts(), !parts.isEmpty,
      parts.allSatisfy({ $0.exponent.isWhole && $0.exponent.numerator.magnitude < 10 })
    else { return nil }
    func word(_ symbol: String, _ exponent: Int) -> String {
      (Self.words[symbol] ?? symbol) + (exponent == 1 ? "" : "\(exponent)")
    }
    let over = parts.filter { $0.exponent > .zero }.map { word($0.symbol, $0.exponent.numerator) }
    let under = parts.filter { $0.exponent < .zero }.map { "per_" + word($0.symbol, -$0.exponent.numerator) }
    return (over + under).joined(separator: "_")
  }

  private typealias Part = (symbol: String, exponent: Rational)

  private static func spelling(_ part: Part) -> String {
    if part.exponent == .one { return part.symbol }
    return part.symbol + (part.exponent.isWhole ? "^\(part.exponent)" : "^(\(part.exponent))")
  }

  private static let words = [
    "L": "litre", "h": "hour", "min": "minute", "s": "second", "d": "day", "wk": "week", "a": "year",
  ]

  /// The first combination of usual units that means the same, or nil.
  private func usualParts() -> [Part]? {
    var rows: [[(part: Part, unit: Unit)]] = []
    for base in Dimension.Base.allCases {
      let exponent = dimension[base]
      if exponent == .zero { continue }
      let row = Self.usual(base, exponent).compactMap { name, power -> (part: Part, unit: Unit)? in
        guard let unit = BuiltInUnits.unit(named: name) else { return nil }
        return ((name, power), unit.raised(to: power))
      }
      rows.append(row)
    }
    var choice = Array(repeating: 0, count: rows.count)
    while true {
      let chosen = zip(rows, choice).map { $0[$1] }
      let product = chosen.reduce(Scale.one) { $0 * $1.unit.scale }
      if ((product * scale.inverse).value - 1).magnitude <= 1e-9 { return chosen.map(\.part) }
      // Mass and amount vary fastest, so that litres and hours stay where they can: umol/L, not nmol/mL.
      var position = 0
      while position < rows.count {
        choice[position] += 1
        if choice[position] < rows[position].count { break }
        choice[position] = 0
        position += 1
      }
      if position == rows.count { return nil }
    }
  }

  private static func usual(_ base: Dimension.Base, _ exponent: Rational) -> [Part] {
    switch base {
    case .mass: return ["mg", "ng", "ug", "g", "kg", "pg"].map { ($0, exponent) }
    case .amount: return ["nmol", "umol", "mmol", "mol", "pmol", "fmol"].map { ($0, exponent) }
    case .time: return ["h", "min", "s", "d", "wk", "a", "ms"].map { ($0, exponent) }
    case .length:
      let third = exponent * Rational(1, 3)
      if third.isWhole { return ["L", "mL", "dL", "uL", "kL"].map { ($0, third) } }
      return ["m", "cm", "mm", "um", "nm"].map { ($0, exponent) }
    case .item, .temperature, .current, .luminosity: return [(base.symbol, exponent)]
    }
  }

  private var fallbackSpelling: String {
    if isDimensionless {
      if factor == 0.01 { return "%" }
      return factor == factor.rounded() && factor < 1e15 ? "\(Int(factor))" : "\(factor)"
    }
    return "\(factor) \(baseDescription)"
  }
}
