import ModelIR
import Simulation
import Symbolics
import Text

extension LoadedModel {
  /// Extends the model by derivatives of its outputs, and reads them out behind the outputs themselves.
  ///
  /// - Parameters:
  ///   - names: What the derivatives are taken to; constants, or states for their initial values.
  ///   - outputs: Outputs of the model as it is.
  /// - Throws: `Problems` with every name that has no derivative.
  mutating func extend(
    bySensitivitiesTo names: [String], outputs: [ModelOutput], people: ModelPeople
  ) throws(Problems) -> [ModelOutput] {
    let given = names.map { String($0.trimmingSpaces) }
    if given.contains("") {
      throw Problems("--sensitivities holds an empty name; names are separated by single commas")
    }
    let dosed = try system.dosedStates(of: people.doses)
    let candidates = system.symbols.filter {
      switch $0.kind {
      case .constant, .derivedConstant, .state: true
      case .assigned: $0.role == .species
      }
    }.map(\.path)
    let unknown = given.filter { system.sensitivityParameter(named: $0) == nil }
    if !unknown.isEmpty {
      throw Problems(
        unknown.map { name in
          Problem(
            "--sensitivities names '\(name)', which is neither a constant nor a state of model "
              + "'\(system.name)'" + suggestion(for: name, among: candidates, what: "it has"))
        })
    }
    var extended = system
    let symbols = try extended.addSensitivities(
      to: given, of: outputs.map(\.symbol), varying: people.varying, dosed: dosed)
    system = extended
    return outputs + symbols.flatMap { $0 }.map(system.output)
  }
}
