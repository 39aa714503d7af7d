import Foundation
import Text

/// The library of models, evidence and examples on disk: a folder with `Models` and `Data`.
package struct Library: Sendable {
  /// The folder, as a path that can be shown.
  package let root: String

  /// Takes a folder that the user named.
  ///
  /// - Throws: `Problems` where it holds no library.
  package init(at root: String) throws(Problems) {
    guard isFolder(joined(root, "Models")) else {
      throw Problems(
        "no library here; a folder that holds 'Models' and 'Data' is expected",
        at: SourcePosition(file: root))
    }
    self.root = root
  }

  private init(found root: String) { self.root = root }

  /// Finds the library: the named folder, else `SPECIOSA_LIBRARY`, else upwards from the current folder,
  /// else upwards from the program. Nil where there is none; a bare model needs none.
  package static func find(named: String?) throws(Problems) -> Library? {
    if let named { return try Library(at: named) }
    if let variable = ProcessInfo.processInfo.environment["SPECIOSA_LIBRARY"], !variable.isEmpty {
      return try Library(at: variable)
    }
    let here = FileManager.default.currentDirectoryPath
    if let root = upwards(from: here) {
      return Library(found: relative(root, to: here))
    }
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().path
    let executable =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? program
    return upwards(from: parentFolder(of: executable)).map { Library(found: $0) }
  }

  private static func upwards(from start: String) -> String? {
    var path = start
    while true {
      if isFolder(joined(path, "Models")), isFolder(joined(path, "Data")) { return path }
      if path == "/" || path == "." { return nil }
      path = parentFolder(of: path)
    }
  }

  private static func relative(_ path: String, to here: String) -> String {
    if path == here { return "." }
    return path
  }

  package func path(_ part: String) -> String { joined(root, part) }

  /// Names of the model folders, in order.
  package var modelNames: [String] {
    let folder = path("Models")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { exists(joined(joined(folder, $0), "model.ant")) }.sorted()
  }

  package func folder(ofModel name: String) throws(Problems) -> String {
    let names = modelNames
    guard names.contains(name) else {
      throw Problems(
        "the library has no model '\(name)'" + suggestion(for: name, among: names, what: "it has"),
        at: SourcePosition(file: path("Models")))
    }
    return path("Models/\(name)")
  }

  /// Name of the library model that a path lies in (`…/Models/<name>/model.ant` or its folder), or nil.
  package func modelName(ofPath given: String) -> String? {
    let models = Self.canonical(path("Models"))
    var parts = Self.canonical(given).split(separator: "/").map(String.init)
    let base = models.split(separator: "/").map(String.init)
    guard parts.count > base.count, Array(parts.prefix(base.count)) == base else { return nil }
    parts.removeFirst(base.count)
    guard parts.count == 1 || (parts.count == 2 && parts[1] == "model.ant") else { return nil }
    return parts[0]
  }

  private static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
