/// The frame of every page: one self-contained file without scripts or requests.
enum Page {
  /// Nothing may be loaded; styles are inside.
  static let contentPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

  static func html(
    title: String, context: ReportContext, kind: String, header: Markup, main: Markup, notices: [String] = []
  )
    -> String
  {
    let draft: Markup = context.draftNotice.map { "<p class=\"draft\">\($0)</p>\n" } ?? ""
    let page: Markup = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="\(contentPolicy)">
      <title>\(title) – Speciosa</title>
      <style>
      \(Markup(trusted: Stylesheet.text))</style>
      </head>
      <body>
      <a class="skip" href="#short">Skip to the results</a>
      \(EvidenceBar.patterns)\(draft)<header>
      <div class="top"><span><b>Speciosa</b> \(kind)</span><span>\(context.date)</span></div>
      <h1>\(title)</h1>
      \(header)\(Notice.block(notices))</header>
      <main>
      \(main)</main>
      \(Notice.footer)</body>
      </html>

      """
    return page.source
  }

  static func section(_ id: String, _ heading: String, lede: Markup = "", _ content: Markup) -> Markup {
    let paragraph: Markup = lede.isEmpty ? "" : "<p>\(lede)</p>\n"
    return """
      <section aria-labelledby="\(id)">
      <h2 id="\(id)">\(heading)</h2>
      \(paragraph)\(content)</section>

      """
  }

  static func figure(_ svg: Markup, caption: Markup, table: Markup) -> Markup {
    """
    <figure><div class="sc">\(svg)</div>
    <figcaption>\(caption)</figcaption>
    <details class="fig"><summary>Numbers of this figure</summary><div class="sc">\(table)</div></details></figure>

    """
  }

  static func provenance(_ facts: [ReportContext.Fact]) -> Markup {
    guard !facts.isEmpty else { return "" }
    let rows = facts.map { "<dt>\($0.name)</dt><dd>\($0.text)</dd>" as Markup }
    return section("h-provenance", "How to get the same numbers again", "<dl>\(rows.joined())</dl>\n")
  }
}
