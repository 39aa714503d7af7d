import Store
import Testing

@Suite("Numbers and tables as text") struct NumberTextTests {
  @Test(
    "shortest form",
    arguments: [
      (0.0, "0"), (-0.0, "-0"), (1, "1"), (-17, "-17"), (0.1, "0.1"), (1e-5, "1e-05"), (1e300, "1e+300"),
      (123456.789, "123456.789"), (.leastNonzeroMagnitude, "5e-324"),
      (9_007_199_254_740_991, "9007199254740991"),
      (.nan, "NaN"), (.infinity, "Inf"), (-.infinity, "-Inf"),
    ])
  func shortest(value: Double, text: String) { #expect(NumberText.text(value) == text) }

  @Test("every number reads back to the same bits")
  func roundTrip() throws {
    // A full-period linear congruential generator over bit patterns reaches all exponents.
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<200_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: bits)
      guard value.isFinite else { continue }
      let back = try #require(Double(NumberText.text(value)))
      #expect(back.bitPattern == value.bitPattern, "\(value)")
    }
  }

  @Test("fields with commas, quotes or line breaks are quoted")
  func quoting() {
    #expect(CSVFile.quoted("plain") == "plain")
    #expect(CSVFile.quoted("a, b") == "\"a, b\"")
    #expect(CSVFile.quoted("say \"no\"") == "\"say \"\"no\"\"\"")
    #expect(CSVFile.quoted("two\nlines") == "\"two\nlines\"")
  }

  @Test("a table that is not finished leaves nothing")
  func unfinished() throws {
    let scratch = try Scratch()
    do {
      var table = try CSVFile(path: scratch.file("t.csv"), header: ["a", "b"])
      try table.write(["1", "x, y"])
    }
    #expect(try scratch.names().isEmpty)
    var table = try CSVFile(path: scratch.file("t.csv"), header: ["a", "b"])
    try table.write(["1", "x, y"])
    try table.finish()
    #expect(try scratch.text("t.csv") == "a,b\n1,\"x, y\"\n")
    #expect(try scratch.names() == ["t.csv"])
  }

  @Test("trajectories have the arm first where there are arms")
  func trajectories() throws {
    let scratch = try Scratch()
    let layout = Fixture.layout(arms: ["one", "two"], subjects: 2)
    var table = try TrajectoryTable(path: scratch.file("t.csv"), layout: layout)
    for block in Fixture.blocks(layout, size: 2) { try table.write(block) }
    try table.finish()
    let lines = try scratch.text("t.csv").split(separator: "\n")
    #expect(lines.count == 1 + 2 * 2 * 3)
    #expect(lines[0] == "arm,ID,time,A,B.c")
    #expect(lines[1] == "one,S1,0,0,100")
    #expect(lines[6] == "one,S2,24.5,12,112")
    #expect(lines[7] == "two,S1,0,1000,1100")
  }

  @Test("a full disk gives one clear error")
  func fullDisk() throws {
    // /dev/full takes no byte; the file beside it cannot be made there, so go through a folder that is a file.
    let error = #expect(throws: StoreError.self) {
      _ = try CSVFile(path: "/dev/null/t.csv", header: ["a"])
    }
    #expect(error?.message.contains("'/dev/null/t.csv'") == true)
    #expect(error?.kind == .failed)
  }
}
