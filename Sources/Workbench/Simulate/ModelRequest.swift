import Text

/// A model to run with doses, subjects and times, without scenario.
package struct ModelRequest: Sendable, Codable {
  package var model: String
  package var data: String?
  package var subjects: String?
  package var doses: String?
  package var times: String?
  package var outputs: [String]?
  /// Constants, or states for their initial values, to which the outputs are differentiated.
  package var sensitivities: [String]?
  package var choices: RunChoices
  /// Options that were given and mean nothing here.
  package var unusable: [String]

  package init(
    model: String, data: String? = nil, subjects: String? = nil, doses: String? = nil, times: String? = nil,
    outputs: [String]? = nil, sensitivities: [String]? = nil, choices: RunChoices, unusable: [String] = []
  ) {
    self.model = model
    self.data = data
    self.subjects = subjects
    self.doses = doses
    self.times = times
    self.outputs = outputs
    self.sensitivities = sensitivities
    self.choices = choices
    self.unusable = unusable
  }

  func validate() throws(Problems) {
    var problems = unusable.map { Problem("\($0) belongs to scenarios; a model file has no use for it") }
    if data != nil {
      for (name, value) in [("--subjects", subjects), ("--doses", doses)] where value != nil {
        problems.append(Problem("\(name) and --data exclude each other; --data carries both"))
      }
    } else if times == nil {
      problems.append(Problem("--times is missing; say when to read the outputs, such as --times 0:24:0.5"))
    }
    if !problems.isEmpty { throw Problems(problems) }
  }
}
