import Foundation
import Testing
import Workbench

@Suite("The library") struct LibraryTests {
  static var library: Library { get throws { try Library(at: Repository.root.path) } }

  @Test("every library model is unit-proven and every parameter bound to findings or assumed")
  func modelsAreBound() throws {
    let library = try Self.library
    #expect(!library.modelNames.isEmpty)
    for name in library.modelNames {
      let report = check(library.path("Models/\(name)"), library: library)
      #expect(report.exitCode == 0, "\(report.text)")
      #expect(report.facts.contains { $0.contains("bound") }, "\(report.text)")
    }
  }

  @Test("evidence, evaluations and examples are without fault")
  func filesAreRight() throws {
    let library = try Self.library
    var paths = [library.path("Data")]
    for (folder, suffix) in [("Models", "evaluation.yaml"), ("Examples", ".yaml")] {
      paths += try Repository.files(under: folder, suffix: suffix).map { library.path($0.path) }
    }
    #expect(paths.count > 3)
    for path in paths {
      let report = check(path, library: library)
      #expect(report.exitCode == 0, "\(report.text)")
    }
  }
}
