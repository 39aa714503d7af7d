/// Numbers in our text files: the shortest decimal form that reads back to the same bits, without locale.
package enum NumberText {
  /// Appends a number as UTF-8. Whole numbers have no `.0`; what is no number is `NaN`, `Inf` or `-Inf`, which R
  /// and pandas read.
  package static func append(_ value: Double, to bytes: inout [UInt8]) {
    if value.isFinite {
      // Whole numbers up to 2^53 are exact as integers, and quicker; −0 keeps its sign below.
      if value.magnitude < 9_007_199_254_740_992, value == value.rounded(.towardZero),
        value != 0 || value.sign == .plus
      {
        bytes.append(contentsOf: Int(value).description.utf8)
        return
      }
      bytes.append(contentsOf: value.description.utf8)
      // Swift writes 1e+300 without a point and 1.0 with one; ours has none.
      if bytes.suffix(2).elementsEqual([UInt8(ascii: "."), UInt8(ascii: "0")]) { bytes.removeLast(2) }
    } else {
      bytes.append(contentsOf: (value.isNaN ? "NaN" : value > 0 ? "Inf" : "-Inf").utf8)
    }
  }

  package static func text(_ value: Double) -> String {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A comma-separated table being written (RFC 4180, `\n` ends a row).
package struct CSVFile: ~Copyable {
  private var file: OutputFile
  private let columnCount: Int

  package init(path: String, header: [String]) throws(StoreError) {
    var file = try OutputFile(path: path)
    try file.write(Self.row(header))
    self.file = file
    columnCount = header.count
  }

  /// Writes a row of texts; a number goes in as `NumberText.text`.
  package mutating func write(_ fields: [String]) throws(StoreError) {
    precondition(fields.count == columnCount, "a row must have as many fields as the header")
    try file.write(Self.row(fields))
  }

  /// Writes one row a time for one subject: `leading`, time, then the outputs, without a text for each number.
  ///
  /// - Parameters:
  ///   - values: One sequence of values an output.
  package mutating func write(
    leading: [String], times: [Double], values: [ArraySlice<Double>]
  ) throws(StoreError) {
    precondition(leading.count + 1 + values.count == columnCount)
    let prefix = Array((leading.map(Self.quoted).joined(separator: ",") + ",").utf8)
    try file.write { bytes in
      for (index, time) in times.enumerated() {
        bytes.append(contentsOf: prefix)
        NumberText.append(time, to: &bytes)
        for output in values {
          bytes.append(UInt8(ascii: ","))
          NumberText.append(output[output.startIndex + index], to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
      }
    }
  }

  package consuming func finish() throws(StoreError) { try file.finish() }

  private static func row(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\n" }

  /// A field with quotes where it needs them.
  package static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

/// `trajectories.csv`: `ID,time,<outputs>`, with `arm` first for runs that have arms.
package struct TrajectoryTable: ~Copyable {
  private var table: CSVFile
  private let layout: ResultLayout

  package init(path: String, layout: ResultLayout) throws(StoreError) {
    self.layout = layout
    table = try CSVFile(
      path: path, header: (layout.arms.isEmpty ? [] : ["arm"]) + ["ID", "time"] + layout.outputs.map(\.name))
  }

  /// Adds the subjects of a block. Give blocks in order of their index.
  package mutating func write(_ block: StoredBlock) throws(StoreError) {
    for subject in 0..<block.subjectCount {
      let values = (0..<block.outputCount).map { output in
        let start = (output * block.subjectCount + subject) * block.timeCount
        return block.values[start..<start + block.timeCount]
      }
      let arm = layout.arms.isEmpty ? [] : [layout.arms[block.arm]]
      try table.write(
        leading: arm + [layout.subjects[block.firstSubject + subject]], times: layout.times, values: values)
    }
  }

  package consuming func finish() throws(StoreError) { try table.finish() }
}
