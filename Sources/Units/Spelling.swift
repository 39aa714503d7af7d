/// Near spellings, for messages that offer a remedy.
package enum Spelling {
  /// The candidate nearest to `name`: another case first, then one edit from three letters on, two from
  /// five; the earlier candidate wins a tie. Nil when none is near.
  package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = name.count < 3 ? 0 : name.count < 5 ? 1 : 2
    let lowered = Array(name.lowercased())
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let other = Array(candidate.lowercased())
      guard abs(other.count - lowered.count) <= limit else { continue }
      let distance = edits(from: lowered, to: other)
      // A one-letter name is one edit from every other one-letter name: no help.
      let isNear = distance == 0 || (distance <= limit && distance < min(lowered.count, other.count))
      if isNear, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// Levenshtein distance with exchanges of neighbours (optimal string alignment).
  private static func edits(from a: [Character], to b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var least = min(substitution, last[j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, beforeLast[j - 2] + 1)
        }
        row.append(least)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
