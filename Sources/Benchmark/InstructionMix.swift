import Lanes
import Solvers

/// What one step of one lane consists of, and how fast it could be at best.
struct InstructionMix {
  /// Instructions that cost about the same.
  enum Kind: String, CaseIterable {
    /// Sums, products, fused products, comparisons, choices.
    case simple
    case divide, squareRoot, exp, log, power, trigonometric
    /// Elementary functions that no benchmark problem needs.
    case other

    /// Least time a lane [ns] on one core with two 512-bit units at 2.7 GHz: half a cycle for 8 lanes of a
    /// simple instruction, 16 of a division, 18 of a square root (throughputs of Intel's Golden Cove,
    /// uops.info); for an elementary function its number of simple instructions, counted in `CSleefLanes`.
    var nanoseconds: Double {
      let cycle = 1 / 2.7
      return switch self {
      case .simple: 0.5 * cycle / 8
      case .divide: 16 * cycle / 8
      case .squareRoot: 18 * cycle / 8
      case .exp: 32 * 0.5 * cycle / 8
      case .log: 58 * 0.5 * cycle / 8
      case .power: 102 * 0.5 * cycle / 8
      case .trigonometric: 46 * 0.5 * cycle / 8
      case .other: 60 * 0.5 * cycle / 8
      }
    }

    init(_ operation: Operation) {
      self =
        switch operation {
        case .copy, .add, .subtract, .multiply, .multiplyAdd, .multiplySubtract, .negativeMultiplyAdd,
          .negate,
          .absolute, .floor, .ceil, .minimum, .maximum, .less, .lessEqual, .equal, .notEqual, .and, .or, .not,
          .select:
          .simple
        case .divide: .divide
        case .squareRoot: .squareRoot
        case .exp: .exp
        case .log, .log10: .log
        case .power: .power
        case .sin, .cos, .tan: .trigonometric
        case .remainder, .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .factorial: .other
        }
    }
  }

  private(set) var counts: [Kind: Int] = [:]

  init(_ program: StepProgram) {
    for instruction in program.tape.instructions {
      counts[Kind(instruction.operation), default: 0] += 1
    }
  }

  /// Least time of one step of one lane [ns]: arithmetic alone, nothing loaded, stored, decided or rejected,
  /// no output, no dose. The divider works beside the other units, so the longer of the two counts.
  var leastNanoseconds: Double {
    func sum(_ kinds: [Kind]) -> Double {
      kinds.reduce(0) { $0 + Double(counts[$1] ?? 0) * $1.nanoseconds }
    }
    let divider: [Kind] = [.divide, .squareRoot]
    return max(sum(divider), sum(Kind.allCases.filter { !divider.contains($0) }))
  }
}
