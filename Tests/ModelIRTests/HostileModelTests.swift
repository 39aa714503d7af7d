import ModelIR
import Testing

/// Text that is no mistake of grammar, but would break a careless reader: answers, never a trap or a hang.
@Suite struct HostileModelTests {
  @Test(.timeLimit(.minutes(1))) func chainsOfThousandsOfSymbols() throws {
    let count = 4000
    var text = "model m()\n"
    for i in 0..<count { text += i == count - 1 ? "a\(i) = 1\n" : "a\(i) = a\(i + 1) + 1\n" }
    for i in 0..<count { text += i == count - 1 ? "b\(i) := time\n" : "b\(i) := b\(i + 1) + a\(i)\n" }
    let system = try system(text + "end\n")
    let now = Snapshot(system)
    #expect(now["a0"] == Double(count))
    #expect(now["b\(count - 2)"] == 2)
    #expect(system.unitProblems(.library).count > count)
  }

  @Test(.timeLimit(.minutes(1))) func functionsThatDoubleAtEachLevel() {
    var text = "function f0(x)\n x+1\nend\n"
    for i in 1..<60 { text += "function f\(i)(x)\n f\(i - 1)(x)*f\(i - 1)(x+2)\nend\n" }
    let found = problems(text + "model *m()\n y := f59(time)\nend\n")
    #expect(found.count == 1 && found[0].contains("functions are nested too deeply"))
  }

  @Test(.timeLimit(.minutes(1))) func submodelsThatDoubleAtEachLevel() {
    var text = "model m0()\n x = 1\nend\n"
    for i in 1..<40 { text += "model m\(i)()\n A: m\(i - 1)(); B: m\(i - 1)()\nend\n" }
    let found = problems(text)
    #expect(found.count == 1 && found[0].contains("submodels are nested too deeply"))
  }

  @Test func symbolsThatAreTheirOwnCompartment() {
    // Compartments in a circle have no volume to start from.
    _ = try? system("species A in A; A = 1; A -> ; A")
    _ = try? system("species A in B; species B in A; A = 1; B = 2; A -> B; A*B")
    _ = try? system("compartment c in d; compartment d in c; c := d; d := c")
    _ = try? system("A.x is A.x; A: m()")
    _ = try? system("x is y; y is x; x = 1")
  }
}
