import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// One way to dose, and the concentration that it must give.
struct DosingSituation: Sendable, CustomTestStringConvertible {
  let name: String
  let doses: [String]
  let expected: @Sendable (_ t: Double) -> Double
  var times = DosingSituation.usual

  static let usual = stride(from: 0.3, through: 60, by: 1.7).map { $0 }

  init(
    _ name: String, from first: Double = 0, _ doses: [String],
    _ expected: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.doses = doses
    self.expected = expected
    times = Self.usual.filter { $0 > first }
  }

  var testDescription: String { name }
}

extension DosingSituation {
  private static var central: DoseResponse { TwoCompartments.central }
  private static var gut: DoseResponse { TwoCompartments.gut }
  private static var peripheral: DoseResponse { TwoCompartments.peripheral }

  /// time, evid, amt, cmt, rate, ii, addl, ss, alag, f
  static let single: [DosingSituation] = [
    .init("bolus into the centre", ["0,1,100,A1,.,.,.,.,.,."]) { central.bolus(100, at: 0, $0) },
    .init("bolus into the depot, by number", ["1,1,100,1,.,.,.,.,.,."]) { gut.bolus(100, at: 1, $0) },
    .init("bolus into a peripheral state, with the model's own lag and share", ["0,1,80,A2,.,.,.,.,.,."]) {
      peripheral.bolus(40, at: 0.75, $0)
    },
    .init("a record's lag and share win over the model's", ["0,1,80,A2,.,.,.,.,0,1"]) {
      peripheral.bolus(80, at: 0, $0)
    },
    .init("infusion", ["0,1,100,A1,25,.,.,.,.,."]) { central.infusion(100, over: 4, at: 0, $0) },
    .init("infusion into the depot", ["2,1,60,Ag,20,.,.,.,.,."]) { gut.infusion(60, over: 3, at: 2, $0) },
    .init("two infusions that overlap", ["0,1,100,A1,10,.,.,.,.,.", "5,1,30,A1,7.5,.,.,.,.,."]) {
      central.infusion(100, over: 10, at: 0, $0) + central.infusion(30, over: 4, at: 5, $0)
    },
    .init("one infusion starts as another ends", ["0,1,30,A1,10,.,.,.,.,.", "3,1,30,A1,10,.,.,.,.,."]) {
      central.infusion(60, over: 6, at: 0, $0)
    },
    .init("infusions into two states at once", ["0,1,30,A1,10,.,.,.,.,.", "1,1,50,Ag,5,.,.,.,.,."]) {
      central.infusion(30, over: 3, at: 0, $0) + gut.infusion(50, over: 10, at: 1, $0)
    },
    .init("lag by number", ["0,1,100,Ag,.,.,.,.,2.25,."]) { gut.bolus(100, at: 2.25, $0) },
    .init("lag by parameter", ["3,1,100,Ag,.,.,.,.,tlag,."]) { gut.bolus(100, at: 3.4, $0) },
    .init("a lagged infusion", ["3,1,100,A1,25,.,.,.,1.5,."]) { central.infusion(100, over: 4, at: 4.5, $0) },
    .init("share of a bolus", ["0,1,100,A1,.,.,.,.,.,0.35"]) { central.bolus(35, at: 0, $0) },
    .init("the share of an infusion shortens it", ["0,1,100,A1,25,.,.,.,.,share"]) {
      central.infusion(70, over: 2.8, at: 0, $0)
    },
    .init("lag and share of each dose", ["0,1,50,A1,.,.,.,.,.,0.2", "0,1,50,Ag,.,.,.,.,1,0.8"]) {
      central.bolus(10, at: 0, $0) + gut.bolus(40, at: 1, $0)
    },
    .init("modelled rate", ["0,1,80,A1,-1,.,.,.,.,."]) { central.infusion(80, over: 5, at: 0, $0) },
    .init("modelled rate with a share", ["0,1,80,A1,-1,.,.,.,.,share"]) {
      central.infusion(56, over: 3.5, at: 0, $0)
    },
    .init("modelled duration with a share", ["0,1,100,Ag,-2,.,.,.,.,share"]) {
      gut.infusion(70, over: 2.5, at: 0, $0)
    },
    .init("a rate named in the record", ["0,1,80,A1,R_A1,.,.,.,.,."]) {
      central.infusion(80, over: 5, at: 0, $0)
    },
    .init("an amount of 0 changes nothing", ["0,1,50,A1,.,.,.,.,.,.", "4,1,0,A1,.,.,.,.,.,."]) {
      central.bolus(50, at: 0, $0)
    },
  ]

