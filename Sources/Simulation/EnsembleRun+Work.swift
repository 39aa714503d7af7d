import Solvers

extension EnsembleRun {
  /// One step of the method that every subject is tried with: what a measurement of speed counts
  /// instructions in.
  package var stepProgram: StepProgram { methods.first }
}
