import ModelText
import Testing
import Text

/// Reactions, interactions, events and submodels.
@Suite struct ReactionTests {
  private func shown(_ reaction: Reaction) -> String {
    func side(_ list: [Reaction.Participant]) -> String {
      list.map { "\(text($0.stoichiometry)) \($0.species)" }.joined(separator: " + ")
    }
    return
      "\(reaction.name): \(side(reaction.reactants)) \(reaction.isReversible ? "->" : "=>") "
      + "\(side(reaction.products)); \(text(reaction.rate))"
  }

  @Test(arguments: [
    ("J0: 2 A + B -> C; k*A", "J0: 2.0 A + 1.0 B -> 1.0 C; (multiply k A)"),
    ("A => B; k", "_J0: 1.0 A => 1.0 B; k"),
    ("-> A; 3", "_J0:  -> 1.0 A; 3.0"),
    ("J0: A ->; 3", "J0: 1.0 A -> ; 3.0"),
    ("J0: A -> ;", "J0: 1.0 A -> ; none"),
    ("n A -> 1.5B + m $C; 1", "_J0: n A -> 1.5 B + m C; 1.0"),
    ("J0: -1 A -> -2 B; 1", "J0: -1.0 A -> -2.0 B; 1.0"),
    ("-1 A -> B; 1", "_J0: -1.0 A -> 1.0 B; 1.0"),
    ("J0: A + A -> A; 1", "J0: 1.0 A + 1.0 A -> 1.0 A; 1.0"),
    ("J0: A -> B;\nJ0 = 2*A", "J0: 1.0 A -> 1.0 B; (multiply 2.0 A)"),
    ("J0 = 2*A\nJ0: A -> B;", "J0: 1.0 A -> 1.0 B; (multiply 2.0 A)"),
    ("reaction J0; J0: A -> B; x-o-(y)", "J0: 1.0 A -> 1.0 B; (subtract (subtract x o) y)"),
  ]) func reactions(source: String, expected: String) throws {
    let model = try mainModel(source)
    #expect(model.reactions.map(shown) == [expected])
    #expect(!model.symbols.contains { $0.name == "J0" })
  }

  @Test func placesAndBoundaries() throws {
    let model = try mainModel("  J1: 2 A + $E -> B; 1\nA = 3")
    #expect(model.reactions[0].position.column == 3)
    #expect(model.reactions[0].reactants.map(\.position.column) == [9, 14])
    #expect(try model.symbol("E").isBoundary)
    #expect(try !model.symbol("A").isBoundary)
  }

  @Test func compartmentsOfReactions() throws {
    let model = try mainModel(
      "J0 in c1: A -> B; k\nB -> D; k in c2\nspecies A in c0\nB -> F; 1")
    #expect(try model.symbol("A").compartment == "c0")
    #expect(try model.symbol("B").compartment == "c2")
    #expect(try model.symbol("D").compartment == "c2")
    #expect(try model.symbol("F").compartment == nil)
    #expect(try model.symbol("c1").kind == .compartment)
    #expect(model.reactions[1].name == "_J0")
  }

  @Test func interactions() throws {
    let model = try mainModel("J0: A -> B; \ni1: C -| J0;\nD + F -o J0;\nG -( J0;\nC -| J0;")
    #expect(model.reactions.count == 1)
    #expect(model.reactions[0].modifiers == ["C", "D", "F", "G"])
    #expect(try model.symbol("G").kind == .species)
  }

  @Test func speciesWithARuleIsABoundary() throws {
    let model = try mainModel("S := 3\nS -> P; k*S")
    #expect(try model.symbol("S").isBoundary)
  }

  @Test func events() throws {
    let model = try mainModel(
      """
      E1: at 2 after x > 3, priority = y + 1, persistent=false, t0=false, fromTrigger=false: y = 2, $z = y
      at time > 5:
        x = 1,
        y = 3
      at (x > 1) && (y < 2): x = 2
      E2 in C: at x > 9:
      """)
    let first = model.events[0]
    #expect(first.name == "E1")
    #expect(text(first.delay) == "2.0")
    #expect(text(first.trigger) == "(greater x 3.0)")
    #expect(text(first.priority) == "(add y 1.0)")
    #expect(!first.isPersistent && !first.initialTriggerValue && !first.usesValuesFromTriggerTime)
    #expect(first.assignments.map { "\($0.target) \(text($0.formula))" } == ["y 2.0", "z y"])
    let second = model.events[1]
    #expect(second.name == "_E0")
    #expect(second.delay == nil && second.priority == nil)
    #expect(second.isPersistent && second.initialTriggerValue && second.usesValuesFromTriggerTime)
    #expect(second.assignments.map(\.position.line) == [3, 4])
    #expect(text(model.events[2].trigger) == "(and (greater x 1.0) (less y 2.0))")
    #expect(model.events[3].assignments.isEmpty)
    #expect(!model.symbols.contains { $0.name == "E1" || $0.name == "E2" })
  }

  @Test func submodels() throws {
    let document = try read(
      """
      model inner(x, k)
        x' = -k*x; x = 1; k = 2; b = 3
        J: x -> ; k
      end
      model outer(y)
        I: inner(y, 0.5 per_hour)
        I.b = 4
      end
      model top
        O: outer(drug), timeconv = 60, extentconv=factor
        inner(p)
        O.I.b is bee
        O.y identity "http://a"
        drug = O.I.b + O.I.J
        delete O.I.b
      end
      """)
    let outer = document.models[1]
    #expect(outer.submodels[0].name == "I")
    #expect(outer.submodels[0].model == "inner")
    #expect(outer.submodels[0].arguments.map(text) == ["y", "0.5[per_hour]"])
    #expect(outer.initial("I.b") == "4.0")
    let top = document.models[2]
    #expect(text(top.submodels[0].timeConversion) == "60.0")
    #expect(text(top.submodels[0].extentConversion) == "factor")
    #expect(top.submodels.map(\.name) == ["O", "_sys0"])
    #expect(top.initial("drug") == "(add O.I.b O.I.J)")
    #expect(top.synchronizations.map(\.left) == ["O.I.b"])
    #expect(top.annotations.map(\.subject) == ["O.y"])
  }
}
