import Evidence
import Statistics
import Testing
import Text

@Suite struct PopulationTableTests {
  static let header = "symbol,kind,sex,value,unit,distribution,findings,tier,verification,note\n"

  func table(_ rows: String) throws(Problems) -> PopulationTable {
    try PopulationTable(parsing: Self.header + rows, file: "p.csv", name: "p")
  }

  @Test func rowsComeBySymbolAndSex() throws {
    let table = try table(
      """
      female,share,both,0.5,1,,assumed,assumed,assumed,half
      height,covariate,male,176,cm,normal(sd=7),H1,human-observational,computed,
      height,covariate,female,162,cm,normal(sd=6.8),H2,human-observational,computed,
      weight,covariate,both,80,kg,lognormal(omega=0.05),H3,human-observational,computed,
      height:weight,correlation,both,0.4,1,,H4,human-observational,computed,
      """)
    #expect(table.row("height", .female)?.value == 162)
    #expect(table.row("weight", .female)?.value == 80)
    #expect(table.row("weight", .male)?.distribution?.quantile(0.5) == 80)
    #expect(table.rows(.correlation).map(\.symbol) == ["height:weight"])
    #expect(table.row("female", .both)?.distribution == nil)
  }

  @Test func everyFaultIsNamed() throws {
    let found = complaints { () throws(Problems) in
      _ = try table(
        """
        female,share,both,51,1,,assumed,assumed,assumed,percent
        height,covariate,man,176,cm,normal(sd=7),H1,human-observational,computed,
        weight,covariate,both,80,stone?,lognormal(spread=2),H3,human-observational,computed,
        weight,covariate,both,,kg,,H3,human-observational,computed,
        height:mass,correlation,both,1.2,1,,H4,human-observational,computed,
        """)
    }
    try #require(found.count == 8)
    #expect(found[0] == "p.csv:2: the share 'female' is 51; expected 0 to 1")
    #expect(found[1] == "p.csv:3: 'man' in column 'sex' is not one of male, female, both")
    #expect(found[2].hasPrefix("p.csv:4: ") && found[2].contains("stone?"))
    #expect(found[3].hasPrefix("p.csv:4: column 'distribution': "))
    #expect(found[4] == "p.csv:5: 'weight' has no value")
    #expect(found[5] == "p.csv:5: 'weight' for 'both' appears twice")
    #expect(found[6] == "p.csv:6: the correlation 'height:mass' is 1.2; expected between -1 and 1")
    #expect(found[7] == "p.csv:6: 'height:mass' does not name two covariates of this file as a:b")
  }
}
