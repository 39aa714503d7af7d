import Testing
import Trials

struct CertaintyTests {
  /// The rule's own worked example A: exposure with a strong inhibitor.
  @Test func exampleA() {
    var basis = Certainty.Basis(
      shares: [0.45, 0.35, 0.15, 0.05], population: 1, outcome: 0, validation: .pass, imprecision: 0,
      isBiased: false)
    let certainty = Certainty(rating: basis)
    #expect(certainty.word == .low && certainty.score == 2)
    #expect(certainty.reasons.map(\.points) == [-1, -1])
    #expect(certainty.reasons[0].text.hasPrefix("20 % of the uncertainty"))
    basis.shares = [0.5, 0.35, 0.1, 0.05]
    #expect(Certainty(rating: basis).word == .moderate)
  }

  /// Worked example B: a mood score far from the evidence.
  @Test func exampleB() {
    let certainty = Certainty(
      rating: Certainty.Basis(
        shares: [0, 0.15, 0.4, 0.45], population: 2, outcome: 1, validation: .none, imprecision: 2,
        isBiased: true))
    #expect(certainty.score == -6 && certainty.word == .veryLow)
    #expect(certainty.reasons.map(\.points) == [-2, -1, -2, -2, -1, -1, -1])
  }

  private static let grid: [Certainty.Basis] = {
    var all: [Certainty.Basis] = []
    for shares in [[1.0, 0, 0, 0], [0.6, 0.25, 0.1, 0.05], [0.3, 0.3, 0.2, 0.2], [0, 0.1, 0.2, 0.7]] {
      for validation in Certainty.Basis.Validation.allCases {
        for population in 0...2 {
          for imprecision in 0...2 {
            for isBiased in [false, true] {
              all.append(
                Certainty.Basis(
                  shares: shares, population: population, outcome: 0, validation: validation,
                  imprecision: imprecision, isBiased: isBiased))
            }
          }
        }
      }
    }
    return all
  }()

  @Test func movingVarianceToAssumptionsNeverRaisesTheWord() {
    for basis in Self.grid {
      var weaker = basis
      weaker.shares = [0, basis.shares[1], basis.shares[2], basis.shares[3] + basis.shares[0]]
      #expect(Certainty(rating: weaker).word <= Certainty(rating: basis).word)
    }
  }

  @Test func betterValidationNeverLowersAndWiderIntervalsNeverRaise() {
    for basis in Self.grid {
      let word = Certainty(rating: basis).word
      var other = basis
      other.validation = .pass
      #expect(Certainty(rating: other).word >= word)
      other = basis
      other.imprecision = 2
      #expect(Certainty(rating: other).word <= word)
    }
  }

  @Test func thePointsAndCapsMakeTheScore() {
    for basis in Self.grid {
      let certainty = Certainty(rating: basis)
      let total = 4 + certainty.reasons.map(\.points).reduce(0, +)
      let isCapped = certainty.reasons.contains { $0.points == 0 }
      #expect(isCapped ? certainty.score < total : certainty.score == total)
      if basis.validation != .pass { #expect(certainty.word <= .moderate) }
      if basis.population == 2 { #expect(certainty.word <= .low) }
    }
  }

  @Test func aFailedCheckGivesNoRating() {
    var basis = Self.grid[0]
    basis.failedChecks = ["mass balance"]
    let certainty = Certainty(rating: basis)
    #expect(certainty.word == .notRated)
    #expect(certainty.reasons.map(\.text) == ["a check failed: mass balance"])
  }
}
