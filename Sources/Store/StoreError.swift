import Foundation

/// Something could not be written, read back or continued; the message says what, why and what to do.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// The command asks for what must not happen: an existing folder, blocks of another run (exit code 2).
    case refused
    /// The machine could not do it: disk full, no permission, damaged file (exit code 1).
    case failed
  }

  package let message: String
  package let kind: Kind

  package init(_ message: String, kind: Kind) {
    self.message = message
    self.kind = kind
  }

  package var description: String { message }

  /// `cannot write 'PATH': no space left on device; …` from an error of the system.
  static func cannot(_ action: String, _ path: String, _ error: any Error, remedy: String = "") -> StoreError
  {
    let reason = Self.reason(of: error)
    let advice = remedy.isEmpty ? Self.advice(for: reason) : remedy
    return StoreError(
      "cannot \(action) '\(path)': \(reason)" + (advice.isEmpty ? "" : "; \(advice)"), kind: .failed)
  }

  private static func reason(of error: any Error) -> String {
    if let error = error as? StoreError { return error.message }
    let error = error as NSError
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? NSError) ?? error
    if cause.domain == NSPOSIXErrorDomain { return Self.reason(code: Int32(cause.code)) }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileWriteOutOfSpace: return Self.reason(code: ENOSPC)
    case .fileWriteNoPermission, .fileReadNoPermission: return Self.reason(code: EACCES)
    case .fileWriteVolumeReadOnly: return Self.reason(code: EROFS)
    case .fileNoSuchFile, .fileReadNoSuchFile: return Self.reason(code: ENOENT)
    case .fileWriteFileExists: return Self.reason(code: EEXIST)
    default: return error.localizedDescription
    }
  }

  /// The system's words for an error number, in lower case like all our messages.
  static func reason(code: Int32) -> String {
    switch code {
    case ENOSPC: "no space left on the disk"
    case EDQUOT: "the disk quota is used up"
    case EFBIG: "the file would exceed the largest size allowed"
    case EACCES, EPERM: "permission denied"
    case EROFS: "the file system is read-only"
    case ENOENT: "no such file or folder"
    case ENOTDIR: "a part of the path is a file, not a folder"
    case EISDIR: "it is a folder"
    case EEXIST: "it exists already"
    case EIO: "input/output error of the disk"
    case ENAMETOOLONG: "the name is too long"
    default:
      POSIXErrorCode(rawValue: code).map {
        "\(NSError(domain: NSPOSIXErrorDomain, code: Int($0.rawValue)).localizedDescription)"
      } ?? "error \(code)"
    }
  }

  private static func advice(for reason: String) -> String {
    switch reason {
    case Self.reason(code: ENOSPC), Self.reason(code: EDQUOT):
      "free some space and give the same command again, finished blocks are kept"
    case Self.reason(code: EACCES), Self.reason(code: EROFS), Self.reason(code: ENOTDIR):
      "choose another folder with --out"
    default: ""
    }
  }
}
