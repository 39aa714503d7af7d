/// Which value each instruction of a tape reads and makes, when values are told apart from the rows that
/// hold them, one after another.
struct TapeFlow {
  struct Value {
    /// Row that holds the value.
    var home: Tape.Operand
    /// Instruction that makes it; nil for what a row held before.
    var definition: Int?
    /// Last instruction that reads it.
    var lastUse: Int?
    /// Operands that it is.
    var useCount = 0
  }

  private(set) var values: [Value] = []
  /// By instruction: values read, and the value made.
  private(set) var sources: [[Int]] = []
  private(set) var made: [Int] = []

  init(_ tape: Tape) {
    var current: [Int?] = Array(repeating: nil, count: tape.operands.count)
    // An operand may stand in the list twice.
    var canonical: [Tape.Operand: Int] = [:]
    let index = tape.operands.enumerated().map { position, operand -> Int in
      if let first = canonical[operand] { return first }
      canonical[operand] = position
      return position
    }
    sources.reserveCapacity(tape.instructions.count)
    for (position, instruction) in tape.instructions.enumerated() {
      let read = [instruction.a, instruction.b, instruction.c].prefix(instruction.operation.operandCount)
      sources.append(
        read.map { operand in
          let operand = index[operand]
          if let value = current[operand] {
            values[value].lastUse = position
            values[value].useCount += 1
            return value
          }
          guard case .row = tape.operands[operand] else {
            preconditionFailure("a temporary is read before it is written")
          }
          values.append(Value(home: tape.operands[operand], definition: nil, lastUse: position, useCount: 1))
          current[operand] = values.count - 1
          return values.count - 1
        })
      values.append(Value(home: tape.operands[index[instruction.destination]], definition: position))
      made.append(values.count - 1)
      current[index[instruction.destination]] = values.count - 1
    }
  }

  /// The instructions in pieces of about `size`, cut where few temporaries are alive.
  func chunks(of size: Int) -> [Range<Int>] {
    let count = made.count
    // How many temporaries are alive between instruction i − 1 and i.
    var change = Array(repeating: 0, count: count + 1)
    for value in values {
      guard case .temporary = value.home, let definition = value.definition, let last = value.lastUse else {
        continue
      }
      change[definition + 1] += 1
      change[last + 1] -= 1
    }
    var alive = 0
    let crossing = change.map { step -> Int in
      alive += step
      return alive
    }
    var result: [Range<Int>] = []
    var start = 0
    while count - start > size + size / 2 {
      let window = (start + size * 3 / 4)...(start + size * 5 / 4)
      let cut = window.min { crossing[$0] < crossing[$1] } ?? start + size
      result.append(start..<cut)
      start = cut
    }
    if start < count || result.isEmpty { result.append(start..<count) }
    return result
  }
}
