/// What `results.nc` holds, apart from the values.
package struct ResultLayout: Sendable, Hashable {
  package struct Output: Sendable, Hashable {
    /// Name as the user wrote it, such as `PK.C`.
    package var name: String
    package var label: String
    /// Unit; empty where the model declares none.
    package var unit: String
    /// More attributes, such as evidence tier and certainty.
    package var attributes: [Attribute]

    package init(name: String, label: String, unit: String, attributes: [Attribute] = []) {
      self.name = name
      self.label = label
      self.unit = unit
      self.attributes = attributes
    }
  }

  package struct Attribute: Sendable, Hashable {
    package var name: String
    package var text: String

    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Names of the arms; empty for a run without arms, whose variables then have no such dimension.
  package var arms: [String]
  package var subjects: [String]
  package var times: [Double]
  package var timeUnit: String
  package var outputs: [Output]
  /// Attributes of the file: title, provenance, notice.
  package var attributes: [Attribute]

  package init(
    arms: [String] = [], subjects: [String], times: [Double], timeUnit: String, outputs: [Output],
    attributes: [Attribute] = []
  ) {
    self.arms = arms
    self.subjects = subjects
    self.times = times
    self.timeUnit = timeUnit
    self.outputs = outputs
    self.attributes = attributes
  }
}

/// `results.nc`: one variable an output over arm × subject × time, filled block by block.
package struct ResultFile: ~Copyable {
  private let file: NetCDFFile
  private let variables: [NetCDFFile.Variable]
  private let failed: NetCDFFile.Variable
  private let layout: ResultLayout

  /// Values that lie together: many enough to write quickly, few enough to read a subject quickly.
  private static let chunkValues = 1 << 15

  package init(path: String, layout: ResultLayout) throws(StoreError) {
    let file = try NetCDFFile.create(path)
    let hasArms = !layout.arms.isEmpty
    let arm = hasArms ? [try file.defineDimension("arm", length: layout.arms.count)] : []
    let subject = try file.defineDimension("subject", length: layout.subjects.count)
    let time = try file.defineDimension("time", length: layout.times.count)

    // Variables named like their dimension are its labels in xarray and R.
    let armNames = hasArms ? try file.defineVariable("arm", .text, arm) : nil
    let subjectNames = try file.defineVariable("subject", .text, [subject])
    try file.setAttribute("long_name", "identifier of the virtual subject", of: subjectNames)
    let times = try file.defineVariable("time", .double, [time])
    try file.setAttribute("long_name", "time since the start", of: times)
    try file.setAttribute("units", layout.timeUnit, of: times)

    // A power of two, so that the fixed blocks of subjects fill whole chunks and none is packed twice.
    var subjectsInChunk = 1
    while 2 * subjectsInChunk <= min(layout.subjects.count, Self.chunkValues / layout.times.count) {
      subjectsInChunk *= 2
    }
    var variables: [NetCDFFile.Variable] = []
    for (output, name) in zip(layout.outputs, Self.names(layout.outputs.map(\.name))) {
      let variable = try file.defineVariable(
        name, .double, arm + [subject, time],
        chunk: (hasArms ? [1] : []) + [subjectsInChunk, layout.times.count])
      try file.setAttribute("long_name", output.label, of: variable)
      try file.setAttribute("units", output.unit, of: variable)
      for attribute in output.attributes {
        try file.setAttribute(attribute.name, attribute.text, of: variable)
      }
      variables.append(variable)
    }
    let failed = try file.defineVariable(
      Self.names(["failed"], taken: variables.map(\.name))[0], .int, arm + [subject])
    try file.setAttribute(
      "long_name", "1 where the subject's integration failed; its values after that are NaN", of: failed)
    try file.setAttribute("Conventions", "CF-1.10")
    for attribute in layout.attributes { try file.setAttribute(attribute.name, attribute.text) }
    try file.endDefinitions()

    if let armNames { try file.write(layout.arms, to: armNames) }
    try file.write(layout.subjects, to: subjectNames)
    try file.write(layout.times, to: times, start: [0], count: [layout.times.count])
    self.file = file
    self.layout = layout
    self.variables = variables
    self.failed = failed
  }

  /// Places a block. Blocks may come in any order.
  package mutating func write(_ block: StoredBlock) throws(StoreError) {
    precondition(block.outputCount == variables.count && block.timeCount == layout.times.count)
    let arm = layout.arms.isEmpty ? [] : [block.arm]
    let one = layout.arms.isEmpty ? [] : [1]
    for (output, variable) in variables.enumerated() {
      try file.write(
        Array(block.values(ofOutput: output)), to: variable, start: arm + [block.firstSubject, 0],
        count: one + [block.subjectCount, block.timeCount])
    }
    let marks: [Int32] = block.failures.map { $0 == nil ? 0 : 1 }
    try file.write(
      marks, to: failed, start: arm + [block.firstSubject],
      count: one + [block.subjectCount])
  }

  package consuming func close() throws(StoreError) { try file.close() }

  /// Names that NetCDF accepts and that differ: a slash would open a group, `time` would be the axis.
  private static func names(_ wanted: [String], taken: [String] = []) -> [String] {
    var used = Set(["arm", "subject", "time"] + taken)
    return wanted.map { name in
      var result = name.replacing("/", with: "_").trimmingSpaces
      if result.isEmpty { result = "output" }
      while !used.insert(result).inserted { result += "_" }
      return result
    }
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
