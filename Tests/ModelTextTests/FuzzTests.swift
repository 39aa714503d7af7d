import Foundation
import ModelText
import Testing
import Text

/// No bytes crash the reader, hang it or exhaust its stack; every fault it names lies in the file.
@Suite struct FuzzTests {
  /// The snippets and library models of the repository, by name.
  private static let corpus: [(name: String, bytes: [UInt8])] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let files = FileManager.default
    var paths = ["Tests/ReferenceTests/Antimony/snippets", "Models"].flatMap { folder in
      (files.enumerator(atPath: root.appending(path: folder).path())?.allObjects as? [String] ?? [])
        .map { "\(folder)/\($0)" }
    }
    paths = paths.filter { $0.hasSuffix(".ant") }.sorted()
    return paths.compactMap { path in
      (try? Data(contentsOf: root.appending(path: path))).map { (path, [UInt8]($0)) }
    }
  }()

  private static let fragments: [[UInt8]] = [
    "model", "end", "function", "->", "=>", ":=", "'", "=", ";", ":", ",", "(", ")", "((", "))", "at",
    "after", "in", "is", "has", "unit", "species", "$", "\"", "```", "/*", "*/", "//", "#", "\n", "\r",
    "\\", "--", "...", "-|", "-o", "-(", "A.", ".", "1e", "1e999", "^", "-", "!", "&&", "|", "{", "}",
    "piecewise(", "time", "pi", "import", "delete", "µ", "\u{0}", "\u{FEFF}", "*", "model *",
  ].map { Array($0.utf8) }

  /// SplitMix64: the same mutations in every run.
  private struct Numbers {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Int(z % UInt64(max(1, bound)))
    }
  }

  private static func mutated(_ key: UInt64) -> [UInt8] {
    var numbers = Numbers(state: key)
    var bytes = corpus[numbers.next(below: corpus.count)].bytes
    for _ in 0...numbers.next(below: 6) {
      let place = numbers.next(below: bytes.count + 1)
      let length = min(numbers.next(below: 40), bytes.count - place)
      switch numbers.next(below: 7) {
      case 0: bytes.removeSubrange(place..<place + length)
      case 1: bytes.insert(contentsOf: fragments[numbers.next(below: fragments.count)], at: place)
      case 2: bytes.insert(contentsOf: bytes[place..<place + length], at: numbers.next(below: bytes.count))
      case 3: bytes.insert(UInt8(numbers.next(below: 256)), at: place)
      case 4 where place < bytes.count: bytes[place] = UInt8(numbers.next(below: 256))
      case 5: bytes.removeSubrange(place...)
      default:
        let other = corpus[numbers.next(below: corpus.count)].bytes
        bytes.insert(contentsOf: other.dropFirst(numbers.next(below: other.count)).prefix(200), at: place)
      }
    }
    return bytes
  }

  private static func check(_ bytes: [UInt8], _ label: String) {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.unicodeScalars.count { $0 == "\n" || $0 == "\r" } + 1
    for problem in problems(text) {
      let place = problem.position
      let isInFile = place.map { $0.line >= 0 && $0.line <= lines && $0.column >= 0 } ?? false
      if !isInFile || problem.message.isEmpty { Issue.record("\(label): \(problem)") }
    }
  }

  @Test func mutatedModels() {
    #expect(Self.corpus.count >= 40)
    let clock = ContinuousClock()
    for key in 1...4000 as ClosedRange<UInt64> {
      let bytes = Self.mutated(key)
      let time = clock.measure { Self.check(bytes, "mutation \(key)") }
      if time > .seconds(2) { Issue.record("mutation \(key) took \(time)") }
    }
  }

  @Test func everyPrefixOfAModel() throws {
    let file = try #require(Self.corpus.first { $0.name.hasSuffix("event-options.ant") })
    for count in 0...file.bytes.count { Self.check(Array(file.bytes.prefix(count)), "prefix \(count)") }
  }

  @Test func noise() {
    var numbers = Numbers(state: 7)
    for round in 0..<300 {
      let bytes = (0..<300).map { _ in UInt8(numbers.next(below: 256)) }
      Self.check(bytes, "noise \(round)")
      let words = (0..<100).flatMap { _ in Self.fragments[numbers.next(below: Self.fragments.count)] }
      Self.check(words, "words \(round)")
    }
  }

  /// A piece of text and how often it stands in a row.
  struct Repeated: Sendable, CustomTestStringConvertible {
    let before: String
    let piece: String
    let count: Int
    var after = ""

    init(_ before: String, _ piece: String, _ count: Int, _ after: String = "") {
      (self.before, self.piece, self.count, self.after) = (before, piece, count, after)
    }

    var text: String { before + String(repeating: piece, count: count) + after }
    var testDescription: String { "\(before)\(piece)… × \(count)" }
  }

  /// Long and deep texts, read with little stack.
  @Test(arguments: [
    Repeated("x = ", "(", 100_000), Repeated("x = ", "- ", 100_000, "1"),
    Repeated("x = ", "!", 100_000, "a"), Repeated("x = ", "2^", 100_000, "2"),
    Repeated("x = ", "sin(", 100_000), Repeated("x = ", "a-", 100_000, "a"),
    Repeated("x = ", "a-b+", 50_000, "a"), Repeated("x = ", "(1 < a*", 50_000),
    Repeated("x = ", "(1 < ", 60, "2" + String(repeating: " < 3)", count: 60)),
    Repeated("x = ", "piecewise(1, a < ", 50_000), Repeated("", "model a ", 50_000),
    Repeated("", "at ", 50_000), Repeated("", "A.", 100_000, "x = 1"),
    Repeated("J0: ", "A + ", 100_000), Repeated("", "function f(x) ", 20_000),
    Repeated("", "\"", 100_001), Repeated("", "/*", 100_000), Repeated("x has ", "(", 100_000),
    Repeated("", "species ", 50_000), Repeated("", "x = y z\n", 20_000),
  ])
  func deepAndLongTexts(text: Repeated) {
    #expect(!Self.onSmallStack { problems(text.text) }.isEmpty)
  }

  @Test(arguments: [
    Repeated("x = ", "a + ", 50_000, "a"), Repeated("x = ", "a - ", 400, "a"),
    Repeated("x = ", "(", 60, "a" + String(repeating: ")", count: 60)),
    Repeated("x = ", "piecewise(1, a < b, ", 60, "2" + String(repeating: ")", count: 60)),
    Repeated("x = 1; ", "x' = x; at x > 1: x = 2; y := 2\n", 10_000),
  ])
  func longValidTexts(text: Repeated) {
    #expect(Self.onSmallStack { problems(text.text) }.isEmpty)
  }

  @Test func manyNames() {
    let statements: [(Int) -> String] = [
      { "p\($0) = \($0); p\($0)' = -p\($0)\n" }, { "p\($0) := \($0); p\($0) is \"name\"\n" },
      { "S\($0) -> S\($0 + 1); k\n" }, { "unit u\($0) = \($0) mole\n" },
      { "E\($0): at time > \($0): x = \($0)\n" }, { "J\($0): A -> B;\nC -| J\($0);\n" },
    ]
    for statement in statements {
      let text = (0..<5_000).map(statement).joined()
      let time = ContinuousClock().measure { #expect(problems(text).isEmpty) }
      #expect(time < .seconds(20))
    }
  }

  /// Half a megabyte, where the compiler has tidied the frames.
  private static func onSmallStack(_ body: @escaping @Sendable () -> [Problem]) -> [Problem] {
    final class Box: @unchecked Sendable { var problems: [Problem] = [] }
    let box = Box()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      box.problems = body()
      done.signal()
    }
    #if DEBUG
      thread.stackSize = 4 * 1024 * 1024
    #else
      thread.stackSize = 512 * 1024
    #endif
    thread.start()
    done.wait()
    return box.problems
  }
}
