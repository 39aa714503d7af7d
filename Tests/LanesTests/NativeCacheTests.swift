import Foundation
import Lanes
import Testing

/// What stands in the cache is used if it is sound and made again if it is not; without a compiler there is
/// a reason in one line.
struct NativeCacheTests {
  private static let tapes = [
    Tape(
      operands: [.row(bank: 0, row: 0), .row(bank: 1, row: 0)],
      instructions: [Instruction(.add, destination: 1, a: 0, b: 0)], temporaryCount: 0)
  ]

  /// Calls `body` with a cache folder of its own.
  private func withCache(_ body: (_ folder: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/speciosa-test-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func compiler(_ folder: String) throws -> NativeCompiler {
    let name = try #require(NativeTests.compilers.first)
    return NativeTests.compiler(name, cache: folder)
  }

  private func libraries(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/speciosa")
      .map { "\(folder)/speciosa/\($0)" }
  }

  private func isRight(_ tapes: [Tape]) -> Bool {
    let (x, y) = (LaneMatrix(rows: 1), LaneMatrix(rows: 1))
    x.fill(row: 0, with: 21)
    BoundTape(tapes[0], banks: [x, y], temporaries: LaneMatrix(rows: 0)).run()
    return tapes[0].isNative && y[0, 5] == 42
  }

  @Test func whatWasMadeIsFound() throws {
    try withCache { folder in
      let compiler = try compiler(folder)
      #expect(compiler.cached(Self.tapes) == nil)
      #expect(isRight(try compiler.native(Self.tapes).tapes))
      #expect(isRight(try #require(compiler.cached(Self.tapes)).tapes))
      // One library, and nothing left of its making.
      #expect(try libraries(folder).count == 1)
    }
  }

  @Test func damagedFilesAreMadeAgain() throws {
    try withCache { folder in
      let compiler = try compiler(folder)
      _ = try compiler.native(Self.tapes)
      let path = try #require(try libraries(folder).first)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      var flipped = whole
      flipped[whole.count / 2] ^= 1
      for damaged in [whole.prefix(whole.count / 2), flipped, Data(), whole + Data([0])] {
        try damaged.write(to: URL(fileURLWithPath: path))
        #expect(compiler.cached(Self.tapes) == nil)
        #expect(isRight(try compiler.native(Self.tapes).tapes))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == whole.count)
      }
    }
  }

  @Test func filesOfOthersAndOfOtherTapesAreNotTaken() throws {
    try withCache { folder in
      let compiler = try compiler(folder)
      _ = try compiler.native(Self.tapes)
      let path = try #require(try libraries(folder).first)
      let other = [
        Tape(
          operands: Self.tapes[0].operands,
          instructions: [Instruction(.multiply, destination: 1, a: 0, b: 0)], temporaryCount: 0)
      ]
      _ = try compiler.native(other)
      let foreign = try #require(try libraries(folder).first { $0 != path })
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.copyItem(atPath: foreign, toPath: path)
      #expect(compiler.cached(Self.tapes) == nil)
      #expect(isRight(try compiler.native(Self.tapes).tapes))
      #expect(compiler.cached(Self.tapes) != nil)
      try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
      #expect(compiler.cached(Self.tapes) == nil)
    }
  }

  @Test func aCacheThatCannotBeWrittenCostsOnlyTime() throws {
    let compiler = try compiler("/proc/nowhere")
    #expect(isRight(try compiler.native(Self.tapes).tapes))
    #expect(compiler.cached(Self.tapes) == nil)
  }

  @Test func withoutACompilerThereIsAReason() throws {
    func reason(_ environment: [String: String]) -> String? {
      do throws(NativeFailure) {
        _ = try NativeCompiler(environment: environment).native(Self.tapes)
        return nil
      } catch {
        return error.message
      }
    }
    #expect(reason([:]) == "no C compiler is found (clang, gcc or cc)")
    #expect(reason(["SPECIOSA_CC": "/nowhere/cc"])?.contains("'/nowhere/cc'") == true)
    #expect(reason(["SPECIOSA_CC": ""]) == "SPECIOSA_CC is empty")
    #expect(reason(["SPECIOSA_CC": "/bin/false"])?.contains("'/bin/false' failed with status 1") == true)
  }

  @Test func aBrokenCompilerLeavesRoomForTheNext() throws {
    // The first clang on the path is a program that always fails.
    let name = try #require(NativeTests.compilers.first)
    try withCache { folder in
      try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
      let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
      let real = try #require(
        folders.split(separator: ":").map { "\($0)/\(name)" }.first {
          FileManager.default.isExecutableFile(atPath: $0)
        })
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/bin/clang", withDestinationPath: "/bin/false")
      try FileManager.default.createSymbolicLink(atPath: folder + "/bin/gcc", withDestinationPath: real)
      let compiler = NativeCompiler(environment: ["PATH": folder + "/bin", "XDG_CACHE_HOME": folder])
      #expect(isRight(try compiler.native(Self.tapes).tapes))
    }
  }
}
