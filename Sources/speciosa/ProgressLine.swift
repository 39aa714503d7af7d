import Foundation
import Synchronization
import Workbench

/// One line on a terminal that is written over: what is done, rate, time left. Silent in a pipe.
final class ProgressLine: Sendable {
  private struct State {
    var begin: ContinuousClock.Instant
    /// What was done before this run took up work again; not part of the rate.
    var doneBefore: Int?
    var last: ContinuousClock.Instant?
    var isShown = false
  }
  private let state = Mutex(State(begin: .now))
  private let isTerminal: Bool

  init() { isTerminal = isatty(STDERR_FILENO) == 1 }

  func show(_ progress: RunProgress) {
    guard isTerminal else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      let before = state.doneBefore ?? progress.done
      state.doneBefore = before
      if let last = state.last, now - last < .milliseconds(200), progress.done < progress.total { return }
      state.last = now
      state.isShown = true
      let seconds = (now - state.begin) / .seconds(1)
      let rate = seconds > 0 ? Double(progress.done - before) / seconds : 0
      var text = "\(progress.stage): \(grouped(progress.done)) of \(grouped(progress.total)) \(progress.unit)"
      if rate > 0, progress.done < progress.total {
        let left = Double(progress.total - progress.done) / rate
        text += ", \(Self.rounded(rate)) a second, \(Self.duration(left)) left"
      }
      Self.write("\r\u{1B}[K" + text)
    }
  }

  /// Clears the line.
  func finish() {
    state.withLock { state in
      if state.isShown { Self.write("\r\u{1B}[K") }
      state.isShown = false
    }
  }

  private static func rounded(_ rate: Double) -> String {
    rate >= 10 ? String(Int(rate.rounded())) : String(format: "%.1f", rate)
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole < 90 { return "\(whole) s" }
    if whole < 5400 { return "\((whole + 30) / 60) min" }
    return "\((whole + 1800) / 3600) h"
  }

  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
