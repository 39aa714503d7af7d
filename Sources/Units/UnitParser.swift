/// Recursive descent over a unit's text.
///
///     product  = power { ("*" | "·" | "." | "×" | "/" | "per") power } | "/" power …
///     power    = [number] atom [exponent] | number [exponent]
///     atom     = name | "(" product ")"
///     exponent = ("^" | "**") signed | "(" signed "/" whole ")" | UCUM: signed digits after a name
///
/// Quotients associate to the left; a number beside a name binds first (`mL/min/1.73m2`,
/// `3600 second`). Two names side by side are refused: `mg/L h` has two readings.
struct UnitParser {
  private let text: String
  private let characters: [Character]
  private let table: UnitTable
  private var index = 0
  private var depth = 0

  init(text: String, table: UnitTable) {
    self.text = text
    self.characters = Array(text)
    self.table = table
  }

  mutating func parse() throws(UnitError) -> Unit {
    skipSpaces()
    guard index < characters.count else {
      throw UnitError(.malformed(expected: "it is blank; write 1 or dimensionless for none"), in: text)
    }
    let unit = try product()
    guard index == characters.count else {
      let found = characters[index]
      if Self.startsName(found) || found == "(" {
        throw malformed("expected '*' or '/' before '\(found)'")
      }
      throw malformed("unexpected '\(found)'")
    }
    return unit
  }

  private mutating func product() throws(UnitError) -> Unit {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 32 else { throw malformed("more than 32 nested parentheses") }
    skipSpaces()
    var unit = peek == "/" || startsPer ? Unit.dimensionless : try power()
    while true {
      skipSpaces()
      if let c = peek, c == "*" || c == "·" || c == "." || c == "×" || c == "⋅" {
        index += 1
        unit = try checked(unit * (try power()))
      } else if peek == "/" {
        index += 1
        unit = try checked(unit / (try power()))
      } else if startsPer {
        index += 3
        unit = try checked(unit / (try power()))
      } else {
        return unit
      }
    }
  }

  private mutating func power() throws(UnitError) -> Unit {
    skipSpaces()
    guard let c = peek else { throw malformed("it ends where a unit is expected") }
    if c.isASCII, c.isNumber {
      var number = try numberScale()
      if let exponent = try exponent(afterName: false) {
        number = try checked(Unit(dimension: .dimensionless, scale: number, symbol: ""), raisedTo: exponent)
          .scale
      }
      let start = index
      skipSpaces()
      // `3600 second`, `1.73m2`: the number belongs to the unit beside it.
      if let next = peek, Self.startsName(next), !startsPer {
        return try checked(try named().scaled(by: number, symbol: ""))
      }
      index = start
      return Unit(dimension: .dimensionless, scale: number, symbol: "")
    }
    if c == "(" {
      let open = index
      index += 1
      let inner = try product()
      skipSpaces()
      guard peek == ")" else {
        throw UnitError(.malformed(expected: "the '(' is not closed"), in: text, column: open + 1)
      }
      index += 1
      guard let exponent = try exponent(afterName: false) else { return inner }
      return try checked(inner, raisedTo: exponent)
    }
    guard Self.startsName(c) else { throw malformed("expected a unit, found '\(c)'") }
    return try named()
  }

  /// A name with its exponent; a braced annotation (`mg{leaf}`, `{points}`) is text for people.
  private mutating func named() throws(UnitError) -> Unit {
    let start = index
    if peek == "{" {
      try skipAnnotation()
      return .dimensionless
    }
    while let c = peek, Self.continuesName(c) { index += 1 }
    let name = String(characters[start..<index])
    let wholeEnd = index
    var unit: Unit
    var digits: Rational?
    if let known = lookUp(name) {
      unit = known
    } else {
      // `m2`, `cm3`: trailing digits are an exponent where the whole is no name.
      var stem = name
      while let last = stem.last, last.isASCII, last.isNumber { stem.removeLast() }
      let tail = name.dropFirst(stem.count)
      guard !tail.isEmpty, !stem.isEmpty, let power = Int(tail), let known = lookUp(stem) else {
        throw unknown(name, at: start)
      }
      unit = known
      digits = Rational(power)
    }
    if peek == "{" { try skipAnnotation() }
    if let digits {
      unit = try checked(unit, raisedTo: digits)
      if index == wholeEnd, let c = peek, c == "^" { throw malformed("'\(name)' has an exponent already") }
      return unit
    }
    if let exponent = try exponent(afterName: true) { unit = try checked(unit, raisedTo: exponent) }
    return unit
  }

