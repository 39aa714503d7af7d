import Evidence

extension StudyResult {
  /// Evidence behind a number.
  package struct Support: Sendable, Hashable {
    /// Weakest tier on the path through the equations; nil for a model without evidence.
    package var tier: EvidenceTier?
    /// Symbols of that tier on the path.
    package var weakestSymbols: [String]
    /// Shares of the uncertainty variance by tier, best tier first, sum 1; empty where nothing varied.
    package var tierShares: [TierShare]
    /// How much of the variance the regression explains [1]; nil where nothing varied.
    package var explained: Double?
    /// Inputs with the largest shares, largest first.
    package var drivers: [Driver]
    package var certainty: Certainty

    package init(
      tier: EvidenceTier? = nil, weakestSymbols: [String], tierShares: [TierShare],
      explained: Double? = nil, drivers: [Driver], certainty: Certainty
    ) {
      self.tier = tier
      self.weakestSymbols = weakestSymbols
      self.tierShares = tierShares
      self.explained = explained
      self.drivers = drivers
      self.certainty = certainty
    }
  }

  package struct TierShare: Sendable, Hashable {
    package var tier: EvidenceTier
    package var share: Double

    package init(
      tier: EvidenceTier, share: Double
    ) {
      self.tier = tier
      self.share = share
    }
  }

  package struct Driver: Sendable, Hashable {
    package var symbol: String
    package var tier: EvidenceTier
    package var share: Double

    package init(
      symbol: String, tier: EvidenceTier, share: Double
    ) {
      self.symbol = symbol
      self.tier = tier
      self.share = share
    }
  }
}
