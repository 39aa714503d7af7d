import Dosing
import Foundation
import Testing

/// The benchmark problems' own files: the tables that users of the command line write.
struct RealFileTests {
  private func text(_ name: String) throws -> String {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return try String(contentsOf: root.appending(path: "Benchmarks/problems/\(name)"), encoding: .utf8)
  }

  @Test(arguments: [("p1", 6, 1), ("p2", 12, 3)])
  func benchmarkTables(problem: String, columns: Int, doses: Int) throws {
    let subjects = try SubjectTable(parsing: text("\(problem)-patients.csv"), file: "patients.csv")
    #expect(subjects.columns.count == columns)
    #expect(subjects.values.allSatisfy { $0 > 0 })
    let table = try DoseTable(parsing: text("\(problem)-doses.csv"), file: "doses.csv")
    #expect(table.doses(for: subjects.ids[0]).count == doses)
    #expect(table.all.allSatisfy { $0.lag == .parameter("tlag") && $0.interval > 0 })
  }
}
