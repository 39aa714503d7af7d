import Text

extension ModelDocument {
  /// Reads Antimony text as libAntimony does.
  ///
  /// Symbols stand in the order of their first mention, each with the place of its declaration. A later
  /// definition of a symbol replaces an earlier one. Of statements outside of any model the model
  /// `__main` is made. Formulas keep no sugar: chained comparisons become conjunctions, `sqr(x)` a power,
  /// constants such as `pi` numbers.
  ///
  /// - Parameters:
  ///   - text: The content of the file.
  ///   - file: Its name, for messages.
  ///   - documents: Models and functions of other files that this one builds on; each keeps its places.
  /// - Throws: `Problems` with every fault of the file; kind `.unsupported` for a construct that Antimony
  ///   has and Speciosa does not.
  package init(
    parsingAntimony text: String, file: String, using documents: [ModelDocument] = []
  ) throws(Problems) {
    var parser = AntimonyParser(text: text, file: file, using: documents)
    parser.parseFile()
    guard parser.problems.isEmpty else {
      throw Problems(
        parser.problems.sorted { left, right in
          let (a, b) = (left.position, right.position)
          return (a?.line ?? 0, a?.column ?? 0) < (b?.line ?? 0, b?.column ?? 0)
        })
    }
    self.init(
      file: file, models: parser.models, functions: parser.functions, main: parser.mainModel)
  }

  /// The models that a library model builds on: the names in its first line where that reads
  /// `// uses: name, name`.
  package static func usedModels(inAntimony text: String) -> [String] {
    var first = text.prefix { !$0.isNewline }
    if first.hasPrefix("\u{FEFF}") { first = first.dropFirst() }
    let mark = "// uses:"
    guard first.hasPrefix(mark) else { return [] }
    return first.dropFirst(mark.count).split(separator: ",").compactMap { part in
      let words = part.split(whereSeparator: \.isWhitespace)
      return words.count == 1 ? String(words[0]) : nil
    }
  }
}
