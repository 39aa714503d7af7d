import Text

/// Recursive-descent parser of Antimony.
///
/// A statement that cannot be read becomes a problem, and parsing goes on with the next one. Nesting is
/// bounded, so that no text can exhaust the stack here or in what walks the formulas later.
struct AntimonyParser {
  /// Deepest nesting of parentheses, calls and signs.
  static let maximumNesting = 64
  /// Deepest formula: a long chain of unlike operators (`a - b - c …`) leans to one side.
  static let maximumDepth = 500
  /// Most parts of one formula, counting what a chained comparison repeats.
  static let maximumSize = 200_000

  let file: String
  let tokens: [Token]
  var index = 0 { didSet { current = tokens[index] } }
  /// The token at `index`, stored so that deep recursion does not copy it in every frame.
  private(set) var current: Token
  var problems: [Problem] = []
  var functions: [FunctionDefinition] = []
  /// Position of each function's name in `functions`.
  var functionIndex: [String: Int] = [:]
  var models: [ModelDefinition] = []
  var modelIndex: [String: Int] = [:]
  var starredModel: String?
  /// The model that is being read.
  var builder: ModelBuilder
  var isInsideModel = false
  /// Names of functions that could not be read; calls of them are no further faults.
  private var faultyFunctions: Set<String> = []
  /// Parameters of the function that is being read.
  var functionParameters: Set<String>?
  var nesting = 0
  /// Calls of functions in models, checked when all functions are known.
  var calls: [(name: String, count: Int, position: SourcePosition)] = []

  /// Number of models that come from other files.
  private var foreignCount = 0

  init(text: String, file: String, using documents: [ModelDocument]) {
    self.file = file
    let (tokens, problems) = Lexer.tokens(of: text, file: file)
    self.tokens = tokens
    current = tokens[0]
    self.problems = problems
    builder = ModelBuilder(
      name: AntimonyParser.implicitName, position: SourcePosition(file: file, line: 1, column: 1))
    for document in documents { adopt(document) }
    foreignCount = models.count
  }

  /// Takes over the models and functions of another file. One that comes along two ways is one.
  private mutating func adopt(_ document: ModelDocument) {
    for function in document.functions {
      if let known = functionIndex[function.name] {
        if functions[known] != function { problems.append(clash(function.name, function.position)) }
        continue
      }
      functionIndex[function.name] = functions.count
      functions.append(function)
    }
    for model in document.models where model.name != Self.implicitName {
      if let known = modelIndex[model.name] {
        if models[known] != model { problems.append(clash(model.name, model.position)) }
        continue
      }
      modelIndex[model.name] = models.count
      models.append(model)
    }
  }

  private func clash(_ name: String, _ position: SourcePosition) -> Problem {
    Problem("'\(name)' is also defined in another file that '\(file)' uses", at: position)
  }

  /// Name of the model made of the statements that stand outside of any `model … end`.
  static let implicitName = "__main"

  // MARK: Tokens

  func peek(_ offset: Int = 1) -> Token { tokens[min(index + offset, tokens.count - 1)] }

  func isKnownFunction(_ name: String) -> Bool {
    functionIndex[name] != nil || faultyFunctions.contains(name)
  }

  /// Returns the current token and moves on; the end of the file is never passed.
  @discardableResult
  mutating func take() -> Token {
    let token = current
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  mutating func takeIfMark(_ spelling: String) -> Bool {
    guard current.isMark(spelling) else { return false }
    take()
    return true
  }

  mutating func expectMark(_ spelling: String, _ context: String) throws(Problem) {
    guard takeIfMark(spelling) else { throw unexpected("expected '\(spelling)' \(context)") }
  }

  func unexpected(_ expectation: String) -> Problem {
    Problem("unexpected \(current.described); \(expectation)", at: current.position)
  }

  /// A construct that Antimony has and Speciosa does not.
  func unsupported(
    _ construct: String, remedy: String? = nil, at position: SourcePosition
  ) -> Problem {
    let ending = remedy.map { "; \($0)" } ?? ""
    return Problem("\(construct) is not supported\(ending)", at: position, kind: .unsupported)
  }

  /// Whether the statement ends here.
  var isAtStatementEnd: Bool {
    current.kind == .newline || current.kind == .end || current.isMark(";")
  }

  mutating func skipNewlines() {
    while current.kind == .newline { take() }
  }

  // MARK: Names

  /// A name that may stand for a symbol.
  mutating func name(_ what: String) throws(Problem) -> String {
    guard current.kind == .word else { throw unexpected("expected \(what)") }
    if let reason = BuiltIn.reservation(of: current.text) {
      throw Problem("\(reason) and cannot name \(what)", at: current.position)
    }
    guard current.text.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw Problem(
        "'\(current.text)' cannot name \(what); names hold ASCII letters, digits and '_'",
        at: current.position)
    }
    return take().text
  }

  /// `name` or a path into submodels, `A.B.x`.
  mutating func path(_ what: String) throws(Problem) -> String {
    var path = try name(what)
    while current.isMark("."), peek().kind == .word {
      take()
      path += "." + take().text
    }
    return path
  }

  // MARK: The file

  mutating func parseFile() {
    while true {
      skipNewlines()
      let token = current
      if token.kind == .end { break }
      switch token.text {
      case "model" where startsModelDefinition && token.kind == .word,
        "module" where token.kind == .word:
        parseModel()
      case "function" where token.kind == .word:
        parseFunction()
      case "import" where token.kind == .word:
        problems.append(
          unsupported("'import'", remedy: "put the models into one file", at: token.position))
        skipLine()
      case "end" where token.kind == .word:
        problems.append(
          Problem("unexpected 'end'; no model or function is open here", at: token.position))
        take()
      default:
        parseStatement()
      }
    }
    finishFile()
  }

