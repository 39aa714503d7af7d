import Dosing
import Testing
import Text

struct DoseTableTests {
  private func problems(_ text: String) -> Problems? {
    #expect(throws: Problems.self) { try DoseTable(parsing: text, file: "d.csv") }
  }

  @Test func readsRepeatedDosesForAll() throws {
    let table = try DoseTable(
      parsing: "TIME,EVID,AMT,CMT,II,ADDL,ALAG\n7,1,30,Ag,24,83,tlag\n13,1,30,Ag,24,83,0.5\n", file: "d.csv")
    let doses = table.doses(for: "anyone")
    #expect(doses.count == 2)
    #expect(
      doses[0]
        == DoseEvent(
          time: 7, amount: 30, compartment: "Ag", lag: .parameter("tlag"), bioavailability: .modelled,
          interval: 24, additional: 83,
          position: SourcePosition(file: "d.csv", line: 2)))
    #expect(doses[1].lag == .number(0.5))
  }

  @Test func rowsWithAnIDBelongToIt() throws {
    let table = try DoseTable(
      parsing: "ID,TIME,AMT,CMT,RATE,F\n,0,10,A,0,\n2,1,20,A,5,F1\n2,2,30,1,.,0.5\n", file: "d.csv")
    #expect(table.doses(for: "1").map(\.amount) == [10])
    let own = table.doses(for: "2")
    #expect(own.map(\.amount) == [10, 20, 30])
    #expect(own.map(\.input) == [.bolus, .rate(.number(5)), .bolus])
    #expect(own.map(\.bioavailability) == [.modelled, .parameter("F1"), .number(0.5)])
    #expect(try table.naming(["Ag", "A"]).doses(for: "2").map(\.compartment) == ["A", "A", "Ag"])
    try table.requireSubjects(["1", "2"])
    let unknown = #expect(throws: Problems.self) { try table.requireSubjects(["1"]) }
    #expect(unknown?.description == "d.csv:3: no subject has the ID '2'")
  }

  @Test func numberOfACompartmentThatDoesNotExist() throws {
    let table = try DoseTable(parsing: "TIME,AMT,CMT\n0,1,3\n", file: "d.csv")
    let found = #expect(throws: Problems.self) { try table.naming(["A", "B"]) }
    #expect(found?.description == "d.csv:2: CMT 3 does not exist; the model has 2 states")
  }

  @Test func allFaultsAtOnceWithTheirLines() {
    let found = problems(
      "TIME,EVID,AMT,CMT,II,ADDL\n0,1,-5,A,0,0\nsoon,1,5,A,0,0\n1,1,5,,0,0\n2,1,5,A,0,3\n3,1,5,A,12,1.5\n4,7,5,A,0,0\n5,0,,A,,\n"
    )
    #expect(
      found?.all.map(\.description) == [
        "d.csv:2: AMT is -5.0; a dose cannot be negative",
        "d.csv:3: 'soon' in column 'TIME' is not a number",
        "d.csv:4: a dose needs CMT: the name or number of the state that receives it",
        "d.csv:5: ADDL is 3, so II must be a positive time between doses",
        "d.csv:6: 1.5 in column 'ADDL' must be a whole number, 0 or more",
        "d.csv:7: '7' is not an EVID; expected 0 (observation), 1 (dose), 2 (other), 3 (reset) or 4 (reset and "
          + "dose)",
        "d.csv:8: the row is an observation; a table of doses holds doses only",
      ])
  }

  @Test func resetsSteadyStatesAndModelledInputs() throws {
    let table = try DoseTable(
      parsing: """
        time,evid,Amt,CMT,Rate,DUR,II,addl,SS,alag,F
        0,1,100,1,-1,.,12,2,1,.,.
        1,1,100,A,-2,.,12,.,2,0.5,.
        2,1,100,A,.,D1,.,.,.,.,0.5
        3,3,.,.,.,.,.,.,.,.,.
        4,4,10,A,R2,.,.,.,.,.,.
        5,2,.,.,.,.,.,.,.,.,.
        6,1,0,A,7,.,0,0,1,.,.
        """, file: "d.csv"
    ).naming(["Ag", "A"])
    let doses = table.common
    #expect(doses.map(\.kind) == [.dose, .dose, .dose, .reset, .resetAndDose, .dose])
    #expect(
      doses.map(\.input) == [
        .rate(.modelled), .duration(.modelled), .duration(.parameter("D1")), .bolus, .rate(.parameter("R2")),
        .rate(.number(7)),
      ])
    #expect(doses.map(\.steadyState) == [.replacing, .adding, .none, .none, .none, .replacing])
    #expect(doses.map(\.compartment) == ["Ag", "A", "A", "", "A", "A"])
    #expect(doses[1].lag == .number(0.5) && doses[2].bioavailability == .number(0.5))
  }

  @Test(arguments: [
    ("0,1,10,A,5,2,0,0,0", "RATE and DUR both say"),
    ("0,1,10,A,-3,0,0,0,0", "RATE -3 has no meaning"),
    ("0,1,10,A,0,0,0,0,1", "SS needs II"),
    ("0,1,.,A,5,0,12,0,1", "has no II and no ADDL"),
    ("0,1,.,A,0,0,12,0,1", "a dose needs AMT"),
    ("0,1,10,A,0,0,12,0,4", "SS is 0, 1"),
    ("0,3,10,A,0,0,0,0,0", "EVID 3 gives no dose, but AMT is 10"),
    ("0,1,10,A,5*2,0,0,0,0", "neither a number nor a parameter's name"),
  ])
  func dosesThatMeanNothing(row: String, fault: String) {
    let found = problems("TIME,EVID,AMT,CMT,RATE,DUR,II,ADDL,SS\n\(row)\n")
    #expect(found?.description.hasPrefix("d.csv:2: ") == true)
    #expect(found?.description.contains(fault) == true, "\(String(describing: found))")
  }

  @Test(arguments: [
    ("TIME,EVID,AMT,CMT\n0,2,.,-1\n", "EVID 2 with CMT -1 (a compartment turned off)"),
    ("TIME,AMT,CMT,SS,II\n0,10,A,3,12\n", "SS 3 (steady state from a given first guess)"),
  ])
  func whatIsNotSupportedIsRefusedByName(text: String, name: String) {
    let found = problems(text)
    #expect(found?.all.map(\.kind) == [.unsupported])
    #expect(found?.description.contains(name) == true, "\(String(describing: found))")
  }

  @Test func unknownAndMissingColumns() {
    #expect(
      problems("TIME,AMT,CMT,amt2\n0,1,A,1\n")?.description.contains("unknown column 'amt2'; known are")
        == true)
    #expect(problems("TIME,AMT,CMT,f\n0,1,A,1\n")?.all.first?.message == "unknown column 'f'; write it 'F'")
    #expect(
      problems("TIME,Time,AMT,CMT\n0,0,1,A\n")?.all.first?.message == "unknown column 'Time'; write it 'TIME'"
    )
    #expect(problems("TIME,AMT\n0,1\n")?.description.contains("column 'CMT' is missing") == true)
  }

  @Test func manyFaultsAreCountedNotPrinted() {
    let rows = (0..<500).map { "\($0),1,x,A" }.joined(separator: "\n")
    let found = problems("TIME,EVID,AMT,CMT\n\(rows)\n")
    #expect(found?.all.count == 51)
    #expect(found?.all.last?.message == "450 more problems")
  }
}
