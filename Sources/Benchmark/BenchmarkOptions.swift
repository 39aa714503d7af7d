import Simulation
import Text

/// What to measure, from the command line. Lists mean every combination.
struct BenchmarkOptions {
  static let usage = """
    speciosa-benchmark: patients per CPU-second of the solve alone, one thread, and the largest error.

    usage: speciosa-benchmark PROBLEM… [OPTION VALUE]…
      PROBLEM     p1, p2, …: NAME.ant, NAME-patients.csv, NAME-doses.csv, NAME-reference.csv in a folder
      --folder    the folder of the problems (default Benchmarks/problems)
      --method    method, or several with commas between (default auto where there is one)
      --rtol      relative tolerance, or several (default 1e-6)
      --atol      absolute tolerance, or several (default 1e-8); x1e-2 means that share of rtol
      --patients  how many of the first patients (default all)
      --repeats   how often; the fastest counts (default 3)
      --engine    interpreter or native (default native)
      --block     subjects in a block (default: the engine's)
      --json      'only' prints JSON objects, one a line; 'both' prints them after the lines
    """

  enum Output: String { case lines, only, both }

  /// An absolute tolerance, or a share of the relative one.
  enum AbsoluteTolerance {
    case number(Double)
    case share(Double)
  }

  private(set) var problems: [String] = []
  private(set) var folder = "Benchmarks/problems"
  private(set) var methods = [SimulationOptions().method]
  private(set) var rtols = [SimulationOptions().rtol]
  private(set) var atols = [AbsoluteTolerance.number(SimulationOptions().atol)]
  private(set) var patients: Int?
  private(set) var repeats = 3
  private(set) var blockSize: Int?
  private(set) var engine = Engine.Choice.native
  private(set) var output = Output.lines

  init(_ arguments: [String]) throws(Problems) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        problems.append(argument)
        continue
      }
      guard let value = rest.popFirst() else { throw Problems("\(argument) needs a value") }
      try set(argument, value)
    }
    if problems.isEmpty { throw Problems("no problem is named\n\n" + Self.usage) }
  }

  private mutating func set(_ option: String, _ value: String) throws(Problems) {
    func wrong() -> Problems { Problems("\(option) is '\(value)', which it cannot be\n\n" + Self.usage) }
    func count() throws(Problems) -> Int {
      guard let number = Int(value), number > 0 else { throw wrong() }
      return number
    }
    func number(_ text: some StringProtocol) throws(Problems) -> Double {
      guard let number = Double(text), number > 0 else { throw wrong() }
      return number
    }
    let parts = value.split(separator: ",")
    switch option {
    case "--folder": folder = value
    case "--method":
      methods = try parts.map { (part) throws(Problems) in
        guard let method = SimulationOptions.Method(rawValue: String(part)) else { throw wrong() }
        return method
      }
    case "--rtol": rtols = try parts.map { (part) throws(Problems) in try number(part) }
    case "--atol":
      atols = try parts.map { (part) throws(Problems) in
        part.hasPrefix("x") ? .share(try number(part.dropFirst())) : .number(try number(part))
      }
    case "--patients": patients = try count()
    case "--repeats": repeats = try count()
    case "--block": blockSize = try count()
    case "--engine":
      guard let engine = Engine.Choice(rawValue: value) else { throw wrong() }
      self.engine = engine
    case "--json":
      guard let output = Output(rawValue: value) else { throw wrong() }
      self.output = output
    default: throw Problems("\(option) is not known\n\n" + Self.usage)
    }
  }

  /// Every combination of method and tolerances.
  var choices: [SimulationOptions] {
    methods.flatMap { method in
      rtols.flatMap { rtol in
        atols.map { atol in
          var options = SimulationOptions()
          options.method = method
          options.rtol = rtol
          options.atol =
            switch atol {
            case .number(let number): number
            case .share(let share): share * rtol
            }
          return options
        }
      }
    }
  }
}
