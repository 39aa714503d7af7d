#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A shared library that is loaded as long as this exists.
@safe final class NativeLibrary: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer

  init(loading path: String) throws(NativeFailure) {
    guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw NativeFailure("the compiled code cannot be loaded: \(Self.lastError)")
    }
    unsafe self.handle = handle
  }

  deinit { unsafe dlclose(handle) }

  /// The tapes that the library was made from, with their functions.
  func native(_ tapes: [Tape], _ source: NativeSource) throws(NativeFailure) -> [Tape] {
    var result: [Tape] = []
    for (index, tape) in tapes.enumerated() {
      guard let symbol = unsafe dlsym(handle, NativeSource.name(index)) else {
        throw NativeFailure("the compiled code lacks \(NativeSource.name(index))")
      }
      let function = unsafe unsafeBitCast(symbol, to: NativeCode.Function.self)
      let code = unsafe NativeCode(
        function: function, banks: nativeBanks(of: tape), scratchCount: source.scratchCounts[index],
        library: self)
      result.append(tape.with(code))
    }
    return result
  }

  private static var lastError: String {
    guard let text = unsafe dlerror() else { return "no reason given" }
    return unsafe String(cString: text)
  }
}
