import Text
import Units

extension YamlReader {
  /// A time with its unit, in seconds.
  mutating func seconds(_ value: YamlValue?) -> Double? {
    quantity(value, in: Self.second, what: "a time")
  }

  private static let second = (try? Unit(parsing: "s")) ?? .dimensionless

  /// Sampling times: a list of `{from: 0 h, to: 6 h, every: 0.5 h}` and single times, joined, ascending,
  /// each once; in seconds.
  mutating func times(_ value: YamlValue?) -> [Double] {
    var times: [Double] = []
    for entry in list(value, "a list of times") {
      guard entry.isMapping else {
        if let time = seconds(entry) { times.append(time) }
        continue
      }
      guard
        let grid = mapping(
          entry, "a time grid", keys: ["from", "to", "every"], required: ["from", "to", "every"]),
        let from = seconds(grid["from"]), let to = seconds(grid["to"]), let every = seconds(grid["every"])
      else { continue }
      guard every > 0, to >= from else {
        report("a time grid runs forwards in steps above 0", at: entry)
        continue
      }
      do throws(Problems) {
        times += try TimeGrid.grid(from: from, to: to, step: every, what: "'\(entry.path)'")
      } catch { report("'\(entry.path)' holds too many times", at: entry) }
    }
    // Grids may meet; the ends of both then differ by rounding only.
    var merged: [Double] = []
    for time in times.sorted()
    where merged.last.map({ time - $0 > 1e-6 * Swift.max(1, $0.magnitude) }) ?? true {
      merged.append(time)
    }
    return merged
  }

  mutating func window(_ value: YamlValue?) -> (from: Double, to: Double)? {
    guard let window = mapping(value, "a window", keys: ["from", "to"], required: ["from", "to"]),
      let from = seconds(window["from"]), let to = seconds(window["to"])
    else { return nil }
    guard from < to else {
      report("a window ends after it begins", at: window.position)
      return nil
    }
    return (from, to)
  }
}
