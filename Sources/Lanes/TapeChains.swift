/// Runs of instructions in which each works on the result of the one before and nothing else does: sums of
/// products, mostly. The interpreter keeps that result in registers.
struct TapeChains {
  /// One instruction of a chain: what becomes of the value so far, x, with operands p and q.
  enum Link: UInt8 {
    /// p·q + x, x − p·q, p·q − x, x·p + q, x·p − q, q − x·p, each rounded once.
    case addProduct, subtractProduct, subtractFromProduct, multiplyAdd, multiplySubtract, negativeMultiplyAdd
    case add, subtract, subtractFrom, multiply, divide, divideInto
  }

  struct Chain {
    /// The instructions, and the operand that the value begins as.
    var instructions: Range<Int>
    var start: Int
    /// By instruction: what it does and its other operands.
    var links: [(link: Link, p: Int, q: Int)]
  }

  /// In order, apart.
  private(set) var chains: [Chain] = []

  /// Chains of at least two instructions.
  init(_ tape: Tape) {
    let flow = TapeFlow(tape)
    var index = 0
    while index < tape.instructions.count {
      guard let head = Self.head(tape.instructions[index]) else {
        index += 1
        continue
      }
      var chain = Chain(instructions: index..<index + 1, start: head.start, links: [head.link])
      while let link = Self.link(after: chain.instructions.upperBound - 1, tape, flow) {
        chain.links.append(link)
        chain.instructions = index..<chain.instructions.upperBound + 1
      }
      if chain.links.count > 1 { chains.append(chain) }
      index = chain.instructions.upperBound
    }
  }

  /// The first instruction of a chain as a link from one of its operands.
  private static func head(_ i: Instruction) -> (start: Int, link: (link: Link, p: Int, q: Int))? {
    switch i.operation {
    case .add: (i.a, (.add, i.b, i.b))
    case .subtract: (i.a, (.subtract, i.b, i.b))
    case .multiply: (i.a, (.multiply, i.b, i.b))
    case .divide: (i.a, (.divide, i.b, i.b))
    case .multiplyAdd: (i.c, (.addProduct, i.a, i.b))
    case .multiplySubtract: (i.c, (.subtractFromProduct, i.a, i.b))
    case .negativeMultiplyAdd: (i.c, (.subtractProduct, i.a, i.b))
    default: nil
    }
  }

  /// The instruction after another as a link, if it alone reads the other's result, and only once.
  private static func link(
    after index: Int, _ tape: Tape, _ flow: TapeFlow
  ) -> (link: Link, p: Int, q: Int)? {
    let value = flow.made[index]
    guard index + 1 < tape.instructions.count, case .temporary = flow.values[value].home,
      flow.values[value].useCount == 1, flow.values[value].lastUse == index + 1
    else { return nil }
    let i = tape.instructions[index + 1]
    guard let place = flow.sources[index + 1].firstIndex(of: value) else { return nil }
    switch (i.operation, place) {
    case (.add, 0): return (.add, i.b, i.b)
    case (.add, 1): return (.add, i.a, i.a)
    case (.subtract, 0): return (.subtract, i.b, i.b)
    case (.subtract, 1): return (.subtractFrom, i.a, i.a)
    case (.multiply, 0): return (.multiply, i.b, i.b)
    case (.multiply, 1): return (.multiply, i.a, i.a)
    case (.divide, 0): return (.divide, i.b, i.b)
    case (.divide, 1): return (.divideInto, i.a, i.a)
    case (.multiplyAdd, 2): return (.addProduct, i.a, i.b)
    case (.multiplyAdd, 0): return (.multiplyAdd, i.b, i.c)
    case (.multiplyAdd, 1): return (.multiplyAdd, i.a, i.c)
    case (.multiplySubtract, 2): return (.subtractFromProduct, i.a, i.b)
    case (.multiplySubtract, 0): return (.multiplySubtract, i.b, i.c)
    case (.multiplySubtract, 1): return (.multiplySubtract, i.a, i.c)
    case (.negativeMultiplyAdd, 2): return (.subtractProduct, i.a, i.b)
    case (.negativeMultiplyAdd, 0): return (.negativeMultiplyAdd, i.b, i.c)
    case (.negativeMultiplyAdd, 1): return (.negativeMultiplyAdd, i.a, i.c)
    default: return nil
    }
  }
}
