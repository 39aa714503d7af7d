import Foundation
import Store
import Testing

@Test("provenance.json reads back, with its keys in order")
func provenanceReadsBack() throws {
  let provenance = Provenance(
    resultHash: String(repeating: "0", count: 64), title: "Fixture", version: "0.1",
    binary: .init(name: "speciosa", sha256: "11"), models: [.init(name: "m/model.ant", sha256: "22")],
    data: [],
    seed: 7, arms: [], subjects: 3, failedSubjects: 1, outputs: ["A"], options: ["rtol": "1e-06"],
    elementaryFunctions: "SLEEF", instructionSet: "x86-64-v3", system: "Linux",
    started: "2026-11-21T00:00:00Z",
    seconds: 1.5, threads: 2)
  let text = try provenance.json()
  #expect(try JSONDecoder().decode(Provenance.self, from: Data(text.utf8)) == provenance)
  let keys = text.split(separator: "\n").compactMap { line in
    line.hasPrefix("  \"") ? line.dropFirst(3).prefix { $0 != "\"" } : nil
  }
  #expect(keys.map(String.init) == keys.map(String.init).sorted())
  #expect(text.contains("\"m/model.ant\""))
}
