import Dosing
import Simulation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Linear pharmacokinetics against textbook solutions (Gabrielsson & Weiner, Pharmacokinetic and
/// Pharmacodynamic Data Analysis, 5th ed.; equations derived from the differential equations here).
struct ClosedFormTests {
  static let accuracy = 1e-8

  static let oneCompartment = """
    model one()
      CL = 3; V = 20; ka = 1.2; tlag = 0.25; F1 = 0.8
      Ag = 0; A = 0
      Ag' = -ka*Ag
      A' = ka*Ag - CL/V*A
      C := A/V
    end
    """
  let times = stride(from: 0.0, through: 48, by: 0.5).map { $0 + 0.1 }
  let CL = 3.0
  let V = 20.0
  let ka = 1.2

  @Test func intravenousBolus() throws {
    let model = try compile(Self.oneCompartment, outputs: ["C"])
    let C = try run(model, doses: [DoseEvent(time: 0, amount: 100, compartment: "A")], times: times)[0]
    #expect(largestRelativeError(C, times.map { 100 / V * exp(-CL / V * $0) }) < Self.accuracy)
  }

  @Test func zeroOrderInfusion() throws {
    let dose = DoseEvent(time: 0, amount: 100, compartment: "A", rate: 25)
    let model = try compile(Self.oneCompartment, outputs: ["C"], doses: [dose])
    let C = try run(model, doses: [dose], times: times)[0]
    let k = CL / V
    let expected = times.map { t in
      let end = min(t, 4)
      return 25 / CL * (1 - exp(-k * end)) * exp(-k * (t - end))
    }
    #expect(largestRelativeError(C, expected) < Self.accuracy)
  }

  @Test func firstOrderAbsorptionWithLagAndBioavailability() throws {
    let dose = DoseEvent(
      time: 1, amount: 100, compartment: "Ag", lag: .parameter("tlag"), bioavailability: .parameter("F1"))
    let model = try compile(Self.oneCompartment, outputs: ["C"], doses: [dose])
    let C = try run(model, doses: [dose], times: times)[0]
    let k = CL / V
    let expected = times.map { t -> Double in
      let s = t - 1.25
      return s < 0 ? 0 : 0.8 * 100 * ka / (V * (ka - k)) * (exp(-k * s) - exp(-ka * s))
    }
    #expect(largestRelativeError(C, expected) < Self.accuracy)
  }

  @Test func twoCompartments() throws {
    let model = try compile(
      """
      model two()
        CL = 60; V1 = 185; Q = 21; V2 = 950
        A1 = 0; A2 = 0
        A1' = -(CL + Q)/V1*A1 + Q/V2*A2
        A2' = Q/V1*A1 - Q/V2*A2
        C := A1/V1
      end
      """, outputs: ["C"])
    let C = try run(model, doses: [DoseEvent(time: 0, amount: 40, compartment: "A1")], times: times)[0]
    let (k10, k12, k21) = (60 / 185.0, 21 / 185.0, 21 / 950.0)
    let sum = k10 + k12 + k21
    let root = (sum * sum - 4 * k10 * k21).squareRoot()
    let (alpha, beta) = ((sum + root) / 2, (sum - root) / 2)
    let expected = times.map { t in
      40 / 185.0
        * ((alpha - k21) / (alpha - beta) * exp(-alpha * t) + (k21 - beta) / (alpha - beta) * exp(-beta * t))
    }
    #expect(largestRelativeError(C, expected) < Self.accuracy)
  }

  @Test func metabolite() throws {
    let model = try compile(
      """
      model metabolite()
        k = 0.3; fm = 0.4; km = 0.9
        A = 0; M = 0
        A' = -k*A
        M' = fm*k*A - km*M
      end
      """, outputs: ["M"])
    let M = try run(model, doses: [DoseEvent(time: 0, amount: 10, compartment: "A")], times: times)[0]
    let expected = times.map { 0.4 * 0.3 * 10 / (0.9 - 0.3) * (exp(-0.3 * $0) - exp(-0.9 * $0)) }
    #expect(largestRelativeError(M, expected) < Self.accuracy)
  }

  @Test func steadyStateOfRepeatedDoses() throws {
    // Trough at steady state: D/V · e^(−kτ) / (1 − e^(−kτ)); reached within e^(−40·0.15·8) here.
    let model = try compile(Self.oneCompartment, outputs: ["C"])
    let dose = DoseEvent(time: 0, amount: 50, compartment: "A", interval: 8, additional: 40)
    let C = try run(model, doses: [dose], times: [40 * 8 - 1e-9, 40 * 8])[0]
    let decay = exp(-CL / V * 8)
    #expect(abs(C[0] / (50 / V * decay / (1 - decay)) - 1) < 1e-7)
    // An output at the time of a dose is read after the dose.
    #expect(abs(C[1] / (50 / V / (1 - decay)) - 1) < 1e-7)
  }

  @Test func massIsConserved() throws {
    let model = try compile(
      """
      model balance()
        ka = 1; k = 0.2; k12 = 0.4; k21 = 0.1
        Ag = 0; A1 = 0; A2 = 0; out = 0
        Ag' = -ka*Ag
        A1' = ka*Ag - (k + k12)*A1 + k21*A2
        A2' = k12*A1 - k21*A2
        out' = k*A1
        total := Ag + A1 + A2 + out
      end
      """, outputs: ["total"])
    let doses = [
      DoseEvent(time: 0, amount: 30, compartment: "Ag", interval: 8, additional: 5)
    ]
    let total = try run(model, doses: doses, times: [1, 7.9, 8, 30, 100], options: SimulationOptions())[0]
    for (value, given) in zip(total, [30.0, 30, 60, 120, 180]) { #expect(abs(value / given - 1) < 1e-10) }
  }

  @Test func concentrationScalesWithDose() throws {
    let model = try compile(Self.oneCompartment, outputs: ["C"])
    let single = try run(model, doses: [DoseEvent(time: 0, amount: 10, compartment: "Ag")], times: times)[0]
    let triple = try run(model, doses: [DoseEvent(time: 0, amount: 30, compartment: "Ag")], times: times)[0]
    #expect(largestRelativeError(triple, single.map { 3 * $0 }) < Self.accuracy)
  }

  @Test func overlappingInfusionsAddUpAndEnd() throws {
    let doses = [
      DoseEvent(time: 0, amount: 30, compartment: "A", rate: 0.1 + 0.2),
      DoseEvent(time: 50, amount: 20, compartment: "A", rate: 0.7),
    ]
    let model = try compile("A = 0; A' = 0*A", outputs: ["A"], doses: doses)
    let A = try run(model, doses: doses, times: [10, 60, 200, 500])[0]
    #expect(abs(A[0] - 3) < 1e-9)
    #expect(abs(A[1] - 25) < 1e-9)
    #expect(abs(A[2] - 50) < 1e-9 && A[2] == A[3])
  }
}
