import ModelIR
import Symbolics
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

  /// Tokens of a whole model dropped, doubled, exchanged or replaced by others.
  @Test(.timeLimit(.minutes(2))) func mutatedModels() {
    let tokens = mutationSource.split(separator: " ").map(String.init)
    var state: UInt64 = 11
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var accepted = 0
    for _ in 0..<1500 {
      var mutated = tokens
      for _ in 0...draw(2) {
        let (i, j) = (draw(mutated.count), draw(mutated.count))
        switch draw(4) {
        case 0: mutated.remove(at: i)
        case 1: mutated.insert(mutated[j], at: i)
        case 2: mutated.swapAt(i, j)
        default: mutated[i] = mutated[j]
        }
      }
      guard let system = try? system(mutated.joined(separator: " ")) else { continue }
      accepted += 1
      _ = system.unitProblems(.library)
      for symbol in system.symbols.indices { _ = system.dependencies(of: SymbolID(symbol)) }
      _ = Snapshot(system, time: 1)
    }
    #expect(accepted > 40)
  }
}

private let mutationSource = """
  function f ( x , y ) x * y + 1 end
  model pk ( ka , V )
  unit mg = 1e-3 gram ; unit time_unit = 3600 second ; compartment V ; V = 10 ; ka = 1 ; ka has mg ;
  species A in V , B in V ; A = 3 ; B = 0 ; J : A -> 2 B ; ka * A * V ; C := f ( A , B ) / V ; C has mg ; end
  model * m ( )
  unit time_unit = 3600 second ; unit L = litre ; P : pk ( k , W ) ; Q : pk ( ) , timeconv = 60 ; k = 2 * q ; q = 3 ; W = 4 ; W has L ;
  P.C is c ; Q.V is W ; delete Q.C ; P.A = 2 ; x = 1 ; x' = - k * x + P.J ; z := piecewise ( x , time > 3 , 0 ) ;
  w := x ^ 2 / sqrt ( z + 1 ) ; E : at ( x > 2 ) : x = 3 , q = 2 ; const species S ; S -> x ; S * q ; $ T = 1 ; end
  """
