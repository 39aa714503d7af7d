import Testing
import Text
import Workbench

@Suite("Output times") struct TimeGridTests {
  @Test("a grid holds both ends and no sums of rounding")
  func grid() throws {
    #expect(try TimeGrid(parsing: "0:2016:24").times.count == 85)
    #expect(try TimeGrid(parsing: "0:1:0.1").times == (0...10).map { Double($0) * 0.1 })
    #expect(try TimeGrid(parsing: "0:1:0.4").times == [0, 0.4, 0.8])
    #expect(try TimeGrid(parsing: "5:5:1").times == [5])
  }

  @Test("a list is taken as it stands")
  func list() throws {
    #expect(try TimeGrid(parsing: "0, 0.5,12").times == [0, 0.5, 12])
  }

  @Test(
    "what is wrong is quoted",
    arguments: [
      ("", "''"), ("1:2", "three parts"), ("0:1:0", "step"), ("0:1:-1", "step"), ("3:1:1", "before"),
      ("1,1", "ascend"), ("1,x", "'x'"), ("0:nan:1", "nan"), ("0:1e12:1e-3", "at most"), ("1,,2", "''"),
    ])
  func refuses(text: String, part: String) {
    let problems = #expect(throws: Problems.self) { try TimeGrid(parsing: text) }
    #expect(problems?.description.contains(part) == true, "\(problems?.description ?? "")")
  }
}

@Suite("Near names") struct NearestNameTests {
  @Test(
    "edit distance", arguments: [("", "", 0), ("CL", "CLm", 1), ("model", "modle", 1), ("abc", "xyz", 3)])
  func distance(a: String, b: String, expected: Int) {
    #expect(editDistance(a, b) == expected)
    #expect(editDistance(b, a) == expected)
  }

  @Test("a name far from all gets no suggestion")
  func suggestions() {
    #expect(nearest(to: "durration", among: ["duration", "times"]) == "duration")
    #expect(nearest(to: "colour", among: ["duration", "times"]) == nil)
  }
}
