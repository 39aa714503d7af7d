import ModelText
import Symbolics
import Text

/// Values at the start, each after what it needs: initial assignments, and rules and reaction rates as
/// they stand at time 0. Every value is an expression over constants and derived constants, so that a
/// subject with other parameters gets its own start.
struct InitialValues {
  var builder: SystemBuilder
  private var known: [Int: ExpressionID] = [:]
  private var derived: [ModelSystem.Equation] = []

  init(builder: SystemBuilder) { self.builder = builder }

  /// Equations of the derived constants, ordered.
  mutating func derivedConstants() -> [ModelSystem.Equation] {
    for record in builder.order { _ = value(of: record) }
    return derived
  }

  mutating func value(of record: Int) -> ExpressionID {
    solve(record, path: [])
    return known[record] ?? builder.graph.constant(.nan)
  }

  /// Records that a record's value at the start needs at once.
  private func formula(of record: Int) -> FlatModel.Scoped? {
    switch builder.parts[record]?.role {
    case .rule: builder.flat.records[record].rule
    case .reaction: builder.rateLaw(of: record)
    case .constant, .rate, .amount, .restingAmount: builder.flat.records[record].initial
    case nil: nil
    }
  }

  private mutating func solve(_ record: Int, path: [Int]) {
    if known[record] != nil { return }
    if let start = path.firstIndex(of: record) {
      let cycle = (Array(path[start...]) + [record]).map { builder.flat.records[$0].path }.joined(
        separator: " → ")
      builder.report(
        "the initial values depend on each other in a circle: \(cycle)",
        at: formula(of: path[start])?.position ?? builder.flat.records[record].position)
      known[record] = builder.graph.constant(.nan)
      return
    }
    guard let part = builder.parts[record] else { return }
    guard let own = formula(of: record) else {
      if part.role == .constant {
        known[record] = builder.graph.symbol(part.symbol)
      } else {
        known[record] = builder.graph.constant(builder.flat.records[record].kind == .compartment ? 1 : 0)
      }
      return
    }
    let scope = builder.flat.scopes[own.scope]
    var needed = builder.records(in: own.formula, scope: own.scope)
    for factor in scope.timeFactors + scope.extentFactors {
      needed += builder.records(in: factor.formula, scope: factor.scope)
    }
    for next in needed { solve(next, path: path + [record]) }
    if known[record] != nil { return }
    let values = known
    let context = LoweringContext(scope: own.scope, value: { values[$0] }, time: builder.graph.constant(0))
    let expression =
      part.role == .reaction
      ? builder.lowerRateLaw(own, context) : builder.lower(own.formula, context)
    guard part.role == .constant else {
      known[record] = expression
      return
    }
    known[record] = builder.graph.symbol(part.symbol)
    if own.formula.literalValue == nil {
      derived.append(
        ModelSystem.Equation(symbol: part.symbol, expression: expression, position: own.position))
    }
  }
}

extension SystemBuilder {
  /// Records named in a formula, in order of appearance, through function calls' arguments.
  func records(in formula: Formula, scope: Int) -> [Int] {
    switch formula {
    case .number, .time: []
    case .name(let name, _):
      if let record = flat.resolve(name, in: scope) { [record] } else { [] }
    case .apply(_, let arguments, _), .call(_, let arguments, _):
      arguments.flatMap { records(in: $0, scope: scope) }
    }
  }
}
