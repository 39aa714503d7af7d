#if canImport(Glibc)
  import Glibc
#endif

/// The concentration after a unit dose into one compartment of a linear model, as a sum of exponentials, and
/// what follows from it by superposition (Gabrielsson & Weiner, Pharmacokinetic and Pharmacodynamic Data
/// Analysis, 5th ed., ch. 3; Gibaldi & Perrier, Pharmacokinetics, 2nd ed., ch. 3 and appendix B).
struct DoseResponse {
  /// Σ c·exp(−λt)
  let terms: [(c: Double, lambda: Double)]

  /// A bolus.
  func bolus(_ amount: Double, at start: Double, _ t: Double) -> Double {
    let s = t - start
    return s < 0 ? 0 : terms.reduce(0) { $0 + amount * $1.c * exp(-$1.lambda * s) }
  }

  /// A constant rate over a time.
  func infusion(_ amount: Double, over duration: Double, at start: Double, _ t: Double) -> Double {
    let s = t - start
    guard s > 0 else { return 0 }
    let given = min(s, duration)
    return terms.reduce(0) {
      $0 + amount / duration * $1.c / $1.lambda * -expm1(-$1.lambda * given) * exp(-$1.lambda * (s - given))
    }
  }

  /// Endless boluses at `last`, `last − interval`, `last − 2·interval`, …
  func series(_ amount: Double, every interval: Double, last: Double, _ t: Double) -> Double {
    let s = t - last
    precondition(s >= 0)
    return terms.reduce(0) {
      $0 + amount * $1.c * exp(-$1.lambda * s) / -expm1(-$1.lambda * interval)
    }
  }

  /// Endless infusions that start at `last`, `last − interval`, …
  func series(
    _ amount: Double, over duration: Double, every interval: Double, last: Double, _ t: Double
  ) -> Double {
    // Those that still run, one by one; those that have ended, as a geometric series.
    var (sum, start) = (0.0, last)
    while t - start < duration {
      sum += infusion(amount, over: duration, at: start, t)
      start -= interval
    }
    return sum
      + terms.reduce(0) {
        $0 + amount / duration * $1.c / $1.lambda * expm1($1.lambda * duration)
          * exp(-$1.lambda * (t - start)) / -expm1(-$1.lambda * interval)
      }
  }

  /// An infusion that has run for ever and ends at a time.
  func endless(rate: Double, until end: Double, _ t: Double) -> Double {
    terms.reduce(0) { $0 + rate * $1.c / $1.lambda * exp(-$1.lambda * max(0, t - end)) }
  }
}

/// Two compartments and a depot.
enum TwoCompartments {
  static let (ka, CL, V, Q, V2) = (1.1, 3.0, 20.0, 2.0, 40.0)
  static let text = """
    model pk()
      ka = 1.1; CL = 3; V = 20; Q = 2; V2 = 40; WT = 70; tlag = 0.4; share = 0.7; R_A1 = 16; D_Ag = 2.5; F_A2 = 0.5
      ALAG_A2 = 0.75
      Ag = 0; A1 = 0; A2 = 0; out = 0
      Ag' = -ka*Ag
      A1' = ka*Ag - (CL + Q)/V*A1 + Q/V2*A2
      A2' = Q/V*A1 - Q/V2*A2
      out' = CL/V*A1
      C := A1/V
    end
    """
  private static let (k10, k12, k21) = (CL / V, Q / V, Q / V2)
  private static let root = ((k10 + k12 + k21) * (k10 + k12 + k21) - 4 * k10 * k21).squareRoot()
  private static let (alpha, beta) = ((k10 + k12 + k21 + root) / 2, 2 * k10 * k21 / (k10 + k12 + k21 + root))

  static let central = DoseResponse(terms: [
    ((alpha - k21) / (alpha - beta) / V, alpha), ((k21 - beta) / (alpha - beta) / V, beta),
  ])
  static let peripheral = DoseResponse(terms: [
    (k21 / (alpha - beta) / V, beta), (-k21 / (alpha - beta) / V, alpha),
  ])
  static let gut = DoseResponse(
    terms: central.terms.flatMap { term in
      let c = ka * term.c / (ka - term.lambda)
      return [(c, term.lambda), (-c, ka)]
    })
}
