import ModelText
import Text
import Units

extension UnitProver {
  /// Why a term does not come to the unit that is needed, and where: the one constant whose unit must be
  /// wrong where it can be told, else the term.
  func explain(
    _ term: Formula, _ got: Unit, _ needed: Unit, _ need: Need, _ context: Context
  ) -> (message: String, position: SourcePosition) {
    if case .name(let name, let position) = term {
      return (
        "'\(name)' has unit \(got.readable), but \(need.phrase) needs \(needed.readable)"
          + declaration(of: name, as: needed, context), position
      )
    }
    let ratio = needed / got
    var suspects: [(name: String, has: Unit, needs: Unit, position: SourcePosition)] = []
    for factor in term.factors {
      guard let record = flat.resolve(factor.name, in: context.scope), isAdjustable(record),
        let unit = units[record]
      else { continue }
      let right = factor.exponent > 0 ? unit * ratio : unit / ratio
      if isUsual(right) { suspects.append((factor.name, unit, right, factor.formula.position)) }
    }
    // A wrong dimension on one constant can be told; a missing factor could be anyone's.
    if suspects.count == 1, let suspect = suspects.first, !got.isCompatible(with: needed) {
      return (
        "'\(suspect.name)' has unit \(suspect.has.readable), but \(need.phrase) needs \(suspect.needs.readable)"
          + declaration(of: suspect.name, as: suspect.needs, context), suspect.position
      )
    }
    var message = "\(quoted(term)) has unit \(got.readable), but \(need.phrase) needs \(needed.readable)"
    if got.isCompatible(with: needed) {
      message += "; a factor of \(Formula.digits((got / needed).factor)) is missing"
    }
    return (message, term.position)
  }

  /// `; declare 'CL has litre_per_hour'`
  private func declaration(of name: String, as unit: Unit, _ context: Context) -> String {
    guard let word = tables[context.scope]?.name(for: unit) ?? unit.identifier else { return "" }
    return "; declare '\(name) has \(word)'"
  }

  /// A constant: its unit can change without moving another equation's target.
  private func isAdjustable(_ record: Int) -> Bool {
    let symbol = flat.records[record]
    return symbol.rule == nil && symbol.rate == nil && symbol.reaction == nil && symbol.kind != .species
  }

  /// Units of parameters count no positive power of time beside something else, and no broken powers:
  /// L/h, 1/h, mg, h.
  private func isUsual(_ unit: Unit) -> Bool {
    let exponents = Dimension.Base.allCases.map { unit.dimension[$0] }
    guard exponents.allSatisfy(\.isWhole) else { return false }
    let time = unit.dimension[.time]
    if time == .one { return exponents.filter { $0 != .zero }.count == 1 }
    guard time == .zero || time == -.one else { return false }
    let matter =
      unit.dimension[.mass] * unit.dimension[.mass] + unit.dimension[.amount] * unit.dimension[.amount]
    return matter <= .one
  }
}
