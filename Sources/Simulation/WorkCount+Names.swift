/// The counters by name, for files that outlive the program.
extension WorkCount {
  private static let fields: [(name: String, field: any WritableKeyPath<WorkCount, Int> & Sendable)] = [
    ("steps", \.steps), ("rejections", \.rejections), ("right-hand sides", \.rightHandSides),
    ("jacobians", \.jacobians), ("factorisations", \.factorisations),
    ("exponentials", \.exponentials),
  ]

  package var named: [(name: String, count: Int)] {
    Self.fields.map { ($0.name, self[keyPath: $0.field]) }
  }

  /// - Parameter named: Names that are not known count nothing.
  package init(named: some Sequence<(name: String, count: Int)>) {
    self.init()
    for (name, count) in named {
      for entry in Self.fields where entry.name == name { self[keyPath: entry.field] = count }
    }
  }
}
