import Lanes

/// What a method needs to know of a system of equations dy/dt = f(t, y): programs over banks of rows.
///
/// The banks of the system keep their numbers in a step's tape; those of the method (`StepBank`) follow.
package struct SystemTapes: Sendable {
  package var stateCount: Int
  /// Number of the system's banks.
  package var bankCount: Int
  /// Banks of time (one row), state and slope (a row a state).
  package var timeBank: Int
  package var stateBank: Int
  package var slopeBank: Int
  /// Reads time and state, writes every row of slope.
  package var rightHandSide: Tape
  /// The same in parts, where some states only follow the others.
  package var driven: Driven?

  /// States that follow the others, dy_i/dt = g_i(t, others) + λ_i·y_i, in levels that follow one another.
  package struct Driven: Sendable {
    package struct Level: Sendable {
      package var states: [Int]
      /// Row that holds λ of each state, fixed for a subject.
      package var rates: [Tape.Operand]
      /// Writes dy/dt of these states.
      package var slope: Tape

      package init(states: [Int], rates: [Tape.Operand], slope: Tape) {
        self.states = states
        self.rates = rates
        self.slope = slope
      }
    }
    package var core: [Int]
    /// Writes dy/dt of the core states, which do not read the others.
    package var coreSlope: Tape
    package var levels: [Level]

    package init(core: [Int], coreSlope: Tape, levels: [Level]) {
      self.core = core
      self.coreSlope = coreSlope
      self.levels = levels
    }
  }

  /// What implicit methods need beyond that.
  package var jacobian: JacobianTapes?
  /// Diagonal of M in M·dy/dt = f(t, y), zeros for constraints 0 = f_i(t, y); nil for the identity. Methods
  /// without a Jacobian want the identity.
  package var massDiagonal: [Double]?
  /// States that are read inside steps; nil for all.
  package var denseStates: [Int]?
  /// Values of some time ago that the right-hand side reads; nil for none. Explicit methods that know the
  /// nodes of their stages can do with them.
  package var delayed: Delayed?

  package struct Delayed: Sendable {
    /// Holds the rows of the first stage, then those of the second, and so on.
    package var bank: Int
    package var rowCount: Int

    package init(bank: Int, rowCount: Int) {
      self.bank = bank
      self.rowCount = rowCount
    }
  }

  /// Whether anything is looked for between the ends of steps (events) or read there later (delays).
  package var looksInsideSteps = false

  package init(
    stateCount: Int, bankCount: Int, timeBank: Int, stateBank: Int, slopeBank: Int, rightHandSide: Tape,
    driven: Driven? = nil, jacobian: JacobianTapes? = nil, massDiagonal: [Double]? = nil,
    denseStates: [Int]? = nil
  ) {
    self.stateCount = stateCount
    self.bankCount = bankCount
    self.timeBank = timeBank
    self.stateBank = stateBank
    self.slopeBank = slopeBank
    self.rightHandSide = rightHandSide
    self.driven = driven
    self.jacobian = jacobian
    self.massDiagonal = massDiagonal
    self.denseStates = denseStates
  }
}

/// The right-hand side with its derivatives.
package struct JacobianTapes: Sendable {
  /// ∂f_row/∂y_column, not identically 0. Where `tape` does not write its operand, it is constant for a
  /// subject and stands there.
  package struct Entry: Sendable {
    package var row: Int
    package var column: Int
    package var operand: Tape.Operand

    package init(row: Int, column: Int, operand: Tape.Operand) {
      self.row = row
      self.column = column
      self.operand = operand
    }
  }

  /// Reads time and state; writes every row of slope, the entries and time slopes that change.
  package var tape: Tape
  package var entries: [Entry]
  /// Where ∂f_state/∂t stands, for the states in which time occurs.
  package var timeSlopes: [(state: Int, operand: Tape.Operand)]

  package init(tape: Tape, entries: [Entry], timeSlopes: [(state: Int, operand: Tape.Operand)]) {
    self.tape = tape
    self.entries = entries
    self.timeSlopes = timeSlopes
  }
}

/// The banks of a method, counted from the number of the system's banks.
package enum StepBank: Int, CaseIterable, Sendable {
  /// Step size, one row; 0 leaves a lane where it is.
  case h
  /// State at the end of the step.
  case next
  /// Slopes dy/dt at the start of the step (known from the step before) and at its end.
  case startSlope, endSlope
  /// Mean over states of the square of the scaled error, one row; at most 1 in a good step.
  case meanSquareError
  /// Scaled error of each state, for messages.
  case error
  /// Rows that last until the next step: stages that the interpolant needs.
  case work
  /// Numbers of the step's tape, uniform.
  case constant
  /// Share of the step at which outputs are read, one row, and the states there.
  case theta, inside
}
