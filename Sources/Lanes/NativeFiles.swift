#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// What compiling needs of the system: files, folders, one process. This module stands left of Foundation.

/// Kind, owner, size and age of a file.
struct FileStatus {
  let size: Int
  /// Nanoseconds since 1970.
  let modified: Int
  /// Whether a regular file that this user may execute stands there.
  let isExecutableFile: Bool
  /// Whether it belongs to this user and nobody else may write it.
  let isOwnAndPrivate: Bool

  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    #if canImport(Darwin)
      modified = Int(status.st_mtimespec.tv_sec) * 1_000_000_000 + Int(status.st_mtimespec.tv_nsec)
    #else
      modified = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
    #endif
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let mayExecute = unsafe access(path, X_OK) == 0
    isExecutableFile = isFile && mayExecute
    isOwnAndPrivate = isFile && status.st_uid == geteuid() && status.st_mode & (S_IWGRP | S_IWOTH) == 0
  }
}

/// The path without links.
func resolvedPath(_ path: String) -> String? {
  guard let real = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(real) }
  return unsafe String(cString: real)
}

func readFile(_ path: String) throws(NativeFailure) -> [UInt8] {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw NativeFailure("'\(path)' cannot be read") }
  defer { close(file) }
  var result: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw NativeFailure("'\(path)' cannot be read") }
    if count == 0 { return result }
    result += buffer[..<count]
  }
}

func writeFile(_ path: String, _ bytes: [UInt8]) throws(NativeFailure) {
  let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  guard file >= 0 else { throw NativeFailure("'\(path)' cannot be written") }
  var done = 0
  while done < bytes.count {
    let count = unsafe bytes[done...].withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else {
      close(file)
      throw NativeFailure("'\(path)' cannot be written")
    }
    done += count
  }
  guard close(file) == 0 else { throw NativeFailure("'\(path)' cannot be written") }
}

func renameFile(_ path: String, to new: String) -> Bool { unsafe rename(path, new) == 0 }

func removeFile(_ path: String) { _ = unsafe unlink(path) }

/// Makes a folder for this user, with those that lead to it.
func makeFolder(_ path: String) -> Bool {
  if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return unsafe access(path, W_OK | X_OK) == 0 }
  guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return false }
  guard makeFolder(String(path[..<slash])) else { return false }
  return unsafe mkdir(path, 0o700) == 0
}

/// A new folder with a name of its own, in a folder or among the system's temporary ones.
func makeTemporaryFolder(in parent: String?) -> String? {
  var name = Array(((parent ?? "/tmp") + "/speciosa-XXXXXX").utf8CString)
  let isMade = unsafe name.withUnsafeMutableBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return false }
    return unsafe mkdtemp(start) != nil
  }
  guard isMade else { return nil }
  return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func filesInFolder(_ path: String) -> [String] {
  guard let folder = unsafe opendir(path) else { return [] }
  defer { unsafe closedir(folder) }
  var names: [String] = []
  while let entry = unsafe readdir(folder) {
    let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

/// A folder with files in it, no deeper.
func removeFolder(_ path: String) {
  for name in filesInFolder(path) { removeFile(path + "/" + name) }
  _ = unsafe rmdir(path)
}

/// Runs a program to its end without a shell; what it says goes to a file.
///
/// - Returns: Exit status; 128 and more where a signal ended it.
func run(_ command: [String], messages: String) throws(NativeFailure) -> Int {
  var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
  defer { unsafe arguments.forEach { unsafe free($0) } }
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
  #else
    var actions = unsafe posix_spawn_file_actions_t()
  #endif
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  unsafe posix_spawn_file_actions_addopen(&actions, 1, messages, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
  var process = pid_t()
  let refused = unsafe posix_spawn(&process, command[0], &actions, nil, &arguments, environ)
  guard refused == 0 else { throw NativeFailure("'\(command[0])' cannot be started") }
  var status: Int32 = 0
  while unsafe waitpid(process, &status, 0) < 0 {
    guard errno == EINTR else { throw NativeFailure("'\(command[0])' was lost sight of") }
  }
  let signal = Int(status & 0x7f)
  return signal == 0 ? Int((status >> 8) & 0xff) : 128 + signal
}

/// What tells this processor from another, as far as compilers for the native machine care.
let processorDescription: String = {
  guard let bytes = try? readFile("/proc/cpuinfo") else { return "" }
  let keys = ["model name", "flags", "Features", "CPU implementer", "CPU part", "cpu family", "model\t"]
  let first = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    .prefix { !$0.isEmpty }
  return first.filter { line in keys.contains { line.hasPrefix($0) } }.joined(separator: "\n")
}()
