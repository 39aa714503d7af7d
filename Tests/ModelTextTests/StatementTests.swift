import ModelText
import Testing
import Text

/// Statements of a model.
@Suite struct StatementTests {
  @Test func declarations() throws {
    let model = try mainModel(
      """
      species S1 in C = 5, $S2, S3 := 2*k
      compartment C = 2, V
      substanceOnly species A in V
      var x = 3, y
      const z = 4, species0
      const species T
      var compartment W
      formula f = 2
      ext e0
      k = 1
      """)
    #expect(try model.symbol("S1").kind == .species)
    #expect(try model.symbol("S1").compartment == "C")
    #expect(model.initial("S1") == "5.0")
    #expect(try model.symbol("S2").isBoundary)
    #expect(model.assignmentRules.map(\.target) == ["S3"])
    #expect(try model.symbol("C").kind == .compartment)
    #expect(try model.symbol("V").kind == .compartment)
    #expect(try model.symbol("A").isSubstanceOnly)
    #expect(try model.symbol("A").kind == .species)
    #expect(try model.symbol("x").isConstant == false)
    #expect(try model.symbol("y").isConstant == false)
    #expect(try model.symbol("z").isConstant == true)
    #expect(try model.symbol("T").isConstant == true)
    #expect(try model.symbol("T").kind == .species)
    #expect(try model.symbol("W").kind == .compartment)
    #expect(try model.symbol("f").kind == .parameter)
    #expect(try model.symbol("e0").isConstant == true)
    #expect(try model.symbol("k").kind == .undeclared)
    #expect(try model.symbol("k").isConstant == nil)
  }

  @Test func symbolsStandInOrderOfMention() throws {
    let model = try mainModel("b = a + c\nspecies d\na = 1; c = 2")
    #expect(model.symbols.map(\.name) == ["b", "a", "c", "d"])
    #expect(try model.symbol("a").position == SourcePosition(file: "m.ant", line: 1, column: 5))
    #expect(try model.symbol("d").position == SourcePosition(file: "m.ant", line: 2, column: 9))
  }

  @Test func assignmentsAndRules() throws {
    let model = try mainModel("x = 1; x' = -x\ny := x*2\n  $z = 3")
    #expect(model.initial("x") == "1.0")
    #expect(text(model.rateRules.first?.formula) == "(negate x)")
    #expect(text(model.assignmentRules.first?.formula) == "(multiply x 2.0)")
    #expect(try model.symbol("z").isBoundary)
  }

  @Test func laterDefinitionsReplaceEarlierOnes() throws {
    let model = try mainModel("x = 1\ny = 7\nx = 2\nx' = 1\nx' = 3\ny := 4\ny := 5")
    #expect(model.initial("x") == "2.0")
    #expect(model.initialAssignments.map(\.target) == ["x"])
    #expect(model.rateRules.map { text($0.formula) } == ["3.0"])
    #expect(model.assignmentRules.map { text($0.formula) } == ["5.0"])
  }

  @Test func commentsAndLines() throws {
    let model = try mainModel(
      "x = 1 // one; z = 2\ny = 2 # two\nz = /* three\n lines */ 3;; ;\n\nw = 1 + \\\r\n  4\r\nv = 5\ru = 6")
    #expect(model.symbols.map(\.name) == ["x", "y", "z", "w", "v", "u"])
    #expect(model.initial("w") == "(add 1.0 4.0)")
    #expect(try model.symbol("u").position.line == 9)
  }

  @Test func units() throws {
    let model = try mainModel(
      """
      unit mL = 1e-3 litre; unit conc = 1e-9 mole / (1e-3 litre)
      conc is "concentration"
      x has mL; y = 3 conc; y has mL
      z = 2 L; species S has mole / litre^2
      c := 3 mg*x
      """)
    #expect(model.unitDefinitions.map(\.name) == ["mL", "conc"])
    #expect(model.unitDefinitions.map(\.expression) == ["1e-3 litre", "1e-9 mole / (1e-3 litre)"])
    #expect(model.unitDefinitions[1].displayName == "concentration")
    #expect(model.unitDefinitions[1].position.column == 28)
    #expect(try model.symbol("x").unit == "mL")
    #expect(try model.symbol("y").unit == "mL")
    #expect(try model.symbol("z").unit == "L")
    #expect(try model.symbol("S").unit == "mole / litre^2")
    #expect(try model.symbol("c").unit == nil)
    #expect(!model.symbols.contains { $0.name == "conc" })
  }

