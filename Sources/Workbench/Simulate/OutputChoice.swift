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
        case .state, .assigned: output(SymbolID(index))
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

  private func output(_ symbol: SymbolID) -> ModelOutput {
    let entry = symbols[symbol.index]
    return ModelOutput(symbol: symbol, name: entry.path, unit: entry.unit?.symbol ?? "")
  }
}
