import Text

extension Product {
  /// Reads `products.csv` with the analytes of `product-contents.csv`.
  ///
  /// A blank content or bioavailability means unknown and needs a note.
  static func read(
    _ text: String, file: String, contents: String?, contentsFile: String, problems: inout [Problem]
  ) throws(Problems) -> [Product] {
    var reader = try TableReader(
      text, file: file,
      columns: [
        "product", "title", "relative_bioavailability", "uncertainty", "findings", "tier", "verification",
        "label_error", "note",
      ])
    var contentRows: [(product: String, content: Content)] = []
    if let contents { contentRows = try read(contents, file: contentsFile, problems: &problems) }
    var products: [Product] = []
    for row in reader.table.rows {
      let name = reader.required(row, "product")
      if products.contains(where: { $0.name == name }) {
        reader.fault("the product '\(name)' appears twice", row)
      }
      let bioavailability = reader.number(row, "relative_bioavailability")
      if let bioavailability, bioavailability <= 0 {
        reader.fault("relative_bioavailability of '\(name)' is not positive", row)
      }
      let note = reader.text(row, "note")
      if bioavailability == nil && note.isEmpty {
        reader.fault("relative_bioavailability of '\(name)' is unknown; the note has to say so", row)
      }
      _ = reader.verification(row)
      products.append(
        Product(
          name: name, title: reader.required(row, "title"),
          contents: contentRows.filter { $0.product == name }.map(\.content),
          relativeBioavailability: bioavailability,
          bioavailabilityUncertainty: reader.distribution(row, "uncertainty", typical: bioavailability),
          bioavailabilityFindings: reader.findings(row), bioavailabilityTier: reader.tier(row),
          bioavailabilityNote: note, labelError: reader.text(row, "label_error"), note: note,
          position: reader.position(row)))
    }
    for row in contentRows where !products.contains(where: { $0.name == row.product }) {
      problems.append(
        Problem("the product '\(row.product)' is not in \(file)", at: row.content.position))
    }
    problems += reader.problems
    return products
  }

  private static func read(
    _ text: String, file: String, problems: inout [Problem]
  ) throws(Problems) -> [(product: String, content: Content)] {
    var reader = try TableReader(
      text, file: file,
      columns: [
        "product", "analyte", "content", "unit", "between_lot", "findings", "tier", "verification", "note",
      ])
    var rows: [(product: String, content: Content)] = []
    for row in reader.table.rows {
      let product = reader.required(row, "product")
      let analyte = reader.required(row, "analyte")
      if rows.contains(where: { $0.product == product && $0.content.analyte == analyte }) {
        reader.fault("'\(analyte)' in '\(product)' appears twice", row)
      }
      if reader.text(row, "unit") != "mg/g" {
        reader.fault("contents are in mg/g, not '\(reader.text(row, "unit"))'", row)
      }
      let content = reader.number(row, "content")
      if let content, content < 0 { reader.fault("the content of '\(analyte)' is negative", row) }
      let note = reader.text(row, "note")
      if content == nil && note.isEmpty {
        reader.fault("the content of '\(analyte)' is unknown; the note has to say so", row)
      }
      rows.append(
        (
          product,
          Content(
            analyte: analyte, content: content,
            betweenLot: reader.distribution(row, "between_lot", typical: content),
            findings: reader.findings(row), tier: reader.tier(row), verification: reader.verification(row),
            note: note, position: reader.position(row))
        ))
    }
    problems += reader.problems
    return rows
  }
}
