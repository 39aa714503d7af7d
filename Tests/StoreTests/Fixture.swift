import Store

enum Fixture {
  static func layout(arms: [String] = [], subjects: Int) -> ResultLayout {
    ResultLayout(
      arms: arms, subjects: (1...subjects).map { "S\($0)" }, times: [0, 1, 24.5], timeUnit: "h",
      outputs: [
        .init(name: "A", label: "Amount in the gut", unit: "mg"),
        .init(name: "B.c", label: "Concentration", unit: "µg/L", attributes: [.init("certainty", "low")]),
      ],
      attributes: [.init("title", "Fixture"), .init("notice", "No result.")])
  }

  /// Value that says where it belongs: arm · 1000 + output · 100 + subject · 10 + time.
  static func value(arm: Int, output: Int, subject: Int, time: Int) -> Double {
    Double(arm * 1000 + output * 100 + subject * 10 + time)
  }

  static func blocks(_ layout: ResultLayout, size: Int) -> [StoredBlock] {
    var blocks: [StoredBlock] = []
    for arm in 0..<max(1, layout.arms.count) {
      for first in stride(from: 0, to: layout.subjects.count, by: size) {
        let subjects = first..<min(first + size, layout.subjects.count)
        // As the simulation gives them: output fastest.
        let values = subjects.flatMap { subject in
          layout.times.indices.flatMap { time in
            layout.outputs.indices.map { value(arm: arm, output: $0, subject: subject, time: time) }
          }
        }
        blocks.append(
          StoredBlock(
            index: blocks.count, arm: arm, firstSubject: first, timeCount: layout.times.count,
            outputCount: layout.outputs.count, subjectMajor: values,
            failures: subjects.map { $0 == 1 ? "subject S2: step too small" : nil }))
      }
    }
    return blocks
  }
}
