import Evidence
import Foundation
import Statistics
import Testing
import Text
import Units

/// The tables that the project ships.
@Suite struct ProjectDataTests {
  @Test func allTablesLoadWithoutAProblem() throws {
    let base = try EvidenceBase(tables: DataFolder.tables())
    #expect(base.topics.count == 9)
    #expect(base.findings.count >= 3182)
    #expect(base.claims.count == 57)
    #expect(base.jurisdictions.count == 80)
    #expect(base.products.count == 5)
  }

  @Test(arguments: DataFolder.models)
  func parametersOfLibraryModelsRestOnFindingsThatExist(model: String) throws {
    let base = try EvidenceBase(tables: DataFolder.tables())
    let file = "Models/\(model)/parameters.csv"
    let text = try #require(DataFolder.text(file), "\(file) is missing")
    for row in try ParameterTable(parsing: text, file: file, model: model).rows {
      for id in row.findings { #expect(base.finding(id) != nil, "\(row.position): no finding \(id)") }
    }
    let correlations = "Models/\(model)/correlations.csv"
    guard let text = DataFolder.text(correlations) else { return }
    for row in try CorrelationTable(parsing: text, file: correlations, model: model).rows {
      for id in row.findings { #expect(base.finding(id) != nil, "\(row.position): no finding \(id)") }
    }
  }
}
