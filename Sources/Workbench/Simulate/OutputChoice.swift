import Evidence
import ModelIR
import Symbolics
import Text
import Units

/// What is read out of a model: symbol, name as the user writes it, unit as the model declares it.
struct ModelOutput: Sendable {
  let symbol: SymbolID
  let name: String
  /// Symbol of the unit; blank where the model declares none.
  let unit: String
  /// Weakest tier of the parameters behind it; `unstated` for a bare model.
  var tier = "unstated"
  var certainty = "unstated"
}

extension LoadedModel {
  /// The outputs with the weakest tier on their path through the equations.
  func tiered(_ outputs: [ModelOutput]) -> [ModelOutput] {
    guard isLibraryModel else { return outputs }
    let tiers = Dictionary(bindings.map { ($0.path, $0.row.tier) }, uniquingKeysWith: Swift.max)
    return outputs.map { output in
      var output = output
      let paths = system.baseConstants(of: output.symbol).map { system.symbols[$0.index].path }
      output.tier = paths.compactMap { tiers[$0] }.max()?.description ?? "none"
      // The rule rates what a study asks of an output, not the output of a bare run.
      output.certainty = "not rated"
      return output
    }
  }
}

extension ModelSystem {
  /// The named outputs, or all that change with time: states, then what rules compute, in the model's
  /// order.
  ///
  /// - Throws: `Problems` with every name that the model does not have.
  func outputs(named names: [String]?) throws(Problems) -> [ModelOutput] {
    guard let names else {
      return symbols.indices.compactMap { index in
        switch symbols[index].kind {
        case .state, .assigned: symbols[index].role == .auxiliary ? nil : output(SymbolID(index))
        case .constant, .derivedConstant: nil
        }
      }
    }
    var problems: [Problem] = []
    var found: [ModelOutput] = []
    for given in names {
      let name = String(given.trimmingSpaces)
      if name.isEmpty {
        problems.append(Problem("--outputs holds an empty name; names are separated by single commas"))
      } else if let symbol = symbol(named: name) {
        if found.contains(where: { $0.symbol == symbol }) {
          problems.append(Problem("--outputs names '\(name)' twice"))
        }
        found.append(output(symbol))
      } else {
        problems.append(
          Problem(
            "--outputs names '\(name)', which model '\(self.name)' does not have"
              + suggestion(for: name, among: symbols.map(\.path), what: "it has")))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return found
  }

  /// A symbol as an output.
  func output(_ symbol: SymbolID) -> ModelOutput {
    let entry = symbols[symbol.index]
    return ModelOutput(symbol: symbol, name: entry.path, unit: entry.unit?.readable ?? "")
  }
}
