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
  /// - Throws: `Problems` with every fault of the file; kind `.unsupported` for a construct that Antimony
  ///   has and Speciosa does not.
  package init(parsingAntimony text: String, file: String) throws(Problems) {
    var parser = AntimonyParser(text: text, file: file)
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
}
