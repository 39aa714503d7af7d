import Statistics
import Text
import Trials
import Units

extension YamlReader {
  mutating func regimen(_ value: YamlValue) -> Scenario.RegimenPlan? {
    let keys = [
      "product", "analyte", "into", "bioavailability", "lag", "amount", "uses per day", "clock times",
      "pattern", "from", "to",
    ]
    guard
      let entry = mapping(
        value, "a regimen", keys: keys,
        required: ["analyte", "into", "amount", "uses per day", "clock times", "from", "to"])
    else { return nil }
    let (amount, uses) = (readAmount(entry["amount"]), readAmount(entry["uses per day"]))
    let clockTimes = readClockTimes(entry["clock times"])
    let (from, to) = (timeQuantity(entry["from"]), timeQuantity(entry["to"]))
    guard let analyte = text(entry["analyte"]), let into = text(entry["into"]), let amount, let uses,
      let from, let to
    else { return nil }
    if amount.typical.value < 0 { report("'\(value.path).amount' is negative; a dose is not", at: value) }
    if uses.typical.value < 0 { report("'\(value.path).uses per day' is negative", at: value) }
    checkUses(uses, clockTimes, at: value)
    var plan = Scenario.RegimenPlan(
      analyte: analyte, compartment: into, amount: amount, usesPerDay: uses, clockTimes: clockTimes,
      from: from,
      to: to)
    plan.product = text(entry["product"]) ?? ""
    plan.bioavailability = text(entry["bioavailability"])
    plan.lag = text(entry["lag"])
    plan.pattern = pattern(entry["pattern"])
    plan.position = entry.position
    return plan
  }

  /// `{typical: 25.4 mg, variability: "lognormal(…)", findings: […]}` or a plain quantity.
  private mutating func readAmount(_ value: YamlValue?) -> Scenario.Amount? {
    guard let value else { return nil }
    guard value.isMapping else {
      return quantity(value).map { Scenario.Amount(typical: $0, position: value.position) }
    }
    guard
      let entry = mapping(
        value, "an amount", keys: ["typical", "variability", "uncertainty", "findings"], required: ["typical"]
      ),
      let typical = quantity(entry["typical"])
    else { return nil }
    return Scenario.Amount(
      typical: typical, variability: distribution(entry["variability"], typical: typical.value),
      uncertainty: distribution(entry["uncertainty"], typical: typical.value),
      findings: texts(entry["findings"], "'findings'"), position: entry.position)
  }

  private mutating func distribution(_ value: YamlValue?, typical: Double) -> Distribution? {
    guard let value, let text = text(value) else { return nil }
    do throws(Problems) {
      return try Distribution(parsing: text, typical: typical, at: value.position)
    } catch {
      report(error)
      return nil
    }
  }

  /// `{2: ["08:00", "18:00"], 3: […]}`: hours of the day by number of uses.
  private mutating func readClockTimes(_ value: YamlValue?) -> [Scenario.ClockTimes] {
    (openMapping(value, "'clock times'")?.all ?? []).compactMap { key, item in
      guard let uses = Int(key), uses > 0 else {
        report(
          "'\(item.path)': a number of uses a day is expected before the clock times, not '\(key)'", at: item)
        return nil
      }
      let hours = list(item, "clock times").compactMap { hour($0) }
      guard hours.count == uses else {
        report("\(uses) uses a day need \(counted(uses, "clock time")), not \(hours.count)", at: item)
        return nil
      }
      guard zip(hours, hours.dropFirst()).allSatisfy({ $0 < $1 }) else {
        report("clock times must ascend", at: item)
        return nil
      }
      return Scenario.ClockTimes(uses: uses, hours: hours)
    }
  }

  /// `HH:MM` as hours after midnight.
  private mutating func hour(_ value: YamlValue) -> Double? {
    guard let text = text(value) else { return nil }
    guard let match = text.firstMatch(of: /^(\d{1,2}):(\d{2})$/), let hour = Int(match.1),
      let minute = Int(match.2),
      hour < 24, minute < 60
    else {
      report("'\(text)' is not a clock time; expected such as \"08:00\" in quotes", at: value)
      return nil
    }
    return Double(hour) + Double(minute) / 60
  }

  /// Every number of uses that can be drawn needs its clock times.
  private mutating func checkUses(
    _ uses: Scenario.Amount, _ clockTimes: [Scenario.ClockTimes], at value: YamlValue
  ) {
    guard uses.variability.isFixed else { return }
    let count = uses.typical.value
    if count != count.rounded() || !clockTimes.contains(where: { Double($0.uses) == count }) {
      report("'clock times' has none for \(threeDigits(count)) uses a day", at: value)
    }
  }

  private mutating func pattern(_ value: YamlValue?) -> Scenario.DayPattern? {
    guard let entry = mapping(value, "'pattern'", keys: ["on", "off"], required: ["on", "off"]),
      let on = integer(entry["on"], atLeast: 1), let off = integer(entry["off"], atLeast: 0)
    else { return nil }
    return Scenario.DayPattern(on: on, off: off)
  }
}
