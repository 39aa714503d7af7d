import Lanes

/// A one-step method put together with a system: one step of every lane as a tape.
package struct StepProgram: Sendable {
  package var system: SystemTapes
  /// Reads t, y, h and the slope at the start; writes next, the slope at the end, errors and work rows.
  package var tape: Tape
  /// What outputs inside the step need beyond that; runs only where there are some.
  package var denseTape: Tape?
  /// Numbers of both tapes, rows of `StepBank.constant`.
  package var constants: [Double]
  package var workRowCount: Int
  /// The error estimate falls with this power of h: what step control reckons with.
  package var errorOrder: Double
  /// Whether `endSlope` of a step is the slope at the start of the next (first same as last). If not, it is
  /// the slope at the start of this one.
  package var isFirstSameAsLast: Bool
  /// The states between the ends of a step; each state belongs to one group.
  package var interpolants: [Interpolant]
  /// Work of one step of one lane.
  package var rightHandSidesPerStep: Int
  /// Further work of a step in which an output lies.
  package var rightHandSidesPerDenseOutput: Int
  package var jacobiansPerStep = 0
  package var factorisationsPerStep = 0

  /// y(t + θh) of some states as a weighted sum of rows.
  package struct Interpolant: Sendable {
    /// A block of rows, one a state of the group, in its order.
    package enum Term: Sendable, Hashable {
      /// Rows of the group's states in a matrix over all states.
      case start, next, startSlope, endSlope
      /// Consecutive work rows.
      case work(firstRow: Int)
    }
    package var states: [Int]
    package var terms: [Term]
    /// One weight a term, from θ in 0…1 and h.
    package var weights: @Sendable (_ theta: Double, _ h: Double) -> [Double]

    package init(
      states: [Int], terms: [Term], weights: @escaping @Sendable (_ theta: Double, _ h: Double) -> [Double]
    ) {
      self.states = states
      self.terms = terms
      self.weights = weights
    }
  }

  package init(
    system: SystemTapes, tape: Tape, denseTape: Tape? = nil, constants: [Double], workRowCount: Int,
    errorOrder: Double, isFirstSameAsLast: Bool, interpolants: [Interpolant], rightHandSidesPerStep: Int,
    rightHandSidesPerDenseOutput: Int = 0
  ) {
    self.system = system
    self.tape = tape
    self.denseTape = denseTape
    self.constants = constants
    self.workRowCount = workRowCount
    self.errorOrder = errorOrder
    self.isFirstSameAsLast = isFirstSameAsLast
    self.interpolants = interpolants
    self.rightHandSidesPerStep = rightHandSidesPerStep
    self.rightHandSidesPerDenseOutput = rightHandSidesPerDenseOutput
  }

  /// The programs, to be exchanged for the same in native code.
  package mutating func forEachTape(_ body: (inout Tape) -> Void) {
    body(&tape)
    if var dense = denseTape {
      body(&dense)
      denseTape = dense
    }
  }
}

/// How accurate a step has to be.
package struct Tolerances: Sendable, Hashable {
  package var rtol: Double
  package var atol: Double

  package init(rtol: Double, atol: Double) {
    self.rtol = rtol
    self.atol = atol
  }
}
