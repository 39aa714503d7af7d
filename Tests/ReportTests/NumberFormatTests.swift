import Report
import Testing

@Suite("Numbers as people read them") struct NumberFormatTests {
  @Test("ends have two figures of the larger, the median the same place")
  func intervals() {
    let plasma = NumberFormat.texts(median: 103.4, people: (54.2, 196.5), uncertainty: (91.7, 118.6))
    #expect(plasma == .init(median: "100", people: "54 to 200", uncertainty: "92 to 120"))
    let occupancy = NumberFormat.texts(median: 6.4, people: (2.37, 17.3), uncertainty: (2.2, 15.2))
    #expect(occupancy == .init(median: "6", people: "2 to 17", uncertainty: "2 to 15"))
    let ratio = NumberFormat.texts(median: 0.123, people: nil, uncertainty: (0.0456, 0.234))
    #expect(ratio == .init(median: "0.12", people: nil, uncertainty: "0.05 to 0.23"))
  }

  @Test("differences carry their sign, with a true minus")
  func differences() {
    let score = NumberFormat.texts(
      median: -1.083, people: (-3.93, 0.21), uncertainty: (-3.42, 1.18), isDifference: true)
    #expect(score == .init(median: "−1.1", people: "−3.9 to +0.2", uncertainty: "−3.4 to +1.2"))
    #expect(NumberFormat.number(-0.04, place: -1, isSigned: true) == "0.0")
    #expect(NumberFormat.number(0, place: -1, isSigned: true) == "0.0")
  }

  @Test("no digit below the Monte Carlo error")
  func monteCarlo() {
    let texts = NumberFormat.texts(
      median: 12.44, people: (9.8, 15.2), uncertainty: (12.31, 12.58), monteCarloError: 0.3)
    #expect(texts == .init(median: "12.4", people: "10 to 15", uncertainty: "12.3 to 12.6"))
    let rough = NumberFormat.texts(median: 12.44, people: nil, uncertainty: (1.31, 1.58), monteCarloError: 2)
    #expect(rough.median == "12")
  }

  @Test("a positive quantity never shrinks to zero")
  func positiveEnds() {
    #expect(NumberFormat.interval(0.3, 40) == "0.3 to 40")
    #expect(NumberFormat.interval(0, 40) == "0 to 40")
    #expect(NumberFormat.texts(median: 0.5, people: (0.1, 44), uncertainty: nil).median == "0.5")
  }

  @Test(
    "single numbers, large and small",
    arguments: [
      (0.0, "0"), (7, "7"), (5.2, "5.2"), (1.3, "1.3"), (12.84, "12.8"), (1234.5, "1,230"),
      (1_234_567, "1,230,000"),
      (0.001_23, "0.00123"), (0.000_24, "2.4 × 10⁻⁴"), (-3.5, "−3.5"), (99.96, "100"), (0.000_999_9, "0.001"),
      (.nan, "not known"), (.infinity, "not known"),
    ])
  func singles(value: Double, text: String) { #expect(NumberFormat.number(value) == text) }

  @Test("counts and shares")
  func counts() {
    #expect(NumberFormat.count(1000) == "1,000")
    #expect(NumberFormat.count(999) == "999")
    #expect(NumberFormat.count(-1_234_567) == "−1,234,567")
    #expect(NumberFormat.percent(0.812) == "81\u{202F}%")
    #expect(NumberFormat.percent(0.002) == "<1\u{202F}%")
    #expect(NumberFormat.percent(0) == "0\u{202F}%")
  }

  @Test("no interval repeats itself, none has a signed zero")
  func sweep() {
    for exponent in -6...6 {
      for mantissa in stride(from: -9.7, through: 9.7, by: 0.37) {
        var value = mantissa
        for _ in 0..<exponent.magnitude { value = exponent < 0 ? value / 10 : value * 10 }
        for isDifference in [false, true] {
          let texts = NumberFormat.texts(
            median: value, people: (value - value.magnitude * 0.4, value + value.magnitude * 0.9),
            uncertainty: nil,
            isDifference: isDifference)
          for text in [texts.median, texts.people ?? ""] {
            #expect(!text.contains("-") && !text.contains("nan"), "\(value): \(text)")
            #expect(text != "−0" && text != "+0.0" && text != "−0.0", "\(value): \(text)")
          }
        }
      }
    }
  }
}
