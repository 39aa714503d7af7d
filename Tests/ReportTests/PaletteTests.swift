import Report
import Testing

@Suite("Colours") struct PaletteTests {
  @Test("text has a contrast of 4.5 with the ground and marks 3, in both modes and on paper")
  func contrast() throws {
    let ground = try #require(Palette.tokens.first { $0.name == "bg" })
    for token in Palette.tokens {
      let least: Double
      switch token.use {
      case .text: least = 4.5
      case .mark: least = 3
      case .ground, .outlinedMark, .decoration: continue
      }
      #expect(Palette.contrast(token.light, ground.light) >= least, "\(token.name), light")
      #expect(Palette.contrast(token.light, "#FFFFFF") >= least, "\(token.name), paper")
      #expect(Palette.contrast(token.dark, ground.dark) >= least, "\(token.name), dark")
    }
  }

  /// Computed for the design: REPORT's table of colours.
  @Test(
    "the ratios are those of the design",
    arguments: [
      ("ink", 16.3, 15.1), ("ink2", 8.5, 9.9), ("ink3", 5.3, 6.4), ("plc", 4.8, 7.0), ("hyp", 5.5, 8.2),
      ("s1", 6.3, 8.3),
      ("s2", 5.7, 9.8),
    ])
  func ratios(name: String, light: Double, dark: Double) throws {
    let token = try #require(Palette.tokens.first { $0.name == name })
    #expect((Palette.contrast(token.light, "#FDFCFA") - light).magnitude < 0.1)
    #expect((Palette.contrast(token.dark, "#14171A") - dark).magnitude < 0.1)
  }

  @Test("black on white is 21")
  func extremes() { #expect((Palette.contrast("#000000", "#FFFFFF") - 21).magnitude < 1e-9) }

  @Test("better evidence has more contrast, in both modes")
  func tiers() throws {
    let ground = try #require(Palette.tokens.first { $0.name == "bg" })
    let tiers = ["t1", "t2", "t3"].compactMap { name in Palette.tokens.first { $0.name == name } }
    for (better, worse) in zip(tiers, tiers.dropFirst()) {
      #expect(Palette.contrast(better.light, ground.light) > Palette.contrast(worse.light, ground.light))
      #expect(Palette.contrast(better.dark, ground.dark) > Palette.contrast(worse.dark, ground.dark))
    }
  }
}
