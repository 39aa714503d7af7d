import Dosing
import Evidence
import ModelIR
import Simulation
import Statistics
import Symbolics
import Text
import Units

/// A plan of doses resolved against the model: gives each person a regimen of their own.
struct RegimenSource: Sendable {
  let plan: Scenario.RegimenPlan
  /// State that receives the doses, as the model names it.
  let state: Int
  /// Amount in the state's unit for 1 as the plan states amounts (1 g of product counts as 1 g here).
  private let factor: Double
  /// Analyte per mass of product, between lots; nil where the amount is that of the analyte.
  private let content: Distribution?
  private let from: Double
  private let to: Double
  private let hour: Double
  private let amountPurpose: Purpose
  private let knowledgePurpose: Purpose
  private let usesPurpose: Purpose
  private let lotPurpose: Purpose
  /// Tier of the amounts.
  let tier: EvidenceTier
  let findings: [String]
  let verification: Verification

  /// - Parameter place: Position of the plan in its arm: plans at the same place of two arms give a person
  ///   the same habits.
  init(
    _ plan: Scenario.RegimenPlan, place: Int, system: ModelSystem, clock: StudyClock, evidence: EvidenceBase?
  ) throws(Problems) {
    var problems: [Problem] = []
    func fail(_ message: String) { problems.append(Problem(message, at: plan.position)) }
    self.plan = plan
    hour = clock.hour
    from = try clock.time(plan.from, "start of the regimen", at: plan.position)
    to = try clock.time(plan.to, "end of the regimen", at: plan.position)
    if from < 0 { fail("the regimen starts before time 0") }
    if to <= from { fail("the regimen ends before it starts") }
    state = try system.doseState(named: plan.compartment, at: plan.position)
    for name in [plan.bioavailability, plan.lag].compactMap({ $0 }) where system.symbol(named: name) == nil {
      fail("the model has no parameter '\(name)'")
    }
    if plan.amount.typical.value < 0 { fail("the amount is negative") }

    let product = evidence?.product(plan.product)
    if !plan.product.isEmpty, evidence != nil, product == nil {
      fail("no product '\(plan.product)' is known")
    }
    var content: Distribution?
    var stated = plan.amount.typical.unit
    do {
      if plan.isAmountOfProduct {
        let perGram = try Unit(parsing: "mg/g")
        if let row = product?.content(of: plan.analyte), let typical = row.content {
          content = row.betweenLot ?? .fixed(typical)
          stated = stated * perGram
        } else {
          fail("how much '\(plan.analyte)' the product '\(plan.product)' holds is not known")
        }
      }
      if let unit = system.doseUnit(ofState: state) {
        factor = try Self.factor(from: stated, to: unit, analyte: plan.analyte, evidence: evidence)
      } else {
        fail("'\(plan.compartment)' has no declared unit, so an amount with a unit cannot be given into it")
        factor = 1
      }
    } catch {
      fail("amount: \(error)")
      factor = 1
    }
    self.content = content

    let uses: [Double] =
      switch plan.usesPerDay.variability {
      case .fixed(let value): [value]
      case .discrete(let outcomes): outcomes.map(\.value)
      case .spread, .uniform: [.nan]
      }
    for count in uses {
      guard let whole = Int(exactly: count), whole > 0 else {
        fail("uses per day must be whole numbers: one, or a discrete distribution")
        continue
      }
      guard let clockTimes = plan.clockTimes.first(where: { $0.uses == whole }) else {
        fail("no clock times are given for \(whole) uses per day")
        continue
      }
      if clockTimes.hours.count != whole || !clockTimes.hours.allSatisfy({ 0 <= $0 && $0 < 24 }) {
        fail("expected \(whole) clock times between 00:00 and 24:00")
      }
    }
    if !problems.isEmpty { throw Problems(problems) }

    let name = "regimen:\(place):\(plan.analyte)"
    amountPurpose = Purpose("\(name):amount")
    knowledgePurpose = Purpose("\(name):typical amount")
    usesPurpose = Purpose("\(name):uses per day")
    lotPurpose = Purpose("\(name):lot")
    findings = plan.amount.findings + plan.usesPerDay.findings
    let cited = Set(findings)
    let rows = (evidence?.intake ?? []).filter { !cited.isDisjoint(with: $0.findings) }
    // The amounts of a scenario are known no better than the intake rows that share their findings.
    let isCited = !plan.amount.findings.isEmpty && (uses.count == 1 || !plan.usesPerDay.findings.isEmpty)
    tier = isCited ? rows.map(\.tier).max() ?? .humanObservational : .assumed
    verification = isCited ? .computed : .assumed
  }

  private static func factor(
    from stated: Unit, to unit: Unit, analyte: String, evidence: EvidenceBase?
  ) throws(UnitError) -> Double {
    let mass = evidence?.molarMasses.first { $0.analyte == analyte }?.mass
    if let mass { return try stated.converting(1, to: unit, molarMass: mass) }
    return try stated.converting(1, to: unit)
  }

  /// Whether the amounts differ between draws.
  var isUncertain: Bool { !plan.amount.uncertainty.isFixed }

  /// The typical amount of a draw, as the plan states it.
  func typicalAmount(draw: UInt32, random: KeyedRandom) -> Double {
    guard draw > 0 else { return plan.amount.typical.value }
    let z = random.normal(subject: 0, draw: draw, purpose: knowledgePurpose)
    return plan.amount.uncertainty.value(standardNormal: z)
  }

  /// A person's doses.
  func events(person: UInt32, draw: UInt32, random: KeyedRandom) -> [DoseEvent] {
    let typical = typicalAmount(draw: draw, random: random)
    let spread = plan.amount.variability.recentred(from: plan.amount.typical.value, to: typical)
    let z = random.normal(subject: person, draw: 0, purpose: amountPurpose)
    var amount = max(0, spread.value(standardNormal: z)) * factor
    if let content {
      amount *= content.value(standardNormal: random.normal(subject: person, draw: 0, purpose: lotPurpose))
    }
    let u = random.uniform(subject: person, draw: 0, purpose: usesPurpose)
    let uses = Int(plan.usesPerDay.variability.quantile(u))
    let hours = plan.clockTimes.first { $0.uses == uses }?.hours ?? []
    return Regimen(
      compartment: plan.compartment, amount: amount,
      schedule: .daily(hours: hours, on: plan.pattern?.on ?? 1, off: plan.pattern?.off ?? 0), from: from,
      to: to, hour: hour, lag: plan.lag.map { .parameter($0) } ?? .number(0),
      bioavailability: plan.bioavailability.map { .parameter($0) } ?? .number(1), position: plan.position
    ).events()
  }
}

extension ModelSystem {
  /// Unit in which amounts are dosed into a state: of a plain variable its own, of a species the amount's.
  func doseUnit(ofState state: Int) -> Unit? {
    let symbol = symbols[states[state].symbol.index]
    return symbol.unit ?? (symbol.role == .amount ? substanceUnit : nil)
  }
}
