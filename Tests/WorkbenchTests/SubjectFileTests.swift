import Dosing
import Foundation
import Testing
import Text
import Workbench

@Suite("A table of subjects read block by block") struct SubjectFileTests {
  /// Rows with what readers stumble over: quotes with line breaks and commas, CRLF, blank lines, a
  /// byte-order mark, no break at the end.
  static func text(_ count: Int) -> String {
    var text = "\u{FEFF}ID,CL,\"V\"\r\n\n"
    for i in 0..<count {
      let id = i % 100 == 7 ? "\"s,\n\"\"\(i)\"" : "s\(i)"
      text += "\(id),\(Double(i) / 7),1e\(i % 5)" + (i == count - 1 ? "" : i % 3 == 0 ? "\r\n" : "\n")
      if i % 400 == 399 { text += "\n\r\n" }
    }
    return text
  }

  func path(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("people-\(UUID()).csv").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("it gives what the whole table gives", arguments: [1, 255, 256, 257, 1300])
  func sameAsWhole(count: Int) throws {
    let path = try path(Self.text(count))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = try SubjectTable(parsing: Self.text(count), file: path)
    let file = try SubjectFile(reading: path, wanted: ["s3", "nobody", "s1299"])
    #expect(file.count == count && whole.ids.count == count && file.columns == ["CL", "V"])
    #expect(file.found == Set(["s3", "s1299"].filter { whole.ids.contains($0) }))
    for range in [0..<count, 0..<1, count - 1..<count, count / 3..<count - count / 3] {
      var ids: [String] = []
      var values: [Double] = []
      try file.forEachTable(of: range) { table, rows in
        for row in rows {
          ids.append(table.ids[row])
          values += table.values(of: row)
        }
      }
      #expect(ids == Array(whole.ids[range]))
      #expect(values == range.flatMap { Array(whole.values(of: $0)) })
    }
  }

  @Test("a fault is named with its line, far down in the file as well")
  func faults() throws {
    let lines = (1...700).map { "p\($0),\($0)" }
    func problems(_ change: (inout [String]) -> Void) throws -> [String] {
      var rows = lines
      change(&rows)
      let path = try path((["ID,CL"] + rows).joined(separator: "\n") + "\n")
      defer { try? FileManager.default.removeItem(atPath: path) }
      do {
        _ = try SubjectFile(reading: path)
        return []
      } catch { return error.all.map { $0.description.replacing(path, with: "F") } }
    }
    #expect(try problems { _ in }.isEmpty)
    #expect(try problems { $0[600] = "p601,x" }.first?.hasPrefix("F:602") == true)
    #expect(try problems { $0[300] = "p301,1,2" }.first?.hasPrefix("F:302") == true)
    let twice = try problems { $0[650] = "p3,9" }
    #expect(twice.count == 1 && twice[0].hasPrefix("F:652") && twice[0].contains("'p3' appears twice"))
    #expect(try problems { $0 = [] }.first?.contains("no subjects") == true)
    #expect(try problems { rows in for i in rows.indices { rows[i] = "a" } }.count <= 400)
  }

  @Test("a table that changes while it is read is refused")
  func changes() throws {
    let path = try path("ID,CL\n" + (1...300).map { "p\($0),\($0)" }.joined(separator: "\n"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try SubjectFile(reading: path)
    try Data(("ID,CL\n" + (1...300).map { "p\($0),\($0 + 100)" }.joined(separator: "\n")).utf8)
      .write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: Problems.self) { try file.table(ofBlock: 1) }
    #expect(error?.description.contains("changed") == true)
  }
}
