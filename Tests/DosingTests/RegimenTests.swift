import Dosing
import Testing

struct RegimenTests {
  /// Every single dose of events with repetitions, in time order.
  private func times(_ events: [DoseEvent]) -> [Double] {
    events.flatMap { event in (0...event.additional).map { event.time + Double($0) * event.interval } }
      .sorted()
  }

  private func regimen(
    _ schedule: Regimen.Schedule, from: Double, to: Double, hour: Double = 1
  ) -> Regimen {
    Regimen(compartment: "A", amount: 10, schedule: schedule, from: from, to: to, hour: hour)
  }

  @Test func threeTimesADayForTwelveWeeks() {
    let events = regimen(.daily(hours: [8, 13, 18]), from: 0, to: 84 * 24).events()
    #expect(events.count == 3)
    let all = times(events)
    #expect(all.count == 252)
    #expect(all.prefix(4) == [8, 13, 18, 32])
    #expect(all.last == 2010.0)  // day 83 at 18:00
  }

  @Test func startAndStopInTheMiddleOfADay() {
    // From noon of the first day, to before the dose at 18:00 of the third.
    #expect(times(regimen(.daily(hours: [8, 18]), from: 12, to: 66).events()) == [18, 32, 42, 56])
    // `to` itself has no dose; `from` has.
    #expect(times(regimen(.daily(hours: [8]), from: 8, to: 32).events()) == [8])
  }

  @Test func daysOnAndOff() {
    let all = times(regimen(.daily(hours: [9], on: 5, off: 2), from: 0, to: 14 * 24).events())
    #expect(all.map { Int($0 / 24) } == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11])
  }

  @Test func anotherUnitOfModelTime() {
    // Days: an hour is 1/24.
    let all = times(regimen(.daily(hours: [6, 18]), from: 0, to: 2, hour: 1.0 / 24).events())
    #expect(zip(all, [0.25, 0.75, 1.25, 1.75]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    #expect(all.count == 4)
  }

  @Test func irregularListKeepsItsTimes() {
    let events = regimen(.listed([30, 2, 5.5, 100]), from: 2, to: 100).events()
    #expect(events.map(\.time) == [2, 5.5, 30])
    #expect(events.allSatisfy { $0.additional == 0 && $0.amount == 10 })
  }
}
