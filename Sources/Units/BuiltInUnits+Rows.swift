/// Definitions: SBML L3V2 core §4.4.2 (doi:10.1515/jib-2019-0021), UCUM 2.1 (ucum.org), SI brochure,
/// 9th edition (doi:10.59161/AUEZ1291).
extension BuiltInUnits {
  struct Row {
    let symbols: String
    let words: String
    let dimension: [(Dimension.Base, Int)]
    let scale: Scale
    let takesPrefix: Bool

    init(
      _ symbols: String, _ words: String, _ dimension: [(Dimension.Base, Int)] = [],
      _ scale: Scale = .one, takesPrefix: Bool = true
    ) {
      self.symbols = symbols
      self.words = words
      self.dimension = dimension
      self.scale = scale
      self.takesPrefix = takesPrefix
    }
  }

  static let rows: [Row] = [
    // Mass and amount
    Row("g", "gram grams", [(.mass, 1)], Scale(1, tens: -3)),
    Row("mcg", "", [(.mass, 1)], Scale(1, tens: -9), takesPrefix: false),
    Row("t", "tonne tonnes", [(.mass, 1)], Scale(1, tens: 3), takesPrefix: false),
    Row("mol", "mole moles", [(.amount, 1)]),
    Row("", "item items", [(.item, 1)], takesPrefix: false),
    // Length and volume
    Row("m", "metre metres meter meters", [(.length, 1)]),
    Row("l L", "litre litres liter liters", [(.length, 3)], Scale(1, tens: -3)),
    // Time; the year is UCUM's Julian year of 365.25 d
    Row("s", "second seconds", [(.time, 1)]),
    Row("sec secs", "", [(.time, 1)], takesPrefix: false),
    Row("min", "minute minutes", [(.time, 1)], Scale(60), takesPrefix: false),
    Row("h hr hrs", "hour hours", [(.time, 1)], Scale(3600), takesPrefix: false),
    Row("d", "day days", [(.time, 1)], Scale(86_400), takesPrefix: false),
    Row("wk", "week weeks", [(.time, 1)], Scale(604_800), takesPrefix: false),
    Row("a yr", "year years", [(.time, 1)], Scale(31_557_600), takesPrefix: false),
    // Concentration
    Row("M", "molar", [(.amount, 1), (.length, -3)], Scale(1, tens: 3)),
    // Dimensionless
    Row("", "dimensionless unitless fraction ratio point points", takesPrefix: false),
    Row("%", "percent", [], Scale(1, tens: -2), takesPrefix: false),
    Row("\u{2030}", "permille", [], Scale(1, tens: -3), takesPrefix: false),
    Row("[ppm] ppm", "", [], Scale(1, tens: -6), takesPrefix: false),
    Row("rad", "radian radians"),
    Row("sr", "steradian steradians"),
    Row("", "avogadro", [], Scale(6.022_140_76, tens: 23), takesPrefix: false),
    // Named SI units
    Row("A", "ampere amperes", [(.current, 1)]),
    Row("K", "kelvin", [(.temperature, 1)]),
    Row("cd", "candela", [(.luminosity, 1)]),
    Row("Hz", "hertz", [(.time, -1)]),
    Row("Bq", "becquerel", [(.time, -1)]),
    Row("N", "newton", [(.mass, 1), (.length, 1), (.time, -2)]),
    Row("Pa", "pascal", [(.mass, 1), (.length, -1), (.time, -2)]),
    Row("J", "joule", [(.mass, 1), (.length, 2), (.time, -2)]),
    Row("W", "watt", [(.mass, 1), (.length, 2), (.time, -3)]),
    Row("C", "coulomb", [(.time, 1), (.current, 1)]),
    Row("V", "volt", [(.mass, 1), (.length, 2), (.time, -3), (.current, -1)]),
    Row("F", "farad", [(.mass, -1), (.length, -2), (.time, 4), (.current, 2)]),
    Row("Ohm", "ohm", [(.mass, 1), (.length, 2), (.time, -3), (.current, -2)]),
    Row("S", "siemens", [(.mass, -1), (.length, -2), (.time, 3), (.current, 2)]),
    Row("Wb", "weber", [(.mass, 1), (.length, 2), (.time, -2), (.current, -1)]),
    Row("T", "tesla", [(.mass, 1), (.time, -2), (.current, -1)]),
    Row("H", "henry", [(.mass, 1), (.length, 2), (.time, -2), (.current, -2)]),
    Row("lm", "lumen", [(.luminosity, 1)]),
    Row("lx", "lux", [(.luminosity, 1), (.length, -2)]),
    Row("Gy", "gray", [(.length, 2), (.time, -2)]),
    Row("Sv", "sievert", [(.length, 2), (.time, -2)]),
    Row("kat", "katal", [(.amount, 1), (.time, -1)]),
    // Clinical
    Row("bar", "", [(.mass, 1), (.length, -1), (.time, -2)], Scale(1, tens: 5)),
    Row(
      "mmHg mm[Hg]", "", [(.mass, 1), (.length, -1), (.time, -2)], Scale(133.322_387_415), takesPrefix: false),
    Row("cal", "calorie calories", [(.mass, 1), (.length, 2), (.time, -2)], Scale(4.184)),
    Row("deg", "", [], Scale(0.017_453_292_519_943_295), takesPrefix: false),
  ]
}
