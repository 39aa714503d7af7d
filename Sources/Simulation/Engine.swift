import Compilation
import Lanes
import Solvers

/// What runs the tapes: the interpreter, or native code from the machine's C compiler. Both give the same
/// bits, so that the choice is free and may change within a run.
package struct Engine: Sendable, Hashable {
  package enum Choice: String, Sendable, Hashable, CaseIterable {
    /// Native code where it is at hand or worth a compilation.
    case auto
    case interpreter
    case native
  }

  package let choice: Choice
  private let compiler: NativeCompiler?

  /// Nothing is compiled, nothing is looked up.
  package static let interpreter = Engine(choice: .interpreter, compiler: nil)

  /// - Parameter environment: Where compilers and the cache of their work are looked for
  ///   (`NativeCompiler`).
  package init(_ choice: Choice, environment: [String: String]) {
    self.init(
      choice: choice,
      compiler: choice == .interpreter ? nil : NativeCompiler(environment: environment))
  }

  private init(choice: Choice, compiler: NativeCompiler?) {
    self.choice = choice
    self.compiler = compiler
  }

  /// Programs to run now: native if they have to be or are in the cache.
  func prepare(_ programs: RunPrograms) -> RunPrograms {
    guard let compiler else { return programs }
    var programs = programs
    for part in RunPrograms.Part.allCases where !programs.tapes(part).isEmpty {
      if choice == .native {
        programs.take(compile(programs, part))
      } else if let (tapes, name) = compiler.cached(programs.tapes(part)) {
        programs.take(
          CompiledPart(part: part, tapes: tapes, report: EngineReport(name: "native", compiler: name)))
      }
    }
    return programs
  }

  /// Whether programs that are interpreted are worth a compilation for the work that is left.
  ///
  /// - Parameter steps: Steps of single lanes to come, about.
  func isWorthCompiling(_ programs: RunPrograms, _ part: RunPrograms.Part, steps: Int) -> Bool {
    let tapes = programs.tapes(part)
    guard choice == .auto, let compiler, compiler.isAvailable, tapes.contains(where: { !$0.isNative }) else {
      return false
    }
    // Measured: an interpreted instruction costs about 0.3 ns a lane and native code a third of that; a
    // compilation takes about 0.1 s and 0.15 ms an instruction.
    let instructions = Double(tapes.reduce(0) { $0 + $1.instructions.count })
    return Double(steps) * instructions * 0.2e-9 > 2 * (0.1 + instructions * 0.15e-3)
  }

  /// Native programs, or the same with a warning where no compiler works.
  func compile(_ programs: RunPrograms, _ part: RunPrograms.Part) -> CompiledPart {
    let tapes = programs.tapes(part)
    guard let compiler else { return CompiledPart(part: part, tapes: tapes, report: EngineReport()) }
    do {
      let (native, name) = try compiler.native(tapes)
      return CompiledPart(
        part: part, tapes: native, report: EngineReport(name: "native", compiler: name))
    } catch {
      let warning = "native code is not used: \(error.message); the interpreter gives the same results"
      return CompiledPart(
        part: part, tapes: tapes, report: EngineReport(name: "interpreter", warning: warning))
    }
  }
}

/// Some programs of a run after an attempt to compile them.
struct CompiledPart: Sendable {
  let part: RunPrograms.Part
  let tapes: [Tape]
  let report: EngineReport
}

/// All programs of a run, interpreted or native.
struct RunPrograms: Sendable {
  var model: CompiledModel
  /// How the model is solved exactly; nil where it is not linear or another method is asked for.
  var linear: LinearSolution?
  var methods: MethodChoice
  var control: StepControlProgram
  var secondControl: StepControlProgram
  var engine = EngineReport()

  init(
    model: CompiledModel, linear: LinearSolution?, methods: MethodChoice, _ options: SimulationOptions
  ) {
    self.model = model
    self.linear = linear
    self.methods = methods
    control = StepControlProgram(methods.first, maximumSteps: options.maximumSteps)
    secondControl = StepControlProgram(
      methods.second ?? methods.first, maximumSteps: options.maximumSteps)
  }

  /// Programs that are compiled together: those of all subjects, and those of subjects that the first
  /// method is not right for.
  enum Part: Sendable, CaseIterable {
    case all, second
  }

  /// The programs that run often, in a fixed order. A program that is not named here is interpreted.
  func tapes(_ part: Part) -> [Tape] {
    var copy = self
    var tapes: [Tape] = []
    copy.forEachTape(part) { tapes.append($0) }
    return tapes
  }

  /// Exchanges programs for the same in another form.
  mutating func take(_ compiled: CompiledPart) {
    var rest = compiled.tapes[...]
    forEachTape(compiled.part) { tape in
      guard let next = rest.popFirst() else { preconditionFailure("a tape is missing") }
      tape = next
    }
    engine.add(compiled.report)
  }

  private mutating func forEachTape(_ part: Part, _ body: (inout Tape) -> Void) {
    switch part {
    case .all:
      body(&model.subjectTape)
      body(&model.readoutTape)
      if linear != nil {
        // Steps are for the few subjects that the exact solution does not cover.
        linear?.forEachTape(body)
        return
      }
      methods.first.forEachTape(body)
      body(&control.choose)
      body(&control.judge)
    case .second:
      guard linear == nil, methods.second != nil else { return }
      methods.second?.forEachTape(body)
      body(&secondControl.choose)
      body(&secondControl.judge)
    }
  }
}

/// What ran the tapes, for provenance and messages.
package struct EngineReport: Sendable, Hashable {
  package init() {}

  init(name: String, compiler: String? = nil, warning: String? = nil) {
    self.name = name
    self.compiler = compiler
    self.warning = warning
  }

  /// For the provenance: `native (/usr/bin/clang)`.
  package var description: String { compiler.map { "\(name) (\($0))" } ?? name }

  /// Adds the report of another part of the same run.
  package mutating func add(_ other: EngineReport) {
    if other.compiler != nil { (name, compiler) = (other.name, other.compiler) }
    warning = warning ?? other.warning
  }

  /// `interpreter` or `native`.
  package var name = "interpreter"
  /// Path of the compiler, where one was used.
  package var compiler: String?
  /// Why the engine asked for was not used, in one line.
  package var warning: String?
}
