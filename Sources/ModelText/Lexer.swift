import Text

/// Splits Antimony text into tokens.
///
/// It never fails: what it cannot read becomes a problem, and reading goes on behind it, so that a file
/// shows all its faults at once. Columns count Unicode scalars.
struct Lexer {
  private let file: String
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  /// Column of the next scalar, from 1.
  private var column = 1
  /// Whether white space or a comment stands before the next token.
  private var followsSpace = false
  private(set) var tokens: [Token] = []
  private(set) var problems: [Problem] = []

  private init(text: String, file: String) {
    self.file = file
    bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  static func tokens(of text: String, file: String) -> (tokens: [Token], problems: [Problem]) {
    var lexer = Lexer(text: text, file: file)
    lexer.run()
    return (lexer.tokens, lexer.problems)
  }

  private var here: SourcePosition { SourcePosition(file: file, line: line, column: column) }

  private func byte(_ offset: Int = 0) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  /// Passes one byte; continuation bytes of a scalar do not widen the column.
  private mutating func advance() {
    let passed = bytes[index]
    index += 1
    if passed & 0xC0 != 0x80 { column += 1 }
  }

  private mutating func startLine() {
    line += 1
    column = 1
  }

  private mutating func emit(_ kind: Token.Kind, _ text: String, at position: SourcePosition) {
    tokens.append(Token(kind: kind, text: text, position: position, followsSpace: followsSpace))
    followsSpace = false
  }

  private mutating func run() {
    while let next = byte() {
      switch next {
      case ascii(" "), ascii("\t"), 0x0B, 0x0C:
        advance()
        followsSpace = true
      case ascii("\n"), ascii("\r"):
        lexNewline()
      case ascii("\\"):
        lexContinuation()
      case ascii("#"):
        skipLineComment()
      case ascii("/") where byte(1) == ascii("/"):
        skipLineComment()
      case ascii("/") where byte(1) == ascii("*"):
        skipBlockComment()
      case ascii("\""):
        lexString()
      case ascii("`") where byte(1) == ascii("`") && byte(2) == ascii("`"):
        lexBlockString()
      case ascii("0")...ascii("9"):
        lexNumber()
      case ascii(".") where isDigit(byte(1)):
        lexNumber()
      case ascii("a")...ascii("z"), ascii("A")...ascii("Z"), ascii("_"):
        lexWord()
      case 0x80...:
        lexForeign()
      default:
        lexMark()
      }
    }
    emit(.newline, "", at: here)
    emit(.end, "", at: here)
  }

  private mutating func lexNewline() {
    let position = here
    if byte() == ascii("\r"), byte(1) == ascii("\n") { index += 1 }
    index += 1
    emit(.newline, "", at: position)
    startLine()
  }

  /// A backslash at the end of a line joins the next one to it.
  private mutating func lexContinuation() {
    let position = here
    advance()
    guard let next = byte(), next == ascii("\n") || next == ascii("\r") else {
      problems.append(Problem("'\\' continues a line only as its last character", at: position))
      return
    }
    if next == ascii("\r"), byte(1) == ascii("\n") { index += 1 }
    index += 1
    startLine()
    followsSpace = true
  }

  private mutating func skipLineComment() {
    while let next = byte(), next != ascii("\n"), next != ascii("\r") { advance() }
    followsSpace = true
  }

  private mutating func skipBlockComment() {
    let position = here
    advance()
    advance()
    followsSpace = true
    while byte() != nil {
      if byte() == ascii("*"), byte(1) == ascii("/") {
        advance()
        advance()
        return
      }
      passTextByte()
    }
    problems.append(Problem("the comment '/*' is not closed; expected '*/'", at: position))
  }

  /// Passes one byte of text that may span lines.
  private mutating func passTextByte() {
    if byte() == ascii("\n") || (byte() == ascii("\r") && byte(1) != ascii("\n")) {
      index += 1
      startLine()
    } else {
      advance()
    }
  }

  private mutating func lexString() {
    let position = here
    advance()
    var content: [UInt8] = []
    while let next = byte(), next != ascii("\n"), next != ascii("\r") {
      if next == ascii("\"") {
        advance()
        emit(.string, String(decoding: content, as: UTF8.self), at: position)
        return
      }
      if next == ascii("\\"), byte(1) == ascii("\"") || byte(1) == ascii("\\") { advance() }
      if let kept = byte() { content.append(kept) }
      advance()
    }
    problems.append(Problem("the text is not closed; expected '\"' on the same line", at: position))
    emit(.string, String(decoding: content, as: UTF8.self), at: position)
  }

  /// Text between three backticks, which may span lines.
  private mutating func lexBlockString() {
    let position = here
    for _ in 0..<3 { advance() }
    var content: [UInt8] = []
    while let next = byte() {
      if next == ascii("`"), byte(1) == ascii("`"), byte(2) == ascii("`") {
        for _ in 0..<3 { advance() }
        emit(.string, String(decoding: content, as: UTF8.self), at: position)
        return
      }
      content.append(next)
      passTextByte()
    }
    problems.append(Problem("the text is not closed; expected three backticks", at: position))
    emit(.string, String(decoding: content, as: UTF8.self), at: position)
  }

  private mutating func lexNumber() {
    let position = here
    let start = index
    while isDigit(byte()) { advance() }
    if byte() == ascii("."), byte(1) != ascii(".") {
      advance()
      while isDigit(byte()) { advance() }
    }
    if byte() == ascii("e") || byte() == ascii("E") {
      let sign = byte(1) == ascii("+") || byte(1) == ascii("-") ? 1 : 0
      // Without digits, `e` starts a unit's name.
      if isDigit(byte(1 + sign)) {
        for _ in 0...sign { advance() }
        while isDigit(byte()) { advance() }
      }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    let value = Double(text) ?? .infinity
    if !value.isFinite {
      problems.append(
        Problem("\(text) is too large for a double-precision number (at most 1.8e308)", at: position))
    }
    emit(.number(value), text, at: position)
  }

  private mutating func lexWord() {
    let position = here
    let start = index
    while let next = byte(), isLetter(next) || isDigit(next) { advance() }
    emit(.word, String(decoding: bytes[start..<index], as: UTF8.self), at: position)
  }

  /// Characters outside ASCII. A micro sign or Greek mu begins a unit's name; others are refused.
  private mutating func lexForeign() {
    let position = here
    let start = index
    advance()
    while let next = byte(), next & 0xC0 == 0x80 { advance() }
    let character = String(decoding: bytes[start..<index], as: UTF8.self)
    if character == "\u{B5}" || character == "\u{3BC}" {
      while let next = byte(), isLetter(next) || isDigit(next) { advance() }
      emit(.word, String(decoding: bytes[start..<index], as: UTF8.self), at: position)
      return
    }
    if character == "\u{A0}" {
      followsSpace = true
      return
    }
    problems.append(Problem(Self.unexpected(character), at: position))
    followsSpace = true
  }

  private mutating func lexMark() {
    let position = here
    for spelling in Self.marks where matches(spelling) {
      for _ in spelling.utf8 { advance() }
      emit(.mark, spelling, at: position)
      return
    }
    let character = String(decoding: [bytes[index]], as: UTF8.self)
    advance()
    problems.append(Problem(Self.unexpected(character), at: position))
    followsSpace = true
  }

  private func matches(_ spelling: String) -> Bool {
    var offset = 0
    for expected in spelling.utf8 {
      if byte(offset) != expected { return false }
      offset += 1
    }
    return true
  }

  /// Longest first.
  private static let marks = [
    "...", "->", "=>", "-|", "--", ":=", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "^",
    "%", "(", ")", "{", "}", ",", ";", ":", "=", "'", "$", ".", "!", "<", ">",
  ]

  private static func unexpected(_ character: String) -> String {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x20, scalar.value != 0x7F,
      scalar.value != 0xFFFD
    else {
      let code = String(character.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
      return "unexpected character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)"
    }
    return "unexpected character '\(character)'; names hold ASCII letters, digits and '_'"
  }
}

private func ascii(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }

private func isDigit(_ byte: UInt8?) -> Bool {
  guard let byte else { return false }
  return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

private func isLetter(_ byte: UInt8) -> Bool {
  (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
    || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")) || byte == UInt8(ascii: "_")
}
