import Evidence
import Testing
import Text

@Suite struct QueryTests {
  func found(_ words: String...) throws -> [String] {
    try Fixture().base.findings(matching: words).matches.map(\.finding.id)
  }

  @Test func wholeWordsWinOverPartsOfWords() throws {
    #expect(try found("betaine") == ["K6"])
    #expect(try found("alphine", "Ki") == ["K4", "K3"])
    #expect(try found("Alphine", "CL") == ["K1"])
    // No whole word 'alph': parts count.
    #expect(try found("alph", "CL") == ["K1"])
  }

  @Test func capitalsTellConstantsApart() throws {
    #expect(try found("KI") == ["K5"])
    #expect(try found("Ki") == ["K3", "K4"])
    #expect(try found("ki") == ["K3", "K4", "K5"])
  }

  @Test func otherColumnsAnswerWhereTheSubjectDoesNot() throws {
    #expect(try found("adults") == ["K1", "K2"])
    #expect(try found("alphine", "nowhere") == [])
  }

  @Test func theTableShowsValueStudyPlaceAndVerification() throws {
    let lines = try Fixture().base.findings(matching: ["alphine", "CL"]).lines
    #expect(lines[0].hasPrefix("id  what"))
    #expect(lines[2].contains("alphine, plasma") && lines[2].contains("60 (20 to 233, range) L/h"))
    #expect(lines[2].contains("doi:10.1000/abc.1") && lines[2].hasSuffix("primary (abstract)"))
    #expect(lines.last == "1 finding")
  }

  @Test func doubtsStandBelowTheTable() throws {
    let lines = try Fixture().base.findings(matching: ["hydroxy", "Ki"]).lines
    #expect(lines.contains("  K3: looks high"))
    #expect(lines.contains { $0.contains("doi:10.1000/xyz(2)3 (recalled)") })
  }

  @Test func nothingFoundIsSaid() throws {
    #expect(
      try Fixture().base.findings(matching: ["gammate"]).lines == [
        "No finding mentions 'gammate'; 'evidence list' names the topics."
      ])
  }

  @Test func aTraceGoesFromTheValueToTheSources() throws {
    let tables = [
      "mover": try ParameterTableTests.table(
        """
        CL,,60,L/h,lognormal(omega=0.2),,adults,K1,human-trial,computed,fitted
        CL,B,23,L/h,,,,assumed,assumed,assumed,another idea
        """)
    ]
    let trace = try Fixture().base.trace("CL", model: "mover", tables: tables)
    #expect(trace.entries.map(\.row.alternative) == ["", "B"])
    #expect(trace.entries[0].steps.map(\.source.key) == ["smith-2020"])
    #expect(
      trace.lines == [
        "CL = 60 L/h  [mover, default]  mover.csv:2",
        "  between people  lognormal(omega=0.2)",
        "  uncertainty     none stated",
        "  population      adults",
        "  evidence tier   human-trial",
        "  verification    computed",
        "  note            fitted",
        "  <- K1  alphine, plasma, CL: 60 (20 to 233, range) L/h  (Data/kinetics.csv:2)",
        "       in adults; verification primary (abstract)",
        "     <- [smith-2020] Smith 2020, doi:10.1000/abc.1",
        "",
        "CL = 23 L/h  [mover, alternative B]  mover.csv:3",
        "  between people  no spread",
        "  uncertainty     none stated",
        "  evidence tier   assumed",
        "  verification    assumed",
        "  note            another idea",
        "  rests on        an assumption; no finding",
      ])
  }

  @Test func aTraceOfAnUnknownSymbolNamesTheKnownOnes() throws {
    let base = try Fixture().base
    let tables = ["mover": try ParameterTableTests.table(ParameterBindingTests.moverRows)]
    let unknown = complaints { () throws(Problems) in
      _ = try base.trace("Q", model: "mover", tables: tables)
    }
    #expect(unknown == ["the model 'mover' has no parameter 'Q'; it has CL, V"])
    let noModel = complaints { () throws(Problems) in
      _ = try base.trace("CL", model: "shaker", tables: tables)
    }
    #expect(noModel == ["there is no library model 'shaker'; there is mover"])
    let inner = try base.trace(
      "PK.CL", model: "whole", tables: tables, submodels: [SubmodelLink(path: "PK", model: "mover")])
    #expect(inner.entries.map(\.model) == ["mover", "mover"])
  }

  @Test func theInventoryCounts() throws {
    let inventory = try Fixture().base.inventory(
      tables: ["mover": try ParameterTableTests.table("CL,,60,L/h,,,adults,K4,human-ex-vivo,computed,")])
    #expect(inventory.topics[0].findings == 6)
    #expect(inventory.topics[0].sources == 4)
    #expect(inventory.topics[0].doubtful == 1)
    #expect(inventory.models[0].fromMemory == ["CL"])
    #expect(inventory.sourcesWithRecalledDOI == 1)
    #expect(inventory.lines.contains("4 sources, 2 with a DOI, of which 1 recalled"))
  }

  @Test func longCellsBreakBetweenWords() {
    let table = AlignedTable(
      header: ["a", "b"], rows: [["one two three", "x"], ["abcdefghijkl", ""]], widths: [7, 3])
    #expect(table.lines == ["a        b", "-------  -", "one two  x", "three", "abcdefg", "hijkl"])
  }
}