  static let repeated: [DosingSituation] = [
    .init("additional boluses", ["0,1,100,A1,.,8,3,.,.,."]) { t in
      (0...3).reduce(0) { $0 + central.bolus(100, at: Double($1) * 8, t) }
    },
    .init("additional doses with a lag", ["0,1,100,Ag,.,8,3,.,tlag,."]) { t in
      (0...3).reduce(0) { $0 + gut.bolus(100, at: 0.4 + Double($1) * 8, t) }
    },
    .init("additional doses with a lag longer than the interval", ["0,1,100,Ag,.,8,3,.,19,."]) { t in
      (0...3).reduce(0) { $0 + gut.bolus(100, at: 19 + Double($1) * 8, t) }
    },
    .init("additional infusions, longer than the interval", ["0,1,120,A1,10,5,4,.,.,."]) { t in
      (0...4).reduce(0) { $0 + central.infusion(120, over: 12, at: Double($1) * 5, t) }
    },
    .init(
      "a dose between additional ones leaves them alone",
      ["0,1,15,A1,.,12,2,.,.,.", "20,1,10,A1,.,.,.,.,.,."]
    ) {
      t in (0...2).reduce(central.bolus(10, at: 20, t)) { $0 + central.bolus(15, at: Double($1) * 12, t) }
    },
    .init("an infusion over each of two intervals", ["0,1,40,A1,5,10,2,.,.,.", "5,1,20,A1,5,.,.,.,.,."]) {
      t in
      (0...2).reduce(central.infusion(20, over: 4, at: 5, t)) {
        $0 + central.infusion(40, over: 8, at: Double($1) * 10, t)
      }
    },
  ]

