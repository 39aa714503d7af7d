import Text

/// Output times in the model's unit, as the option `--times` gives them.
package struct TimeGrid {
  package let times: [Double]

  /// Most times that one run may have; a slip such as `0:1e9:0.001` ends here and not in memory.
  static let limit = 10_000_000

  /// Reads `FROM:TO:STEP` (both ends included) or `T1,T2,…`.
  ///
  /// - Throws: `Problems` that quotes the part at fault.
  package init(parsing text: String) throws(Problems) {
    if text.contains(":") {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 3 else {
        throw Problems("--times is '\(text)'; FROM:TO:STEP has three parts, such as 0:24:0.5")
      }
      let (from, to, step) = (
        try Self.number(parts[0], in: text), try Self.number(parts[1], in: text),
        try Self.number(parts[2], in: text)
      )
      guard step > 0 else { throw Problems("--times is '\(text)'; the step must be above 0") }
      guard to >= from else { throw Problems("--times is '\(text)'; the end comes before the start") }
      times = try Self.grid(from: from, to: to, step: step, what: "--times '\(text)'")
    } else {
      var times: [Double] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let time = try Self.number(part, in: text)
        if let last = times.last, time <= last {
          throw Problems("--times is '\(text)'; times must ascend, but \(time) follows \(last)")
        }
        times.append(time)
      }
      self.times = times
    }
  }

  /// `from`, `from + step`, … up to `to`, which counts as reached within a billionth of a step.
  static func grid(from: Double, to: Double, step: Double, what: String) throws(Problems) -> [Double] {
    let count = ((to - from) / step + 1e-9).rounded(.down) + 1
    guard count <= Double(limit) else {
      throw Problems("\(what) means \(count) times; at most \(limit) are possible")
    }
    return (0..<Int(count)).map { from + Double($0) * step }
  }

  private static func number(_ part: Substring, in text: String) throws(Problems) -> Double {
    guard let value = Double(part.trimmingSpaces), value.isFinite else {
      throw Problems("--times is '\(text)'; '\(part)' is not a number")
    }
    return value
  }
}