  @Test func namesAndAnnotations() throws {
    let document = try read(
      """
      model m
        J0: S -> ; k*S; k = 1
        S is "Substance \\"S\\""; J0 is "loss"
        E: at time > 1: S = 2
        E is "dose"
        S identity "http://a", "http://b"
        S hasPart "http://c",
          "http://d"
        S.sboTerm = SBO:0000247; k.sboTerm = 35
        S notes ```
      two
      lines```
        model creator1.name "someone"
      end
      m is "Shown"
      m description "http://e"
      """)
    #expect(document.main == "m")
    let model = try #require(document.models.first)
    #expect(document.models.count == 1)
    #expect(model.displayName == "Shown")
    #expect(try model.symbol("S").displayName == "Substance \"S\"")
    #expect(model.reactions[0].displayName == "loss")
    #expect(model.events[0].displayName == "dose")
    #expect(
      model.annotations.map { "\($0.subject) \($0.qualifier) \($0.values)" } == [
        "S identity [\"http://a\", \"http://b\"]", "S hasPart [\"http://c\", \"http://d\"]",
        "S sboTerm [\"SBO:0000247\"]", "k sboTerm [\"SBO:0000035\"]",
        "S notes [\"\\ntwo\\nlines\"]", "model creator1.name [\"someone\"]",
        "model description [\"http://e\"]",
      ])
    #expect(model.annotations[0].position.line == 6)
  }

  @Test func functions() throws {
    let document = try read(
      "function f(x, y) x + y end\nfunction g(x)\n  f(x, 2)^2;\nend\nfunction five(); 5; end\nq = g(1) + five()"
    )
    #expect(document.functions.map(\.name) == ["f", "g", "five"])
    #expect(document.functions[0].parameters == ["x", "y"])
    #expect(text(document.functions[1].body) == "(power f(x, 2.0) 2.0)")
    #expect(document.functions[1].position == SourcePosition(file: "m.ant", line: 2, column: 10))
    #expect(document.models.map(\.name) == ["__main"])
    #expect(document.models[0].symbols.map(\.name) == ["q"])
  }

  @Test func identityAndDeletion() throws {
    let document = try read("model s\n a = 1; b = 2\nend\nA: s()\nA.a is x\ny is x\ndelete A.b")
    let model = try #require(document.models.last)
    #expect(model.synchronizations.map { "\($0.left)=\($0.right)" } == ["A.a=x", "y=x"])
    #expect(model.deletions.map(\.name) == ["A.b"])
  }
}

/// Which model a file stands for.
@Suite struct DocumentTests {
  @Test(arguments: [
    ("model a\nx=1\nend\nmodel b\nx=1\nend", "b", ["a", "b"]),
    ("model *a\nx=1\nend\nmodel b\nx=1\nend", "a", ["a", "b"]),
    ("model *a()\nx=1\nend\ny = 2", "a", ["a", "__main"]),
    ("x = 1\nmodule b(x)\nx=1\nend", "__main", ["b", "__main"]),
    ("model a; x = 1; end", "a", ["a"]), ("model a() x = 1; end", "a", ["a"]),
    ("model a()\nend", "a", ["a"]),
    ("model notes \"text\"\nx = 1", "__main", ["__main"]),
  ]) func mainModel(source: String, main: String, models: [String]) throws {
    let document = try read(source)
    #expect(document.main == main)
    #expect(document.models.map(\.name) == models)
    #expect(document.file == "m.ant")
  }

  @Test func exports() throws {
    let model = try read("model m(a, $S)\n S -> ; a*S\nend").models[0]
    #expect(model.exports == ["a", "S"])
    #expect(try model.symbol("S").isBoundary)
    #expect(model.position == SourcePosition(file: "m.ant", line: 1, column: 7))
  }

  @Test func modelsOfOtherFiles() throws {
    let base = try ModelDocument(
      parsingAntimony: "function h(x) x/2 end\nmodel pk(k)\n  A' = -k*h(A); A = 1; k = 2\nend",
      file: "pk.ant")
    let left = try ModelDocument(
      parsingAntimony: "model left\n P: pk()\nend", file: "left.ant", using: [base])
    let document = try read("// uses: pk, left\nP: pk(k1); k1 = h(3); L: left()", using: [base, left])
    #expect(document.models.map(\.name) == ["pk", "left", "__main"])
    #expect(document.models[0].position.file == "pk.ant")
    #expect(document.functions.map(\.name) == ["h"])
    #expect(document.main == "__main")
    #expect(throws: Problems.self) { try read("model pk\nx = 1\nend", using: [base]) }
    #expect(throws: Problems.self) { try read("// nothing of its own", using: [base]) }
  }

  @Test(arguments: [
    ("// uses: kinetics, effect\nx = 1", ["kinetics", "effect"]), ("// uses:one", ["one"]),
    ("x = 1\n// uses: no", []), ("", []), ("// uses: a b, c", ["c"]),
  ]) func usedModels(source: String, names: [String]) {
    #expect(ModelDocument.usedModels(inAntimony: source) == names)
  }
}
