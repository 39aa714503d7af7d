import ArgumentParser
import Workbench

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check models, scenarios and data: structure, units, evidence.",
    discussion: """
      EXAMPLES
        speciosa check model.ant
        speciosa check Models/NAME           equations, units, and the source of every parameter
        speciosa check scenario.yaml
        speciosa check events.csv            an event table
        speciosa check Data                  the evidence tables
      """)

  @Argument(help: "Files or folders.")
  var files: [String]
  @OptionGroup var library: LibraryOption

  func run() throws {
    let library = try library.find()
    var worst: Int32 = 0
    for file in files {
      let result = check(file, library: library)
      print(result.text)
      // 3 (not supported) beside 2 (wrong): wrong input comes first, the user can act on it.
      if worst != 2, result.exitCode != 0 { worst = result.exitCode }
    }
    if worst != 0 { throw ExitCode(worst) }
  }
}
