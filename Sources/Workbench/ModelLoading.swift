import ModelIR
import ModelText
import Text

/// A model with the files it was read from.
package struct LoadedModel: Sendable {
  /// Folder name of a library model, else the file's name without extension.
  package let name: String
  /// The model's own file first, then what it uses.
  package let files: [InputFile]
  package let document: ModelDocument
  package let system: ModelSystem
  /// Whether it stands in the library, and so must be bound to evidence and unit-proven.
  package let isLibraryModel: Bool
  /// Names of the library models that its first line says it uses, directly or through others, in the
  /// order in which they are put before it.
  package let uses: [String]
}

extension Library {
  /// A library model by name.
  package func model(named name: String) throws(Problems) -> LoadedModel {
    let folder = try folder(ofModel: name)
    return try LoadedModel(
      file: InputFile(reading: joined(folder, "model.ant")), name: name, library: self, isLibraryModel: true)
  }
}

extension LoadedModel {
  /// A model by path, or by the name of a library model.
  ///
  /// - Throws: `Problems`; kind `.unsupported` for a file form that is not read yet.
  package init(_ given: String, library: Library?) throws(Problems) {
    if let library, !exists(given), !given.contains("/"), !given.contains(".") {
      self = try library.model(named: given)
      return
    }
    if given.hasSuffix(".xml") || given.hasSuffix(".sbml") {
      throw Problems(
        "SBML files are not read yet; convert the model to Antimony (.ant)",
        at: SourcePosition(file: given), kind: .unsupported)
    }
    let path = isFolder(given) && exists(joined(given, "model.ant")) ? joined(given, "model.ant") : given
    let file = try InputFile(reading: path)
    guard path.hasSuffix(".ant") || path.hasSuffix(".txt") else {
      throw Problems(
        "a model file ends in .ant (Antimony); this one does not", at: SourcePosition(file: path))
    }
    if let library, let name = library.modelName(ofPath: path) {
      self = try LoadedModel(file: file, name: name, library: library, isLibraryModel: true)
    } else {
      let name = lastPart(of: path).split(separator: ".").dropLast().joined(separator: ".")
      self = try LoadedModel(file: file, name: name, library: library, isLibraryModel: false)
    }
  }

  init(file: InputFile, name: String, library: Library?, isLibraryModel: Bool) throws(Problems) {
    var document: ModelDocument?
    var files: [InputFile] = []
    var order: [String] = []
    try Self.collect(file, name: name, path: [], library: library, &document, &files, &order)
    guard let document else { preconditionFailure("the file itself was read") }
    self.name = name
    // The model's own file comes last where meaning is concerned, first where a reader looks.
    self.files = [file] + files.dropLast()
    self.document = document
    self.isLibraryModel = isLibraryModel
    uses = order.dropLast()
    system = try ModelSystem(checking: document)
  }

  /// Reads a file's `uses` before the file itself, each once.
  private static func collect(
    _ file: InputFile, name: String, path: [String], library: Library?, _ document: inout ModelDocument?,
    _ files: inout [InputFile], _ order: inout [String]
  ) throws(Problems) {
    for used in ModelDocument.usedModels(inAntimony: file.text) {
      let position = SourcePosition(file: file.path, line: 1)
      guard let library else {
        throw Problems(
          "the model uses '\(used)', but no library was found; name one with --library", at: position)
      }
      if path.contains(used) || used == name {
        throw Problems(
          "models use each other in a circle: " + (path + [name, used]).joined(separator: " → "),
          at: position)
      }
      if order.contains(used) { continue }
      guard library.modelNames.contains(used) else {
        throw Problems(
          "the library has no model '\(used)'"
            + suggestion(for: used, among: library.modelNames, what: "it has"), at: position)
      }
      let usedFile = try InputFile(reading: library.path("Models/\(used)/model.ant"))
      try collect(
        usedFile, name: used, path: path + [name], library: library, &document, &files, &order)
    }
    document = try ModelDocument(parsingAntimony: file.text, file: file.path, using: document.map { [$0] } ?? [])
    files.append(file)
    order.append(name)
  }
}

extension StringProtocol {
  /// Without spaces and tabs at its ends.
  var trimmingSpaces: SubSequence {
    var part = self[...]
    while let first = part.first, first == " " || first == "\t" || first == "\r" { part = part.dropFirst() }
    while let last = part.last, last == " " || last == "\t" || last == "\r" { part = part.dropLast() }
    return part
  }
}
