import Foundation
import Report
import Testing
import Trials

@Suite("Pages") struct PageTests {
  @Test("a study's page stands alone and escapes every name")
  func studyPage() throws {
    let html = StudyPage(try Fixture.result(), context: Fixture.context()).html()
    if let folder = ProcessInfo.processInfo.environment["SPECIOSA_KEEP_PAGES"] {
      try html.write(toFile: folder + "/study.html", atomically: true, encoding: .utf8)
    }
    let hasEscapedName = html.contains("Plasma compound B &lt;&amp;&gt;")
    #expect(hasEscapedName)
    let (hasRawName, hasPolicy) = (html.contains("<&>"), html.contains("default-src 'none'"))
    #expect(!hasRawName)
    #expect(hasPolicy)
    for forbidden in ["<script", "src=", "@import", "url(http", "NaN", "-0.0", "0.0 to 0.0"] {
      let isThere = html.contains(forbidden)
      #expect(!isThere, "\(forbidden)")
    }
    // Links leave the page only to resolve a DOI.
    for match in html.matches(of: /href="([^"]*)"/) {
      #expect(match.1.hasPrefix("#") || match.1.hasPrefix("https://doi.org/"), "\(match.1)")
    }
    #expect(html.utf8.count < 500_000)
  }

  @Test("an evaluation's page")
  func evaluationPage() throws {
    let html = EvaluationPage(model: "fixture", targets: Fixture.targets(), context: Fixture.context()).html()
    if let folder = ProcessInfo.processInfo.environment["SPECIOSA_KEEP_PAGES"] {
      try html.write(toFile: folder + "/evaluation.html", atomically: true, encoding: .utf8)
    }
    for text in [
      "5 <small>of 7 values", "26 % below the observed value", "not yet possible: no liver in this model",
    ] {
      let isThere = html.contains(text)
      #expect(isThere, "\(text)")
    }
  }

  @Test("the terminal gets the zero effect first and the notice")
  func terminal() throws {
    let text = TerminalSummary(try Fixture.result()).text
    print(text)
    let zero = try #require(text.range(of: "Zero effect"))
    let hypothesised = try #require(text.range(of: "Hypothesised link"))
    #expect(zero.lowerBound < hypothesised.lowerBound)
    #expect(text.contains(Notice.name))
  }
}
