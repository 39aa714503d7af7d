import Dosing
import Testing
import Text

struct SubjectTableTests {
  private func problems(_ text: String) -> [String] {
    let found = #expect(throws: Problems.self) { try SubjectTable(parsing: text, file: "p.csv") }
    return found?.all.map(\.description) ?? []
  }

  @Test func readsValuesInTheOrderOfTheColumns() throws {
    let table = try SubjectTable(parsing: "CL,ID,V\n3,a,20\n4e0,b,-5\n", file: "p.csv")
    #expect(table.ids == ["a", "b"])
    #expect(table.columns == ["CL", "V"])
    #expect(Array(table.values(of: 1)) == [4, -5])
  }

  @Test func allFaultsAtOnce() {
    #expect(
      problems("ID,WT,CL\n1,-70,3\n2,80,fast\n1,80,\n,80,3\n") == [
        "p.csv:2: WT is -70; it must be positive",
        "p.csv:3: 'fast' in column 'CL' is not a number",
        "p.csv:4: subject '1' appears twice",
        "p.csv:4: column 'CL' is blank; every subject needs a number",
        "p.csv:5: a subject needs an ID",
      ])
  }

  @Test func nobody() {
    #expect(problems("ID,CL\n") == ["p.csv:1: the table has no subjects"])
    #expect(problems("CL\n3\n").first == "p.csv:1: column 'ID' is missing; the header has CL")
  }

  @Test func tenThousandSubjectsAreReadInUnderASecond() throws {
    let row = (0..<12).map { "\(Double($0) * 1.2345678)" }.joined(separator: ",")
    let text =
      "ID," + (0..<12).map { "p\($0)" }.joined(separator: ",") + "\n"
      + (1...10_000).map { "\($0),\(row)\n" }.joined()
    let clock = ContinuousClock()
    let time = try clock.measure {
      let table = try SubjectTable(parsing: text, file: "p.csv")
      #expect(table.values.count == 120_000)
    }
    #expect(time < .seconds(1))
  }
}

struct EventTableTests {
  private func problems(_ text: String) -> Problems? {
    #expect(throws: Problems.self) { try EventTable(parsing: text, file: "e.csv") }
  }

  @Test func readsDosesTimesAndCovariates() throws {
    let table = try EventTable(
      parsing: """
        ID,TIME,EVID,AMT,CMT,DV,MDV,WT
        1,0,1,100,1,.,1,70
        1,1,0,.,.,5.2,0,70
        1,2,0,.,.,4.1,1,70
        1,4,0,.,.,2.0,0,70
        2,0,1,50,A,.,1,60.5
        2,0,0,.,.,0.1,0,60.5
        """, file: "e.csv")
    #expect(table.covariates == ["WT"])
    #expect(table.subjects.map(\.id) == ["1", "2"])
    #expect(table.subjects[0].times == [1, 4])
    #expect(table.subjects[1].covariates == [60.5])
    #expect(table.subjects[1].doses.map(\.amount) == [50])
    #expect(table.times == [0, 1, 4])
    #expect(try table.naming(["A"]).subjects[0].doses[0].compartment == "A")
  }

  @Test func changingCovariatesAreRefusedByName() {
    let found = problems("ID,TIME,AMT,CMT,WT\n1,0,100,A,70\n1,1,.,.,71\n")
    #expect(found?.all.map(\.kind) == [.unsupported])
    #expect(found?.description.hasPrefix("e.csv:3: 'WT' changes within subject '1'") == true)
  }

  @Test func orderOfRecords() {
    #expect(
      problems("ID,TIME,AMT,CMT\n1,5,.,.\n1,4,.,.\n2,0,.,.\n1,6,.,.\n")?.all.map(\.description) == [
        "e.csv:3: TIME 4.0 follows 5.0 in subject '1'",
        "e.csv:5: rows of subject '1' do not stand together",
      ])
  }
}
