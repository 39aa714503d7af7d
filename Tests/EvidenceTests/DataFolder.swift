import Evidence
import Foundation
import Testing
import Text

/// The project's own tables, read from the working copy that the tests stand in.
enum DataFolder {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func tables() throws -> [String: String] {
    let data = root.appendingPathComponent("Data")
    var tables: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: data.path)
    where path.hasSuffix(".csv") {
      tables[path] = try String(contentsOf: data.appendingPathComponent(path), encoding: .utf8)
    }
    return tables
  }

  /// Folder names of the library models.
  static let models: [String] = {
    let path = root.appendingPathComponent("Models").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }()

  static func text(_ path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  static func parameterTables() throws -> [String: ParameterTable] {
    var tables: [String: ParameterTable] = [:]
    for model in models {
      let file = "Models/\(model)/parameters.csv"
      guard let text = text(file) else { continue }
      tables[model] = try ParameterTable(parsing: text, file: file, model: model)
    }
    return tables
  }
}
