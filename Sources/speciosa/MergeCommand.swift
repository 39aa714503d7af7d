import ArgumentParser
import Foundation
import Workbench

struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shards of a run together.",
    discussion: """
      EXAMPLES
        speciosa simulate scenario.yaml --shard 1/3 --out out/a
        speciosa simulate scenario.yaml --shard 2/3 --out out/b
        speciosa simulate scenario.yaml --shard 3/3 --out out/c
        speciosa merge out/a out/b out/c --out out/run

      The result is that of the run without shards, bit by bit. The input files are read again and must be
      what they were.
      """)

  @Argument(help: "Folders of all shards, in any order.")
  var folders: [String]
  @Option(name: .customLong("out"), help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var output: String
  @Flag(help: "Replace DIR if it exists.")
  var force = false
  @Flag(help: "Print one JSON object at the end, for machines.")
  var json = false
  @OptionGroup var library: LibraryOption

  func run() async throws {
    let named = try library.library == nil ? nil : library.find()
    let request = MergeRequest(folders: folders, output: output, force: force, library: named)
    let line = ProgressLine()
    defer { line.finish() }
    let report = try await interruptible { try await mergeShards(request, progress: line.show) }
    line.finish()
    print(json ? report.json : report.text)
    if report.failureCount > 0 { throw ExitCode(1) }
  }
}