  private func lookUp(_ name: String) -> Unit? {
    if let unit = table[name] ?? BuiltInUnits.unit(named: name) { return unit }
    return composed(name)
  }

  /// `litre_per_hour`, `per_hour`, `mg_h_per_L`: identifiers as models declare them. One unit after
  /// each `per`, for `L_per_h_kg` has two readings.
  private func composed(_ name: String) -> Unit? {
    let words = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard words.contains("per") else { return nil }
    var unit = Unit.dimensionless
    var isDivisor = false
    var divisorsSeen = 0
    for word in words {
      if word == "per" {
        if isDivisor { return nil }
        isDivisor = true
        continue
      }
      guard let part = table[word] ?? BuiltInUnits.unit(named: word) ?? Self.digitPower(word, table) else {
        return nil
      }
      if isDivisor {
        unit = unit / part
        isDivisor = false
        divisorsSeen += 1
      } else {
        if divisorsSeen > 0 { return nil }
        unit = unit * part
      }
    }
    return isDivisor ? nil : unit
  }

  private static func digitPower(_ word: String, _ table: UnitTable) -> Unit? {
    guard let last = word.last, let power = last.wholeNumberValue, power > 0 else { return nil }
    let stem = String(word.dropLast())
    return (table[stem] ?? BuiltInUnits.unit(named: stem))?.pow(power)
  }

  private func checked(_ unit: Unit, raisedTo power: Rational) throws(UnitError) -> Unit {
    // Keeps the exact arithmetic of exponents and of powers of ten far from overflow.
    guard power.numerator.magnitude <= 100_000, power.denominator <= 1000, abs(unit.scale.tens) <= 400 else {
      throw malformed("an exponent is out of range")
    }
    return try checked(unit.raised(to: power))
  }

  private func checked(_ unit: Unit) throws(UnitError) -> Unit {
    let areExponentsSane = Dimension.Base.allCases.allSatisfy {
      unit.dimension[$0].numerator.magnitude <= 100_000 && unit.dimension[$0].denominator <= 1000
    }
    let parts = [unit.scale.numerator, unit.scale.denominator]
    guard areExponentsSane, abs(unit.scale.tens) <= 300, parts.allSatisfy({ $0 > 1e-150 && $0 < 1e150 })
    else { throw malformed("a factor or an exponent is out of range") }
    return unit
  }

  private func unknown(_ name: String, at start: Int) -> UnitError {
    if let why = BuiltInUnits.refusal(of: name) {
      return UnitError(.unsupported(why: why), in: text, column: start + 1)
    }
    let suggestion = Spelling.nearest(to: name, among: table.names + BuiltInUnits.commonSpellings)
    return UnitError(.unknownUnit(name: name, suggestion: suggestion), in: text, column: start + 1)
  }
}

extension UnitParser {
  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private var startsPer: Bool {
    guard index + 3 < characters.count, String(characters[index..<index + 3]) == "per" else { return false }
    return characters[index + 3].isWhitespace
  }

  private mutating func skipSpaces() {
    while let c = peek, c.isWhitespace { index += 1 }
  }

  private mutating func skipAnnotation() throws(UnitError) {
    let open = index
    while let c = peek, c != "}" { index += 1 }
    guard peek == "}" else {
      throw UnitError(.malformed(expected: "the '{' is not closed"), in: text, column: open + 1)
    }
    index += 1
  }

  /// An exponent, or nil where none stands.
  private mutating func exponent(afterName: Bool) throws(UnitError) -> Rational? {
    if peek == "^" {
      index += 1
      return try signedRational()
    }
    if peek == "*", index + 1 < characters.count, characters[index + 1] == "*" {
      index += 2
      return try signedRational()
    }
    if let c = peek, Self.superscripts[c] != nil { return try superscript() }
    // UCUM: `h-1`, `m+2`.
    if afterName, let c = peek, c == "-" || c == "\u{2212}" || c == "+" {
      return try signedRational()
    }
    return nil
  }

  private mutating func superscript() throws(UnitError) -> Rational {
    var digits = ""
    while let c = peek, let plain = Self.superscripts[c] {
      digits.append(plain)
      index += 1
    }
    guard let value = Int(digits) else { throw malformed("expected a whole exponent") }
    return Rational(value)
  }

