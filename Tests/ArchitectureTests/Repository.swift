import Foundation

/// The files of this repository, as the tests see them.
enum Repository {
  /// Folder that holds `Package.swift`.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct File: Sendable {
    /// Path from the root, with `/`.
    let path: String
    let text: String

    /// Module of a file under Sources or Tests.
    var module: String { String(path.split(separator: "/")[1]) }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  /// Files under a folder whose name ends in a suffix, by path.
  static func files(under folder: String, suffix: String) throws -> [File] {
    let base = root.appendingPathComponent(folder)
    guard let found = FileManager.default.enumerator(atPath: base.path) else { return [] }
    return try found.compactMap { $0 as? String }.filter { $0.hasSuffix(suffix) }.sorted().map { name in
      File(
        path: "\(folder)/\(name)",
        text: try String(contentsOf: base.appendingPathComponent(name), encoding: .utf8))
    }
  }

  static func sources() throws -> [File] { try files(under: "Sources", suffix: ".swift") }
}

/// What `Package.swift` says of a module.
struct DeclaredModule {
  let name: String
  let column: Int
  let imports: Set<String>
  let hasExternal: Bool

  /// All modules of the manifest, read from its text: the list stands there once.
  static func all() throws -> [DeclaredModule] {
    let manifest = try String(
      contentsOf: Repository.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    let entry = /Module\(\s*name: "(\w+)", column: (\d+),\s*imports: \[([^\]]*)\]([^)]*)/
    return manifest.matches(of: entry).map { match in
      DeclaredModule(
        name: String(match.1), column: Int(match.2) ?? 0,
        imports: Set(match.3.matches(of: /"(\w+)"/).map { String($0.1) }),
        hasExternal: match.4.contains("external"))
    }
  }
}

extension Repository.File {
  /// Modules that `import` lines name, with their line numbers.
  var imports: [(name: String, line: Int)] {
    lines.enumerated().compactMap { index, line in
      let pattern =
        /^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|private)\s+)?import\s+(?:(?:struct|class|enum|func|protocol|typealias|var|let)\s+)?(\w+)/
      guard let match = line.firstMatch(of: pattern) else { return nil }
      return (String(match.1), index + 1)
    }
  }

  /// The file's lines without comments: `//` to the line's end, outside string literals as far as one line
  /// tells.
  var codeLines: [(line: Int, code: String)] {
    lines.enumerated().map { index, line in
      var inString = false
      var previous: Character = " "
      var code = ""
      for character in line {
        if character == "\"", previous != "\\" { inString.toggle() }
        if character == "/", previous == "/", !inString {
          code.removeLast()
          break
        }
        code.append(character)
        previous = character
      }
      return (index + 1, code)
    }
  }
}
