import Foundation
import Store
import Testing

@Suite("results.nc") struct ResultFileTests {
  @Test("each value stands at its arm, subject and time")
  func places() throws {
    let scratch = try Scratch()
    let layout = Fixture.layout(arms: ["one", "two"], subjects: 5)
    var file = try ResultFile(path: scratch.file("r.nc"), layout: layout)
    for block in Fixture.blocks(layout, size: 2).reversed() { try file.write(block) }
    try file.close()

    let back = try NetCDFFile.open(scratch.file("r.nc"))
    for output in 0..<2 {
      let variable = try back.variable(layout.outputs[output].name)
      #expect(variable.dimensions.map(\.length) == [2, 5, 3])
      let values = try back.read(variable, start: [0, 0, 0], count: [2, 5, 3])
      var index = 0
      for arm in 0..<2 {
        for subject in 0..<5 {
          for time in 0..<3 {
            #expect(values[index] == Fixture.value(arm: arm, output: output, subject: subject, time: time))
            index += 1
          }
        }
      }
    }
    let failed = try back.read(try back.variable("failed"), start: [1, 0], count: [1, 5])
    #expect(failed == [0, 1, 0, 0, 0])
  }

  @Test("a run without arms has no such dimension; hard names are taken")
  func names() throws {
    let scratch = try Scratch()
    var layout = Fixture.layout(subjects: 2)
    layout.outputs[0].name = "time"
    layout.outputs[1].name = "a/b"
    var file = try ResultFile(path: scratch.file("r.nc"), layout: layout)
    for block in Fixture.blocks(layout, size: 2) { try file.write(block) }
    try file.close()
    let back = try NetCDFFile.open(scratch.file("r.nc"))
    #expect(try back.variable("time_").dimensions.map(\.length) == [2, 3])
    #expect(try back.variable("a_b").dimensions.map(\.length) == [2, 3])
  }

  @Test("an unwritable target is one clear error")
  func unwritable() throws {
    let error = #expect(throws: StoreError.self) {
      _ = try ResultFile(path: "/dev/null/r.nc", layout: Fixture.layout(subjects: 1))
    }
    #expect(error?.message.contains("/dev/null/r.nc") == true)
    #expect(throws: StoreError.self) { _ = try NetCDFFile.open("/dev/null/none.nc") }
  }

  /// Python with xarray, from the environment that scripts/peers prepares.
  static let python = ProcessInfo.processInfo.environment["SPECIOSA_PEERS_PYTHON"]

  @Test("xarray opens it with units, names and values", .enabled(if: python != nil))
  func opensInXarray() throws {
    let python = try #require(Self.python)
    let scratch = try Scratch()
    let layout = Fixture.layout(arms: ["one", "two, µ"], subjects: 5)
    var file = try ResultFile(path: scratch.file("r.nc"), layout: layout)
    for block in Fixture.blocks(layout, size: 2) { try file.write(block) }
    try file.close()
    let script = """
      import sys, xarray
      d = xarray.open_dataset(sys.argv[1])
      assert dict(d.sizes) == {"arm": 2, "subject": 5, "time": 3}, d.sizes
      assert list(d.arm.values) == ["one", "two, µ"] and list(d.subject.values)[4] == "S5"
      assert list(d.time.values) == [0, 1, 24.5] and d.time.attrs["units"] == "h"
      v = d["B.c"]
      assert v.dims == ("arm", "subject", "time") and v.attrs["units"] == "µg/L"
      assert v.attrs["long_name"] == "Concentration" and v.attrs["certainty"] == "low"
      assert float(v.sel(arm="two, µ", subject="S4", time=1)) == 1131
      assert d.attrs["title"] == "Fixture"
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", script, scratch.file("r.nc")]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("ten thousand subjects, 85 times and six outputs stream")
  func streams() throws {
    let scratch = try Scratch()
    var layout = Fixture.layout(subjects: 10_000)
    layout.times = (0..<85).map { Double($0) * 24 }
    layout.outputs = (0..<6).map { .init(name: "y\($0)", label: "output \($0)", unit: "mg/L") }
    var file = try ResultFile(path: scratch.file("r.nc"), layout: layout)
    var table = try TrajectoryTable(path: scratch.file("t.csv"), layout: layout)
    let clock = ContinuousClock()
    var written = Duration.zero
    for index in 0..<40 {
      let first = index * 256
      let count = min(256, 10_000 - first)
      let block = StoredBlock(
        index: index, firstSubject: first, subjectCount: count, timeCount: 85, outputCount: 6,
        values: (0..<count * 85 * 6).map { Double($0 + index) / 7 },
        failures: Array(repeating: nil, count: count))
      try file.write(block)
      try written += clock.measure { try table.write(block) }
    }
    try file.close()
    try table.finish()
    // 5.1 million numbers: seconds even in a debug build, not minutes.
    #expect(written < .seconds(30))
    print("trajectories.csv: 5.95 million numbers in \(written)")
  }
}
