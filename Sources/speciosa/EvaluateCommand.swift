import ArgumentParser
import Workbench

struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare a library model with what was observed.",
    discussion: """
      EXAMPLES
        speciosa evaluate NAME
        speciosa evaluate --all --out out/evaluation

      Runs Models/NAME/evaluation.yaml: each target with observed, predicted, inside or outside and the
      size of a miss. With --out also evaluation.html with an observed-against-predicted plot and
      evaluation.csv. Ends with 1 if a target lies outside.
      """)

  @Argument(help: "Library model.")
  var model: String?
  @Flag(help: "All library models that have an evaluation.")
  var all = false
  @Option(
    name: .customLong("out"), help: ArgumentHelp("Folder for the page and the table.", valueName: "dir"))
  var output: String?
  @Flag(help: "Replace DIR if it exists.")
  var force = false
  @OptionGroup var library: LibraryOption

  func validate() throws {
    if all == (model != nil) { throw ValidationError("name one model, or --all") }
  }

  func run() async throws {
    let library = try library.find()
    let request = EvaluationRequest(model: model, output: output, force: force)
    let line = ProgressLine()
    defer { line.finish() }
    let report = try await interruptible {
      try await evaluate(request, library: library, progress: line.show)
    }
    line.finish()
    print(report.text)
    if report.missCount > 0 { throw ExitCode(1) }
  }
}