  private mutating func signedRational() throws(UnitError) -> Rational {
    skipSpaces()
    if peek == "(" {
      index += 1
      let top = try signedRational()
      skipSpaces()
      var result = top
      if peek == "/" {
        index += 1
        let bottom = try signedRational()
        guard bottom != .zero else { throw malformed("an exponent divides by zero") }
        result = top * Rational(bottom.denominator, bottom.numerator)
      }
      skipSpaces()
      guard peek == ")" else { throw malformed("expected ')' after the exponent") }
      index += 1
      return result
    }
    var sign = 1
    if let c = peek, c == "-" || c == "\u{2212}" || c == "+" {
      sign = c == "+" ? 1 : -1
      index += 1
    }
    let length = Self.numberLength(in: characters, from: index, signed: false, exponential: false)
    guard length > 0, let value = Double(String(characters[index..<index + length])),
      value.magnitude <= 1000, let rational = Rational(exactly: value)
    else { throw malformed("expected an exponent up to 1000, such as 2, -1 or 0.75") }
    index += length
    return Rational(sign) * rational
  }

  private mutating func numberScale() throws(UnitError) -> Scale {
    let start = index
    let length = Self.numberLength(in: characters, from: index, signed: false)
    let digits = String(characters[index..<index + length])
    guard let value = Double(digits), value > 0, value.isFinite else {
      throw malformed("expected a positive number, found '\(digits)'")
    }
    index += length
    // UCUM writes a power of ten as `10*3`, everyone else means thirty.
    if digits == "10", peek == "*", index + 1 < characters.count, characters[index + 1].isNumber {
      throw UnitError(
        .malformed(expected: "'10*' before a number has two readings; write 10^3 or 30"), in: text,
        column: start + 1)
    }
    return Scale(decimal: digits) ?? Scale(value)
  }

  private func malformed(_ expected: String) -> UnitError {
    UnitError(.malformed(expected: expected), in: text, column: index + 1)
  }

  /// Length of the number that starts at `from`: digits, point, exponent; 0 where none stands.
  static func numberLength(
    in characters: [Character], from: Int, signed: Bool, exponential: Bool = true
  ) -> Int {
    func isDigit(_ i: Int) -> Bool { i < characters.count && ("0"..."9").contains(characters[i]) }
    var i = from
    if signed, i < characters.count, characters[i] == "-" || characters[i] == "+" { i += 1 }
    let whole = i
    while isDigit(i) { i += 1 }
    var digits = i - whole
    if i < characters.count, characters[i] == ".", isDigit(i + 1) || digits > 0 && !exponentialPoint(i) {
      let point = i
      i += 1
      while isDigit(i) { i += 1 }
      digits += i - point - 1
    }
    guard digits > 0 else { return 0 }
    if exponential, i < characters.count, characters[i] == "e" || characters[i] == "E" {
      var j = i + 1
      if j < characters.count, characters[j] == "-" || characters[j] == "+" { j += 1 }
      if isDigit(j) {
        while isDigit(j) { j += 1 }
        i = j
      }
    }
    return i - from

    // `10.mg` is UCUM for ten milligrams: the point multiplies.
    func exponentialPoint(_ point: Int) -> Bool {
      point + 1 < characters.count && startsName(characters[point + 1])
    }
  }

  static func startsName(_ c: Character) -> Bool {
    c.isLetter || c == "%" || c == "\u{2030}" || c == "_" || c == "[" || c == "{" || c == "°"
  }

  private static func continuesName(_ c: Character) -> Bool {
    c != "{" && superscripts[c] == nil
      && (startsName(c) || c == "]" || c == "'" || (c.isASCII && c.isNumber))
  }

  private static let superscripts: [Character: Character] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
    "⁻": "-",
  ]
}

extension Scale {
  /// A decimal literal as whole digits times a power of ten: `0.001` is exact.
  init?(decimal text: String) {
    var digits = ""
    var tens = 0
    var seenPoint = false
    var rest = Substring(text)
    while let c = rest.first, c != "e", c != "E" {
      rest.removeFirst()
      if c == "." {
        seenPoint = true
      } else {
        digits.append(c)
        if seenPoint { tens -= 1 }
      }
    }
    if !rest.isEmpty {
      guard let exponent = Int(rest.dropFirst()) else { return nil }
      tens += exponent
    }
    while digits.count > 1, digits.hasSuffix("0") {
      digits.removeLast()
      tens += 1
    }
    guard digits.count <= 15, abs(tens) <= 300, let value = Double(digits), value > 0 else { return nil }
    self.init(value, tens: tens)
  }
}
