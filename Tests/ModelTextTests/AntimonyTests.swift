import ModelText
import Testing
import Text

/// Reads text that must be valid.
func read(_ text: String, file: String = "m.ant") throws -> ModelDocument {
  try ModelDocument(parsingAntimony: text, file: file)
}

/// The main model of valid text.
func mainModel(_ text: String) throws -> ModelDefinition {
  let document = try read(text)
  return try #require(document.models.first { $0.name == document.main })
}

/// The problems of text that must be invalid, as `line:column: message`.
func faults(_ text: String) -> [String] {
  do {
    _ = try read(text)
    return []
  } catch let problems as Problems {
    return problems.all.map {
      "\($0.position?.line ?? -1):\($0.position?.column ?? -1): \($0.kind == .unsupported ? "unsupported: " : "")"
        + $0.message
    }
  } catch {
    return ["another error"]
  }
}

@Suite struct ModelTests {
  @Test func smoke() throws {
    let model = try mainModel(
      """
      model pk(ka, CL)
        compartment V = 5
        species $D in gut = 3, A in V
        J0: D -> A; ka*D*gut
        J1: 2 A => ; CL*A^2
        C := A * 2 // twice
        x' = -x; x = 3 mL
        E1: at 2 after time > 5, priority = 3, t0 = false: A = A + 1,
           x = 2
        unit conc = 1e-9 mole / litre
        CL has conc
        CL is "Clearance"
        CL identity "http://x", "http://y"
      end
      """)
    #expect(model.exports == ["ka", "CL"])
    #expect(model.reactions.count == 2)
  }
}
