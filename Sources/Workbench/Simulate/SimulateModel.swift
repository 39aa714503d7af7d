import Foundation
import Simulation
import Text

/// Runs a model for the people of its tables and keeps the results.
package func simulateModel(
  _ request: ModelRequest, library: Library?, progress: @escaping ProgressHandler
) async throws -> RunReport {
  let plan = try ModelRun(request, library: library)
  let count = plan.subjects.count
  try? FileManager.default.createDirectory(atPath: request.choices.output, withIntermediateDirectories: true)
  var text = "ID,time," + plan.outputs.map(\.name).joined(separator: ",") + "\n"
  var failures: [String] = []
  var done = 0
  try await plan.run.run(subjectCount: count, threads: request.choices.threadCount) { range in
    Array(plan.subjects[range])
  } deliver: { block in
    done += block.subjectCount
    progress(RunProgress(stage: "simulating", done: done, total: count, unit: "subjects"))
    var index = 0
    for subject in 0..<block.subjectCount {
      if case .failed(let message) = block.statuses[subject] { failures.append(message) }
      for time in plan.run.times {
        text += plan.subjects[block.firstSubject + subject].id + ",\(time)"
        for _ in plan.outputs {
          text += ",\(block.values[index])"
          index += 1
        }
        text += "\n"
      }
    }
  }
  try text.write(toFile: joined(request.choices.output, "trajectories.csv"), atomically: true, encoding: .utf8)
  return RunReport(text: "wrote \(request.choices.output)", failureCount: failures.count, resultHash: "")
}
