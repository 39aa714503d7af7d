import Compilation
import ModelIR
import Solvers
import Text

/// The step programs of a run.
struct MethodChoice: Sendable {
  /// What every subject is tried with.
  var first: StepProgram

  /// - Throws: `Problems` where the method asked for cannot solve the model.
  init(_ model: CompiledModel, _ options: SimulationOptions) throws(Problems) {
    first = try Self.method(model, options).reading(model.statesRead)
  }

  private static func method(
    _ model: CompiledModel, _ options: SimulationOptions
  ) throws(Problems) -> StepProgram {
    let system = model.systemTapes
    switch options.method {
    // Measured: from here on the high order pays (Documentation/decisions/0014-high-order.md).
    // What the exact solution of a linear model does not know of a subject is integrated.
    case .auto where options.rtol <= 1e-8, .linear where options.rtol <= 1e-8, .dop853:
      return DOP853Method.program(for: system, options.tolerances)
    case .auto, .linear, .tsit5:
      return Tsit5Method.program(for: system, options.tolerances)
    case .rodas5p:
      guard let program = Rodas5PMethod.program(for: system, options.tolerances) else {
        throw Problems(
          "the equations of model '\(model.system.name)' do not determine all of its states; method rodas5p "
            + "cannot solve it")
      }
      return program
    }
  }
}
