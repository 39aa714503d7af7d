import Evidence
import Testing
import Text

/// Tables that were cut, doubled or mistyped give messages, never a crash.
@Suite struct DamageTests {
  @Test func damagedTablesAreRefusedOrRead() {
    let pieces = [",", "\"", "\n", ";", "=", "0", "x", "K1", "-", "one of: ", "é", "\r"]
    var state: UInt64 = 20_261_121
    func next(_ bound: Int) -> Int {
      // Knuth's MMIX generator; only the damage depends on it.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var refused = 0
    for _ in 0..<400 {
      var fixture = Fixture()
      let names = fixture.tables.keys.sorted()
      let name = names[next(names.count)]
      var text = Array(fixture.tables[name] ?? "")
      for _ in 0...next(3) where !text.isEmpty {
        let place = next(text.count)
        switch next(3) {
        case 0: text.remove(at: place)
        case 1: text.insert(contentsOf: pieces[next(pieces.count)], at: place)
        default: text.removeSubrange(place..<min(text.count, place + 1 + next(40)))
        }
      }
      fixture.tables[name] = String(text)
      let found = fixture.complaints
      if !found.isEmpty { refused += 1 }
      #expect(found.allSatisfy { $0.contains("Data/") }, "\(found)")
    }
    #expect(refused > 100)
  }
}