  /// `model name …` opens a model; `model notes "…"` annotates the implicit one.
  private var startsModelDefinition: Bool {
    if peek().isMark(".") { return false }
    return !(peek().kind == .word && (peek(2).kind == .string || peek(2).isMark(".")))
  }

  private mutating func parseModel() {
    take()
    let outer = builder
    var header: (name: String, isStarred: Bool, position: SourcePosition)
    let isStarred = takeIfMark("*")
    header = ("", isStarred, current.position)
    do throws(Problem) {
      header.name = try name("a model")
      if modelIndex[header.name] != nil || functionIndex[header.name] != nil {
        problems.append(Problem("'\(header.name)' is already defined", at: header.position))
      }
    } catch {
      problems.append(error)
    }
    builder = ModelBuilder(name: header.name, position: header.position)
    isInsideModel = true
    do throws(Problem) {
      if takeIfMark("(") {
        for export in try nameList("an exported symbol") { builder.export(export.name, at: export.position) }
      }
    } catch {
      problems.append(error)
      skipLine()
    }
    while true {
      skipNewlines()
      if current.kind == .end {
        problems.append(
          Problem("model '\(header.name)' is not closed; expected 'end'", at: header.position))
        break
      }
      if current.isWord("end") {
        take()
        break
      }
      if current.isWord("model") || current.isWord("module"), opensNestedModel {
        problems.append(
          Problem(
            "a model cannot stand inside another; expected 'end' of model '\(header.name)' before it",
            at: current.position))
        break
      }
      parseStatement()
    }
    isInsideModel = false
    let model = finishModel()
    builder = outer
    if !header.name.isEmpty, modelIndex[header.name] == nil {
      if header.isStarred {
        if let starred = starredModel {
          problems.append(
            Problem("'*' marks '\(starred)' as the main model already", at: header.position))
        }
        starredModel = header.name
      }
      modelIndex[header.name] = models.count
      models.append(model)
    }
  }

  /// In a model, `model name` with nothing more, or with exports, can only open another one.
  private var opensNestedModel: Bool {
    if current.isWord("module") || peek().isMark("*") { return true }
    guard peek().kind == .word else { return false }
    return peek(2).kind == .newline || peek(2).isMark("(") || peek(2).isMark(";")
  }

  /// Names up to the closing parenthesis.
  mutating func nameList(
    _ what: String
  ) throws(Problem) -> [(name: String, position: SourcePosition)] {
    var names: [(name: String, position: SourcePosition)] = []
    if takeIfMark(")") { return names }
    while true {
      let position = current.position
      let isBoundary = takeIfMark("$")
      let name = try name(what)
      if names.contains(where: { $0.name == name }) {
        throw Problem("'\(name)' stands twice in the list", at: position)
      }
      if isBoundary { builder.markBoundary(name, at: position) }
      names.append((name, position))
      if takeIfMark(")") { return names }
      guard takeIfMark(",") else { throw unexpected("expected ',' or ')' in the list") }
    }
  }

  private mutating func parseFunction() {
    take()
    let position = current.position
    let faultyName = current.text
    do throws(Problem) {
      let name = try name("a function")
      try expectMark("(", "after the function's name")
      let parameters = try nameList("a parameter of the function").map(\.name)
      functionParameters = Set(parameters)
      defer { functionParameters = nil }
      skipStatementEnds()
      let body = try formula()
      skipStatementEnds()
      guard current.isWord("end") else {
        throw unexpected("expected 'end' of function '\(name)'; its body is one formula on one line")
      }
      take()
      if functionIndex[name] != nil || modelIndex[name] != nil {
        throw Problem("'\(name)' is already defined", at: position)
      }
      functionIndex[name] = functions.count
      functions.append(
        FunctionDefinition(name: name, parameters: parameters, body: body, position: position))
    } catch {
      functionParameters = nil
      faultyFunctions.insert(faultyName)
      problems.append(error)
      skipFunction()
    }
  }

  mutating func skipStatementEnds() {
    while current.kind == .newline || current.isMark(";") { take() }
  }

  /// Passes the rest of a function that could not be read, up to and with its `end`.
  private mutating func skipFunction() {
    while current.kind != .end {
      if current.isWord("end") {
        take()
        return
      }
      if current.isWord("model") || current.isWord("function") || current.isWord("module") { return }
      take()
    }
  }

  mutating func skipLine() {
    while current.kind != .newline, current.kind != .end { take() }
  }

  private mutating func finishFile() {
    let implicit = finishModel()
    if implicit != ModelDefinition(name: implicit.name, position: implicit.position) {
      models.append(implicit)
      modelIndex[implicit.name] = models.count - 1
    }
    for call in calls {
      guard let known = functionIndex[call.name] else {
        if faultyFunctions.contains(call.name) { continue }
        let remedy = "define it with 'function \(call.name)(…) … end'"
        problems.append(
          Problem(
            modelIndex[call.name] == nil
              ? "no function '\(call.name)' is built in or defined; \(remedy)"
              : "'\(call.name)' is a model, not a function", at: call.position))
        continue
      }
      let expected = functions[known].parameters.count
      if call.count != expected {
        problems.append(
          Problem(
            "function '\(call.name)' takes \(expected) argument\(expected == 1 ? "" : "s"), "
              + "not \(call.count)", at: call.position))
      }
    }
    if models.count == foreignCount, problems.isEmpty {
      problems.append(
        Problem(
          "the file defines no model; expected statements or 'model name() … end'",
          at: SourcePosition(file: file)))
    }
  }

  /// Name of the main model: the one marked `*`, else the implicit one, else the last.
  var mainModel: String {
    starredModel ?? (modelIndex[Self.implicitName] != nil ? Self.implicitName : models.last?.name ?? "")
  }
}
