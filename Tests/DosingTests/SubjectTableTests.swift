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

  @Test func covariatesThatChange() throws {
    let table = try EventTable(
      parsing: """
        ID,TIME,AMT,CMT,WT,SEX
        1,0,100,A,.,1
        1,1,.,.,71,1
        1,2,.,.,.,1
        1,4,.,.,74,1
        2,0,.,.,60,0
        """, file: "e.csv")
    #expect(table.subjects[0].covariates == [71, 1])
    #expect(table.changingCovariates == [0])
    #expect(table.subjects[1].changes.isEmpty)
    let changes = table.subjects[0].changes
    #expect(
      CovariateSegment.segments(of: changes, .locf) == [
        CovariateSegment(time: 4, order: 3, values: [74, 1])
      ])
    #expect(
      CovariateSegment.segments(of: changes, .nocb) == [
        CovariateSegment(time: 1, order: .max, values: [74, 1])
      ])
    let lines = CovariateSegment.segments(of: changes, .linear)
    #expect(lines.map(\.time) == [0, 1, 2, 4])
    #expect(lines.map(\.values) == [[71, 1], [71, 1], [72, 1], [74, 1]])
    #expect(lines.map(\.slopes) == [[0, 0], [1, 0], [1, 0], [0, 0]])
  }

  @Test func aTimeTwiceWhereSomethingHappensBetween() throws {
    let table = try EventTable(
      parsing: """
        ID,TIME,EVID,AMT,CMT
        1,0,1,5,A
        1,8,0,.,.
        1,8,0,.,.
        1,8,1,5,A
        1,8,0,.,.
        2,8,0,.,.
        2,8,1,5,A
        3,8,1,5,A
        3,8,0,.,.
        3,9,0,.,.
        """, file: "e.csv")
    #expect(table.times == [8, 8, 9])
    #expect(table.subjects.map { table.orders(of: $0) } == [[0: 1], [0: 0], [:]])
  }

  @Test func clockTimesAreRelativeToTheFirstRecord() throws {
    // NONMEM Users Guide, help on TIME and DATE: 8:00, 14:45, 14.75 and 10-1-86 9:15 …
    func times(_ text: String) throws -> [[Double]] {
      try EventTable(parsing: text, file: "e.csv").subjects.map { $0.observations.map(\.time) }
    }
    #expect(try times("ID,TIME\n1,8:00\n1,14:45\n1,14.75\n") == [[0, 6.75]])
    let dated = try times(
      "ID,DATE,TIME\n1,10-1-86,9:15\n1,10-1-86,14:40\n1,10-2-86,8:30\n2,10-12,8\n2,10-14,10\n")
    #expect(dated[0][0] == 0 && abs(dated[0][1] - 5.416666666666667) < 1e-12)
    #expect(dated[0][2] == 23.25 && dated[1] == [0, 50])
    #expect(try times("ID,DAT1,TIME\n1,28/2/2024,23:00\n1,1/3/2024,1:00\n") == [[0, 26]])
    #expect(try times("ID,DAT2,TIME\n1,99-12-31,23:30\n1,00-1-1,0:30\n") == [[0, 1]])
    #expect(try times("ID,DATE,TIME\n1,1,8:00\n1,3,8:00\n") == [[0, 48]])
    let weeks = try EventTable(parsing: "ID,TIME\n1,0:00\n1,84:00\n", file: "e.csv", hour: 1 / 168.0)
    #expect(weeks.times == [0, 0.5])
    #expect(
      problems("ID,TIME\n1,23:00\n1,1:00\n")?.description.contains("passes midnight needs a column DATE")
        == true)
    #expect(problems("ID,DATE,TIME\n1,2-30-99,1:00\n")?.description.contains("'2-30-99'") == true)
    #expect(problems("ID,TIME\n1,8:00\n1,9:75\n")?.description.contains("'9:75'") == true)
  }

  @Test func headersInAnyCaseAndBlanksAroundFields() throws {
    let table = try EventTable(
      parsing: "id, Time, evid, amt, cmt, mdv, wt\n1, 0, 1, 100, A , 1, 70\n1, 2, 0, ., ., 0, 70\n",
      file: "e.csv")
    #expect(table.covariates == ["wt"] && table.times == [2])
    #expect(table.subjects[0].doses.map(\.compartment) == ["A"])
  }

  @Test func orderOfRecords() {
    #expect(
      problems("ID,TIME,AMT,CMT\n1,5,.,.\n1,4,.,.\n2,0,.,.\n1,6,.,.\n")?.all.map(\.description) == [
        "e.csv:3: TIME 4.0 follows 5.0 in subject '1'",
        "e.csv:5: rows of subject '1' do not stand together",
      ])
  }
}
