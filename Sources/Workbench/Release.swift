import Foundation
import Lanes

/// Settles for the process what runs take for granted; once, at the start.
package func prepareProcess() { keepFreedMemory() }

/// What this program calls itself, and where it runs.
package enum Release {
  package static let version = "0.1.0"

  /// Stands with every result.
  package static let notice =
    "Research model: it predicts and compares, and recommends no dose. Not medical advice."

  /// Family that the binary was built for; the vector form stands in the description of the elementary
  /// functions.
  static var instructionSet: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }

  static var system: String { ProcessInfo.processInfo.operatingSystemVersionString }
}
