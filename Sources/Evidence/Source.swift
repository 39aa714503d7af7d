import Text

/// A work, register or computation that findings come from: one row of `sources.csv`.
package struct Source: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case article, review, label, database, code, guideline, regulation, report, web, press, computation
    case general
  }

  /// How far the DOI may be trusted.
  package enum DOIStanding: String, CaseIterable, Hashable, Sendable {
    /// We opened the work under this DOI.
    case read
    /// The DOI stood beside the fact when it was taken down; not opened again.
    case listed
    /// The DOI was recalled and not looked up.
    case memory
    /// The work has no DOI here; `locator` says where it is.
    case none
  }

  /// Short name by which findings refer to the source, `obeng-2020`.
  package let key: String
  /// Authors and year, or a title.
  package let title: String
  /// DOI in lower case without resolver, or nil.
  package let doi: String?
  package let doiStanding: DOIStanding
  /// PMID, PMC number, journal and page, register number, or other place where the work is found.
  package let locator: String
  package let kind: Kind
  package let note: String
  package let position: SourcePosition

  package init(
    key: String, title: String, doi: String?, doiStanding: DOIStanding, locator: String, kind: Kind,
    note: String, position: SourcePosition
  ) {
    self.key = key
    self.title = title
    self.doi = doi
    self.doiStanding = doiStanding
    self.locator = locator
    self.kind = kind
    self.note = note
    self.position = position
  }

  /// Title and where to find it, one line; of a computation or general knowledge its note.
  package var citation: String {
    var text = title
    if let doi {
      text += ", doi:\(doi)" + (doiStanding == .memory ? " (DOI recalled, not looked up)" : "")
    } else if !locator.isEmpty {
      text += ", \(locator)"
    } else {
      switch kind {
      case .computation, .general, .code: text += note.isEmpty ? "" : ": \(note)"
      default: text += ", no DOI or other identifier taken down"
      }
    }
    return text
  }
}
