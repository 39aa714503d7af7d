/// The units that need no definition: SBML's names, UCUM's symbols, and what pharmacologists type.
///
/// A prefix is tried only after every exact name has failed and only on names marked metric, so that
/// `min` is the minute, `cd` the candela, `Pa` the pascal, `d` the day and `h` the hour, never a
/// prefixed inch, day, year or anything else.
enum BuiltInUnits {
  struct Entry: Sendable {
    let unit: Unit
    let takesPrefix: Bool
    /// A symbol takes symbol prefixes (`mg`), a word takes words (`milligram`).
    let isSymbol: Bool
  }

  /// The unit of a name with or without a prefix, or nil.
  static func unit(named name: String) -> Unit? {
    if let entry = entries[name] { return entry.unit }
    // A prefixed henry to no one.
    if name == "pH" { return nil }
    for (prefixes, isSymbol) in [(symbolPrefixes, true), (wordPrefixes, false)] {
      for (prefix, tens) in prefixes where name.hasPrefix(prefix) {
        let stem = String(name.dropFirst(prefix.count))
        if let entry = entries[stem], entry.takesPrefix, entry.isSymbol == isSymbol {
          return entry.unit.scaled(by: Scale(1, tens: tens), symbol: name)
        }
      }
    }
    return nil
  }

  /// Why a known name is refused, or nil.
  static func refusal(of name: String) -> String? {
    switch name {
    case "celsius", "Celsius", "Cel", "degC", "°C", "fahrenheit", "degF", "[degF]", "°F":
      "a scale with an offset has no factor; use kelvin"
    case "IU", "iu", "[iU]", "[IU]", "U":
      "it stands for another mass or activity with each substance; state a mass, an amount or katal"
    case "pH":
      "it is a logarithm; use the concentration or dimensionless"
    case "mo", "month", "months":
      "a month has no fixed length; use days or weeks"
    default: nil
    }
  }

  /// Spellings offered when a name is unknown, the usual ones first.
  static let commonSpellings: [String] = {
    let usual = [
      "mg", "ug", "ng", "g", "kg", "pg", "L", "mL", "uL", "dL", "h", "min", "s", "d", "wk", "a", "mol",
      "mmol", "umol", "nmol", "pmol", "M", "mM", "uM", "nM", "pM", "m", "cm", "mm", "nm", "%", "hour",
      "minute", "second", "day", "week", "year", "litre", "gram", "mole", "metre", "milligram",
      "microgram", "nanogram", "kilogram", "millilitre", "millimole", "micromole", "nanomole",
    ]
    return usual + entries.keys.sorted().filter { !usual.contains($0) }
  }()

  private static let symbolPrefixes: [(String, Int)] = [
    ("da", 1), ("Y", 24), ("Z", 21), ("E", 18), ("P", 15), ("T", 12), ("G", 9), ("M", 6), ("k", 3),
    ("h", 2), ("d", -1), ("c", -2), ("m", -3), ("u", -6), ("\u{B5}", -6), ("\u{3BC}", -6), ("n", -9),
    ("p", -12), ("f", -15), ("a", -18), ("z", -21), ("y", -24),
  ]

  private static let wordPrefixes: [(String, Int)] = [
    ("deca", 1), ("deka", 1), ("yotta", 24), ("zetta", 21), ("exa", 18), ("peta", 15), ("tera", 12),
    ("giga", 9), ("mega", 6), ("kilo", 3), ("hecto", 2), ("deci", -1), ("centi", -2), ("milli", -3),
    ("micro", -6), ("nano", -9), ("pico", -12), ("femto", -15), ("atto", -18), ("zepto", -21),
    ("yocto", -24),
  ]

  private static let entries: [String: Entry] = {
    var entries: [String: Entry] = [:]
    for row in rows {
      var dimension = Dimension.dimensionless
      for (base, exponent) in row.dimension { dimension = dimension * Dimension(base, Rational(exponent)) }
      for (names, isSymbol) in [(row.symbols, true), (row.words, false)] {
        for name in names.split(separator: " ").map(String.init) {
          let unit = Unit(dimension: dimension, scale: row.scale, symbol: name)
          entries[name] = Entry(unit: unit, takesPrefix: row.takesPrefix, isSymbol: isSymbol)
        }
      }
    }
    return entries
  }()
}
