/// Units that a model defines for itself (`unit conc = ng/mL`); they prevail over the built-in names.
package struct UnitTable: Sendable, Hashable {
  private var units: [String: Unit] = [:]
  /// Names in the order of definition.
  package private(set) var names: [String] = []

  package init() {}

  /// Defines a name, in terms of built-in units and of names defined before.
  ///
  /// - Throws: `UnitError` when the expression cannot be read.
  package mutating func define(_ name: String, as expression: String) throws(UnitError) {
    define(name, as: try Unit(parsing: expression, in: self))
  }

  package mutating func define(_ name: String, as unit: Unit) {
    if units.updateValue(unit.spelled(name), forKey: name) == nil { names.append(name) }
  }

  package subscript(_ name: String) -> Unit? { units[name] }

  /// The first defined name that means the same as `unit`.
  package func name(for unit: Unit) -> String? {
    names.first { units[$0]?.isEquivalent(to: unit) == true }
  }
}
