import Foundation
import Lanes
import Text

/// `speciosa-benchmark`: measures the engine alone, without reading, writing or threads.
@main struct BenchmarkMain {
  static func main() {
    keepFreedMemory()
    do {
      let options = try BenchmarkOptions(Array(CommandLine.arguments.dropFirst()))
      for name in options.problems {
        let problem = try BenchmarkProblem(named: name, in: options.folder)
        for choice in options.choices {
          let measurement = try Measurement(
            problem, options: choice, patients: options.patients, repeats: options.repeats,
            blockSize: options.blockSize, engine: options.engine)
          if options.output != .only { write(measurement.line) }
          if options.output != .lines { write(measurement.json) }
        }
      }
    } catch {
      FileHandle.standardError.write(Data("speciosa-benchmark: \(error)\n".utf8))
      exit(error is Problems ? 2 : 1)
    }
  }

  /// At once, so that a long sweep can be watched.
  private static func write(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
