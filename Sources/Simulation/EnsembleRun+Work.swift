import Solvers

extension EnsembleRun {
  /// Steps of the method that every subject is tried with, then of the one that stiff subjects go on to:
  /// what a measurement of speed counts instructions in.
  package var stepPrograms: [StepProgram] { [methods.first] + (methods.second.map { [$0] } ?? []) }
}
