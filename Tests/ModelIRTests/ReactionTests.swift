import ModelIR
import Symbolics
import Testing

@Suite struct ReactionTests {
  @Test func concentrationsAreIntegratedAsAmounts() throws {
    let system = try system(
      """
      model m()
        compartment c = 4, d = 0.5
        species A in c, B in d
        A = 3; B = 1; k = 0.2
        J: A -> 2 B; k*A*c
      end
      """)
    let now = Snapshot(system)
    #expect(now["A"] == 3)
    #expect(now["amount(A)"] == 12)
    #expect(now["amount(B)"] == 0.5)
    #expect(now.slope("A") == -0.2 * 3 * 4)
    #expect(now.slope("B") == 2 * (0.2 * 3 * 4))
    #expect(now["J"] == 0.2 * 3 * 4)
    // Reading the species gives the concentration of the amount reached.
    #expect(Snapshot(system, states: ["amount(A)": 6])["A"] == 1.5)
    // A subject's volume changes the starting amount with it.
    #expect(Snapshot(system, overrides: ["c": 8])["amount(A)"] == 24)
    #expect(system.states.map(\.doseNames) == [["A"], ["B"]])
  }

  @Test func substanceOnlySpeciesAreAmounts() throws {
    let system = try system(
      "compartment c = 4; substanceOnly species A in c; A = 3; J: A -> ; k*A; k = 2")
    let now = Snapshot(system)
    #expect(system.symbol(named: "amount(A)") == nil)
    #expect(now["A"] == 3)
    #expect(now.slope("A") == -6)
  }

  @Test func speciesWithoutCompartmentAreTheirOwnAmount() throws {
    let system = try system("J: A + 2 B -> C; k*A*B; A = 2; B = 3; C = 0; k = 1")
    let now = Snapshot(system)
    #expect(now.slope("A") == -6)
    #expect(now.slope("B") == -12)
    #expect(now.slope("C") == 6)
  }

  @Test func boundaryAndConstantSpeciesStay() throws {
    let system = try system("$A -> B; k*A; const species X; X -> B; k*X; A = 2; B = 0; X = 1; k = 3")
    let now = Snapshot(system)
    #expect(system.states.count == 1)
    #expect(now.slope("B") == 9)
  }

  @Test func boundarySpeciesMayFollowARule() throws {
    let ruled = try system("A := 2 + time; $A -> B; k*A; B = 0; k = 3")
    #expect(Snapshot(ruled, time: 1).slope("B") == 9)
    let rate = try system("compartment c = 2; species $A in c; A = 4; A' = -1; $A -> B; k*A; B = 0; k = 3")
    // A concentration under a rate rule takes a dose as amount per volume.
    let now = Snapshot(rate)
    let state = rate.states.first { $0.doseNames == ["A"] }
    #expect(state.map { now.evaluate($0.amountToState) } == 0.5)
    #expect(now.slope("A") == -1)
  }

  @Test func volumesMayChange() throws {
    let grown = try system(
      "compartment c = 2; c' = 1; species A in c; A = 3; A -> ; 0*A; species $X in c; X = 5")
    let start = Snapshot(grown)
    #expect(start["amount(A)"] == 6)
    let later = Snapshot(grown, states: ["c": 4, "amount(A)": 6])
    #expect(later["A"] == 1.5)
    // Nothing changes X, so its amount stays while the volume grows.
    #expect(later["X"] == 2.5)
    let ruled = try system("compartment c; c := 2 + time; species A in c; A = 3; A -> ; 0*A")
    #expect(Snapshot(ruled)["amount(A)"] == 6)
    #expect(Snapshot(ruled, time: 4)["A"] == 1)
  }

  @Test func stoichiometryMayBeNamed() throws {
    let system = try system("species A, B; n = 2; J: n A -> 3 B; k*A; k = 1; A = 4; B = 0")
    let now = Snapshot(system)
    #expect(now.slope("A") == -8)
    #expect(now.slope("B") == 12)
    #expect(Snapshot(system, overrides: ["n": 5]).slope("A") == -20)
  }

  @Test func missingPartsAreNoted() throws {
    let system = try system("compartment c; species A in c; J: A -> B; k*A; k = 1; K: B -> ; ; A = 1")
    #expect(
      system.notes.map(\.message).sorted() == [
        "compartment 'c' has no size; 1 is taken", "reaction 'K' has no rate law and changes nothing",
        "species 'B' has no initial value; 0 is taken",
      ])
  }

  @Test func ratesOfReactionsCanBeUsed() throws {
    let system = try system("J: A -> B; k*A; A = 2; B = 0; k = 3; flow := 2*J")
    #expect(Snapshot(system)["flow"] == 12)
  }
}
