import Text

/// Annotations, which change no number and are kept as metadata, and the dotted properties of symbols
/// that Speciosa does not know.
extension AntimonyParser {
  /// Qualifiers of libAntimony with a quoted value.
  private static let qualifiers: Set<String> = [
    "identity", "biological_entity_is", "hasPart", "part", "isPartOf", "parthood", "isVersionOf",
    "hypernym", "hasVersion", "version", "isHomologTo", "homolog", "isDescribedBy", "description",
    "isEncodedBy", "encoder", "encodes", "encodement", "occursIn", "container", "hasProperty",
    "property", "isPropertyOf", "propertyBearer", "hasTaxon", "taxon", "model_entity_is", "origin",
    "derivation", "isDerivedFrom", "instance", "isInstanceOf", "hasInstance", "notes", "created",
    "modified", "creator",
  ]

  private static let uncertainties: Set<String> = [
    "mean", "stdev", "standardDeviation", "coefficientOfVariation", "kurtosis", "median", "mode",
    "sampleSize", "skewness", "standardError", "variance", "confidenceInterval", "credibleInterval",
    "interquartileRange", "range", "distribution", "externalParameter",
  ]

  private static let fluxBalance: Set<String> = [
    "geneProductAssociation", "gpa", "charge", "chemicalFormula", "formula",
  ]

  /// `x qualifier "value", "value"` or `x.sboTerm = …`. Returns false where none stands.
  mutating func annotation(of name: String, at position: SourcePosition) throws(Problem) -> Bool {
    if name.hasSuffix(".sboTerm"), current.isMark("=") {
      try ontologyTerm(of: String(name.dropLast(".sboTerm".count)), at: position)
      return true
    }
    guard current.kind == .word, !Keyword.reserved.contains(current.text) else { return false }
    try qualified(subject: name, at: position)
    return true
  }

  /// `model qualifier "value"` inside of a model.
  mutating func modelAnnotation() throws(Problem) {
    let position = take().position
    if takeIfMark(".") {
      let property = take()
      if property.isWord("sboTerm"), current.isMark("=") {
        try ontologyTerm(of: "model", at: position)
        return
      }
      throw unsupported("'model.\(property.text)', layout and rendering,", at: position)
    }
    guard current.kind == .word else { throw unexpected("expected an annotation of the model") }
    try qualified(subject: "model", at: position)
  }

  private mutating func qualified(subject: String, at position: SourcePosition) throws(Problem) {
    var qualifier = current.text
    let qualifierPosition = current.position
    take()
    while current.isMark("."), peek().kind == .word {
      take()
      qualifier += "." + take().text
    }
    let stem = qualifier.prefix { $0 != "." }
    let root = String(stem.reversed().drop { $0.isNumber }.reversed())
    guard Self.qualifiers.contains(root) else {
      throw Problem(
        "unexpected '\(qualifier)' after '\(subject)'; expected '=', ':=', ''=', 'is', 'has', 'in' "
          + "or a qualifier such as 'identity'", at: qualifierPosition)
    }
    var values: [String] = []
    repeat {
      if !values.isEmpty { skipNewlines() }
      guard current.kind == .string else { throw unexpected("expected quoted text after '\(qualifier)'") }
      values.append(take().text)
    } while takeIfMark(",")
    builder.add(
      Annotation(subject: subject, qualifier: qualifier, values: values, position: position))
  }

  /// `= 236` or `= SBO:0000236`
  private mutating func ontologyTerm(of subject: String, at position: SourcePosition) throws(Problem) {
    take()
    if current.isWord("SBO"), peek().isMark(":") {
      take()
      take()
    }
    guard case .number(let value) = current.kind, let digits = Int(current.text), value >= 0 else {
      throw unexpected("expected 'SBO:' and seven digits")
    }
    take()
    let text = String(digits)
    let term = "SBO:" + String(repeating: "0", count: max(0, 7 - text.count)) + text
    builder.add(
      Annotation(subject: subject, qualifier: "sboTerm", values: [term], position: position))
  }

  /// Refuses a property such as `x.mean`, where x is no submodel.
  func refuseProperty(_ path: String, at position: SourcePosition) throws(Problem) {
    let parts = path.split(separator: ".")
    guard parts.count > 1, builder.otherNames[String(parts[0])] == nil else { return }
    let problem = strayPath(path, at: position)
    if problem.kind == .unsupported { throw problem }
  }

  /// What is wrong with a dotted name whose first part is no submodel.
  func strayPath(_ path: String, at position: SourcePosition) -> Problem {
    let parts = path.split(separator: ".").map(String.init)
    let last = parts[parts.count - 1]
    if Self.uncertainties.contains(last) {
      return unsupported("'\(path)', uncertainty of a symbol,", at: position)
    }
    if Self.fluxBalance.contains(last) {
      return unsupported("'\(path)', flux balance analysis,", at: position)
    }
    if last == "kineticLaw" { return unsupported("'\(path)', a note on a rate law,", at: position) }
    let layout: Set<String> = [
      "position", "pos", "x", "y", "size", "width", "height", "b1", "b2", "species_end", "rxn_end",
      "color", "fill", "layout",
    ]
    let isDrawn = builder.symbol(parts[0]) != nil || builder.otherNames[parts[0]] != nil
    if layout.contains(last), isDrawn || parts[0] == "model" || last.count > 2 {
      return unsupported("'\(path)', layout and rendering,", at: position)
    }
    return Problem("'\(parts[0])' in '\(path)' is no submodel of this model", at: position)
  }
}
