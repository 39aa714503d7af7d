import Foundation
import Testing
import Workbench

/// The engine decides how fast a result comes, never what it is.
struct EngineTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  private func report(
    _ model: String, doses: String? = nil, times: String, method: String, engine: String
  ) async throws -> RunReport {
    let output = FileManager.default.temporaryDirectory.path + "/speciosa-test-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    let request = ModelRequest(
      model: model, data: nil, subjects: nil, doses: doses, times: times, outputs: nil, sensitivities: nil,
      choices: RunChoices(output: output, method: method, engine: engine), unusable: [])
    return try await simulateModel(request, library: try Library(at: Self.root), progress: { _ in })
  }

  @Test(arguments: ["depression", "kratom-depression", "kratom-pk", "opioid-receptors"])
  func libraryModelsGiveTheSameBits(model: String) async throws {
    let hashes = try await ["interpreter", "native", "auto"].asyncMap {
      try await report(model, times: "0:48:4", method: "auto", engine: $0).resultHash
    }
    #expect(Set(hashes).count == 1)
  }

  @Test(arguments: ["p2", "p3"], ["tsit5", "dop853", "rodas5p"])
  func benchmarkModelsGiveTheSameBits(problem: String, method: String) async throws {
    let path = Self.root + "/Benchmarks/problems/" + problem
    let hashes = try await ["interpreter", "native"].asyncMap {
      try await report(
        path + ".ant", doses: path + "-doses.csv", times: "0:30:3", method: method, engine: $0
      ).resultHash
    }
    #expect(Set(hashes).count == 1)
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
    var result: [T] = []
    for element in self { result.append(try await transform(element)) }
    return result
  }
}
