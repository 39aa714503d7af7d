/// Why there is no native code, in one line.
package struct NativeFailure: Error, Sendable, Hashable {
  package let message: String

  init(_ message: String) {
    self.message = message
  }
}

/// Makes native code of tapes with the C compiler of the machine, and keeps it for the next time.
package struct NativeCompiler: Sendable, Hashable {
  /// Absolute path of a compiler and what tells its versions apart.
  struct Candidate: Sendable, Hashable {
    let path: String
    let identity: String
  }

  /// In the order in which they are tried.
  let candidates: [Candidate]
  /// Folder of finished libraries, where one is known and wanted.
  let cache: NativeCache
  /// What is missing where there is no candidate.
  private let missing: String

  /// - Parameter environment: `SPECIOSA_CC` names the one compiler to use (empty: none); else the first of
  ///   clang beside swift, then clang, gcc and cc on `PATH` that works. The cache stands in
  ///   `$XDG_CACHE_HOME/speciosa`, else in `~/.cache/speciosa`.
  package init(environment: [String: String]) {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    func find(_ name: String) -> String? {
      if name.contains("/") { return FileStatus(name)?.isExecutableFile == true ? name : nil }
      return folders.lazy.map { $0 + "/" + name }.first { FileStatus($0)?.isExecutableFile == true }
    }
    var paths: [String] = []
    if let chosen = environment["SPECIOSA_CC"] {
      paths = [find(chosen)].compactMap { $0 }
      missing = chosen.isEmpty ? "SPECIOSA_CC is empty" : "SPECIOSA_CC names '\(chosen)', which is not there"
    } else {
      if let swift = find("swift").flatMap(resolvedPath), let slash = swift.lastIndex(of: "/") {
        paths.append(String(swift[..<slash]) + "/clang")
      }
      paths += ["clang", "gcc", "cc"].compactMap(find)
      missing = "no C compiler is found (clang, gcc or cc)"
    }
    var seen: Set<String> = []
    candidates = paths.compactMap { path in
      guard let real = resolvedPath(path), seen.insert(real).inserted, let status = FileStatus(real),
        status.isExecutableFile
      else { return nil }
      return Candidate(path: path, identity: "\(real) \(status.size) \(status.modified)")
    }
    cache = NativeCache(environment: environment)
  }

  /// Whether there is a compiler to try.
  package var isAvailable: Bool { !candidates.isEmpty }

  /// Native code of tapes, from the cache or made now. All tapes come from one text.
  ///
  /// - Throws: `NativeFailure` with what the last compiler said.
  package func native(
    _ tapes: [Tape], chunkSize: Int = 100
  ) throws(NativeFailure) -> (tapes: [Tape], compiler: String) {
    let source = NativeSource(tapes, chunkSize: chunkSize)
    var failure = NativeFailure(missing)
    for candidate in candidates {
      do throws(NativeFailure) {
        let library: NativeLibrary
        if let known = cache.library(key(source, candidate)) {
          library = known
        } else {
          library = try cache.make(key(source, candidate)) { (folder) throws(NativeFailure) in
            try Self.compile(source, with: candidate, in: folder)
          }
        }
        return (try library.native(tapes, source), candidate.path)
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// Native code of tapes if it was made before; nothing is compiled.
  package func cached(_ tapes: [Tape]) -> (tapes: [Tape], compiler: String)? {
    let source = NativeSource(tapes)
    for candidate in candidates {
      if let library = cache.library(key(source, candidate)),
        let native = try? library.native(tapes, source)
      {
        return (native, candidate.path)
      }
    }
    return nil
  }

  /// What the bytes of a library follow from: the text, the compiler and its options, the processor.
  private func key(_ source: NativeSource, _ candidate: Candidate) -> ContentKey {
    var key = ContentKey()
    for part in [source.text, candidate.identity, Self.options.joined(separator: " "), processorDescription] {
      key.add(part)
    }
    return key
  }

  #if arch(arm64)
    private static let target = ["-mcpu=native"]
  #else
    // Full vectors, where tuning for mixed code would halve them.
    private static let target = ["-march=native", "-mprefer-vector-width=512"]
  #endif

  /// No contraction: the text says where a product and a sum are rounded once. No standard library: nothing
  /// but a compiler and a linker has to be installed.
  static let options =
    [
      "-x", "c", "-O1", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fPIC", "-shared",
      "-nostdlib", "-w",
    ] + target

  /// Compiles in a folder of its own.
  ///
  /// - Returns: Path of the library.
  private static func compile(
    _ source: NativeSource, with candidate: Candidate, in folder: String
  ) throws(NativeFailure) -> String {
    let (text, library, messages) = (folder + "/tapes.c", folder + "/tapes.so", folder + "/messages")
    try writeFile(text, Array(source.text.utf8))
    var status = 0
    // The default linker is missing on some machines that have the other one.
    for linker in [[], ["-fuse-ld=lld"]] {
      status = try run([candidate.path] + options + linker + ["-o", library, text], messages: messages)
      if status == 0 { return library }
    }
    let said = (try? readFile(messages)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let line = said.split(separator: "\n").first { $0.contains("error") } ?? said.split(separator: "\n").first
    throw NativeFailure(
      "'\(candidate.path)' failed with status \(status): \(line.map(String.init) ?? "no message")")
  }
}