  static let steady: [DosingSituation] = [
    .init("boluses at steady state", ["0,1,100,A1,.,12,.,1,.,."]) {
      central.series(100, every: 12, last: 0, $0)
    },
    .init("oral doses at steady state", ["0,1,100,Ag,.,12,.,1,.,."]) {
      gut.series(100, every: 12, last: 0, $0)
    },
    .init("steady state that is continued", ["0,1,100,Ag,.,12,4,1,.,."]) {
      gut.series(100, every: 12, last: 12 * ($0 / 12).rounded(.down), $0)
    },
    .init("infusions at steady state", ["0,1,100,A1,25,12,.,1,.,."]) {
      central.series(100, over: 4, every: 12, last: 0, $0)
    },
    .init("infusions longer than the interval at steady state", ["0,1,100,A1,5,8,.,1,.,."]) {
      central.series(100, over: 20, every: 8, last: 0, $0)
    },
    .init("infusions as long as two intervals at steady state", ["0,1,100,A1,6.25,8,.,1,.,."]) {
      central.series(100, over: 16, every: 8, last: 0, $0)
    },
    .init("infusions as long as the interval at steady state", ["0,1,40,A1,5,8,.,1,.,."]) {
      central.series(40, over: 8, every: 8, last: 0, $0)
    },
    .init("steady state with a lag", ["0,1,100,Ag,.,12,.,1,1.5,."]) { t in
      t < 1.5 ? gut.series(100, every: 12, last: -10.5, t) : gut.series(100, every: 12, last: 1.5, t)
    },
    .init("steady state with a lag longer than the interval", ["0,1,100,A1,.,8,.,1,21,."]) { t in
      central.series(100, every: 8, last: -3 + 8 * min(3, ((t + 3) / 8).rounded(.down)), t)
    },
    .init("steady state with a lag of one interval", ["0,1,100,A1,.,8,.,1,8,."]) { t in
      central.series(100, every: 8, last: t < 8 ? 0 : 8, t)
    },
    .init("infusions at steady state with a lag", ["0,1,100,A1,25,12,.,1,10,."]) { t in
      central.series(100, over: 4, every: 12, last: t < 10 ? -2 : 10, t)
    },
    .init("infusions longer than the interval at steady state with a lag", ["0,1,100,A1,5,8,.,1,3,."]) { t in
      central.series(100, over: 20, every: 8, last: t < 3 ? -5 : 3, t)
    },
    .init("steady state with a share", ["0,1,100,A1,25,12,.,1,.,share"]) {
      central.series(70, over: 2.8, every: 12, last: 0, $0)
    },
    .init("steady state of a modelled duration", ["0,1,100,Ag,-2,12,.,1,.,."]) {
      gut.series(100, over: 2.5, every: 12, last: 0, $0)
    },
    .init("steady state of a modelled rate", ["0,1,80,A1,-1,12,.,1,.,."]) {
      central.series(80, over: 5, every: 12, last: 0, $0)
    },
    .init("an infusion that has run for ever", ["0,1,0,A1,12,0,0,1,.,."]) {
      central.endless(rate: 12, until: 0, $0)
    },
    .init(
      "an infusion that has run for ever and goes on", ["0,1,.,A1,12,.,.,1,.,.", "0,1,60,A1,12,.,.,.,.,."]
    ) {
      central.endless(rate: 12, until: 5, $0)
    },
    .init("the share leaves an endless infusion alone", ["0,1,0,A1,12,0,0,1,.,0.5"]) {
      central.endless(rate: 12, until: 0, $0)
    },
    .init(
      "steady state replaces what was there", from: 20,
      ["0,1,500,A1,.,4,20,.,.,.", "5,1,300,A1,10,.,.,.,.,.", "20,1,100,A1,.,12,.,1,.,."]
    ) { central.series(100, every: 12, last: 20, $0) },
    .init(
      "steady state is added to what is there", from: 20,
      ["0,1,500,A1,.,.,.,.,.,.", "20,1,100,Ag,.,12,.,2,.,."]
    ) { central.bolus(500, at: 0, $0) + gut.series(100, every: 12, last: 20, $0) },
    .init(
      "steady state is added while an infusion runs and doses are due", from: 20,
      ["0,1,300,A1,10,.,.,.,.,.", "1,1,40,Ag,.,12,3,.,.,.", "20,1,100,A1,10,8,.,2,.,."]
    ) { t in
      (0...3).reduce(central.infusion(300, over: 30, at: 0, t)) {
        $0 + gut.bolus(40, at: 1 + Double($1) * 12, t)
      }
        + central.series(100, over: 10, every: 8, last: 20, t)
    },
    .init(
      "unequal doses morning and evening", from: 12,
      ["0,1,100,A1,.,24,.,1,.,.", "12,1,40,A1,.,24,.,2,.,."]
    ) { central.series(100, every: 24, last: 0, $0) + central.series(40, every: 24, last: 12, $0) },
    .init("steady states of two compartments at once", ["0,1,100,Ag,.,12,.,1,.,.", "0,1,48,A1,6,12,.,2,.,."])
    {
      gut.series(100, every: 12, last: 0, $0) + central.series(48, over: 8, every: 12, last: 0, $0)
    },
  ]

  static let resets: [DosingSituation] = [
    .init("reset", from: 10, ["0,1,100,A1,.,.,.,.,.,.", "10,3,.,.,.,.,.,.,.,."]) { _ in 0 },
    .init(
      "reset ends infusions and what is still due", from: 10,
      ["0,1,100,A1,2,.,.,.,.,.", "1,1,100,Ag,.,6,9,.,.,.", "2,1,100,A1,.,.,.,.,30,.", "10,3,.,.,.,.,.,.,.,."]
    ) { _ in 0 },
    .init(
      "doses after a reset", from: 10,
      ["0,1,100,A1,2,.,.,.,.,.", "10,3,.,.,.,.,.,.,.,.", "10,1,50,A1,10,.,.,.,.,."]
    ) { central.infusion(50, over: 5, at: 10, $0) },
    .init("reset and dose", from: 10, ["0,1,100,A1,2,.,.,.,.,.", "10,4,50,Ag,.,12,2,.,tlag,."]) { t in
      (0...2).reduce(0) { $0 + gut.bolus(50, at: 10.4 + Double($1) * 12, t) }
    },
    .init("reset and dose at steady state", from: 10, ["0,1,100,A1,2,.,.,.,.,.", "10,4,50,Ag,.,12,.,1,1,."]) {
      t in
      gut.series(50, every: 12, last: t < 11 ? -1 : 11, t)
    },
    .init("a reset before the first dose", from: 3, ["0,3,.,.,.,.,.,.,.,.", "3,1,50,A1,.,.,.,.,.,."]) {
      central.bolus(50, at: 3, $0)
    },
  ]

  static var all: [DosingSituation] { single + repeated + steady + resets }
}
