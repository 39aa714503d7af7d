/// C text of tapes, for any compiler with vectors as an extension (clang, gcc); no headers are needed.
///
/// Lanes are the outermost loop: all instructions run for one vector of lanes, then for the next, so that
/// what lies between instructions stays in registers. Functions end after about a hundred statements, which
/// keeps compilers fast; what lives longer waits in a compact array of vectors. Every fused
/// multiply-add is written out and contraction is off: the same bits as the interpreter.
package struct NativeSource: Sendable {
  package let text: String
  /// Vectors of lanes that each tape needs between its functions.
  package let scratchCounts: [Int]

  /// - Parameter chunkSize: Statements in a function, about.
  package init(_ tapes: [Tape], chunkSize: Int = 100) {
    var text = nativePreamble
    var scratchCounts: [Int] = []
    for (index, tape) in tapes.enumerated() {
      var writer = NativeTapeWriter(tape, name: Self.name(index), chunkSize: chunkSize)
      text += writer.write()
      scratchCounts.append(writer.scratchCount)
    }
    self.text = text
    self.scratchCounts = scratchCounts
  }

  /// Symbol of a tape's function.
  static func name(_ index: Int) -> String { "tape\(index)" }
}

/// Banks that a tape names, ascending: the order of the pointers that its function takes.
func nativeBanks(of tape: Tape) -> [Int] {
  var banks: Set<Int> = []
  for operand in tape.operands {
    if case .row(let bank, _) = operand { banks.insert(bank) }
  }
  return banks.sorted()
}

/// Writes one tape.
private struct NativeTapeWriter {
  private let tape: Tape
  private let name: String
  private let chunkSize: Int
  private let bankIndex: [Int: Int]
  private let flow: TapeFlow
  private var text = ""
  private(set) var scratchCount = 0
  /// Where values wait that outlive their function.
  private var scratchSlot: [Int: Int] = [:]

  init(_ tape: Tape, name: String, chunkSize: Int) {
    self.tape = tape
    self.name = name
    self.chunkSize = chunkSize
    bankIndex = Dictionary(
      uniqueKeysWithValues: nativeBanks(of: tape).enumerated().map { ($1, $0) })
    flow = TapeFlow(tape)
  }

  mutating func write() -> String {
    let chunks = flow.chunks(of: chunkSize)
    assignScratch(chunks)
    for (index, chunk) in chunks.enumerated() { write(chunk, index) }
    let count = max(1, bankIndex.count)
    text += "void \(name)(char *const *banks, const long *strides, V *s, long first, long end) {\n"
    text += "  for (long i = first; i < end; i++)\n    for (long part = 0; part < 64; part += WIDTH) {\n"
    text += "      char *b[\(count)];\n"
    text += "      for (long k = 0; k < \(bankIndex.count); k++) b[k] = banks[k] + i * strides[k] + part;\n"
    for index in chunks.indices { text += "      \(name)_\(index)(b, s);\n" }
    text += "    }\n}\n"
    return text
  }

  private mutating func assignScratch(_ chunks: [Range<Int>]) {
    // Slots become free at the start of the function after their last use.
    var free: [Int] = []
    var releases: [[Int]] = Array(repeating: [], count: chunks.count + 1)
    let chunkOf = chunks.enumerated().flatMap { Array(repeating: $0, count: $1.count) }
    for (index, chunk) in chunks.enumerated() {
      free += releases[index]
      for instruction in chunk {
        let value = flow.made[instruction]
        guard case .temporary = flow.values[value].home, let last = flow.values[value].lastUse,
          last >= chunk.upperBound
        else { continue }
        let slot = free.popLast() ?? scratchCount
        scratchCount = max(scratchCount, slot + 1)
        scratchSlot[value] = slot
        releases[chunkOf[last] + 1].append(slot)
      }
    }
  }

  private mutating func write(_ chunk: Range<Int>, _ index: Int) {
    var body = ""
    var banks: Set<Int> = []
    // The last local that holds a value, and the statement that read it last: a value read long ago is
    // read again, which costs less than a register.
    var locals: [Int: (name: String, use: Int)] = [:]
    var lastWrite: [Tape.Operand: Int] = [:]
    for instruction in chunk { lastWrite[flow.values[flow.made[instruction]].home] = instruction }
    var loadCount = 0

    func place(_ value: Int) -> String {
      if let slot = scratchSlot[value] { return "s[\(slot)]" }
      guard case .row(let bank, let row) = flow.values[value].home, let pointer = bankIndex[bank] else {
        preconditionFailure("a temporary has no place")
      }
      banks.insert(pointer)
      return "ROW(b\(pointer), \(row))"
    }
    for instruction in chunk {
      let operation = tape.instructions[instruction].operation
      let operands = flow.sources[instruction].map { value -> String in
        if let local = locals[value],
          flow.values[value].definition.map(chunk.contains) ?? false
            || instruction - local.use <= 24
        {
          locals[value]?.use = instruction
          return local.name
        }
        let local = "l\(loadCount)"
        loadCount += 1
        body += " V \(local) = \(place(value));\n"
        locals[value] = (local, instruction)
        return local
      }
      let value = flow.made[instruction]
      let local = "x\(instruction)"
      body += " V \(local) = \(nativeExpression(operation, operands));\n"
      locals[value] = (local, instruction)
      let home = flow.values[value].home
      if case .row = home, lastWrite[home] == instruction { body += " \(place(value)) = \(local);\n" }
      if scratchSlot[value] != nil { body += " \(place(value)) = \(local);\n" }
    }
    text += "static __attribute__((noinline)) void \(name)_\(index)(char *const *b, V *s) {\n"
    for bank in banks.sorted() { text += " char *b\(bank) = b[\(bank)];\n" }
    text += body + "}\n"
  }
}

/// One operation as an expression over local names.
private func nativeExpression(_ operation: Operation, _ x: [String]) -> String {
  let symbol: String
  switch operation {
  case .copy: return x[0]
  case .add: return "\(x[0]) + \(x[1])"
  case .subtract: return "\(x[0]) - \(x[1])"
  case .multiply: return "\(x[0]) * \(x[1])"
  case .divide: return "\(x[0]) / \(x[1])"
  case .negate: return "-\(x[0])"
  case .multiplyAdd: return "FMA(\(x[0]), \(x[1]), \(x[2]))"
  case .multiplySubtract: return "FMA(\(x[0]), \(x[1]), -\(x[2]))"
  case .negativeMultiplyAdd: return "FMA(-\(x[0]), \(x[1]), \(x[2]))"
  case .less: return "TRUTH(\(x[0]) < \(x[1]))"
  case .lessEqual: return "TRUTH(\(x[0]) <= \(x[1]))"
  case .equal: return "TRUTH(\(x[0]) == \(x[1]))"
  case .notEqual: return "TRUTH(\(x[0]) != \(x[1]))"
  case .and: return "TRUTH((\(x[0]) != ZERO) & (\(x[1]) != ZERO))"
  case .or: return "TRUTH((\(x[0]) != ZERO) | (\(x[1]) != ZERO))"
  case .not: return "TRUTH(\(x[0]) == ZERO)"
  case .select: return "CHOOSE(\(x[0]) != ZERO, \(x[1]), \(x[2]))"
  case .absolute: symbol = "ABSOLUTE"
  case .squareRoot: symbol = "SQRT"
  case .floor: symbol = "FLOOR"
  case .ceil: symbol = "CEIL"
  case .minimum: symbol = "MINIMUM"
  case .maximum: symbol = "MAXIMUM"
  case .remainder: symbol = "remainder_"
  case .power: symbol = "power_"
  case .factorial: return "gamma_(\(x[0]) + ONE)"
  case .exp: symbol = "exp_"
  case .log: symbol = "log_"
  case .log10: symbol = "log10_"
  case .sin: symbol = "sin_"
  case .cos: symbol = "cos_"
  case .tan: symbol = "tan_"
  case .asin: symbol = "asin_"
  case .acos: symbol = "acos_"
  case .atan: symbol = "atan_"
  case .sinh: symbol = "sinh_"
  case .cosh: symbol = "cosh_"
  case .tanh: symbol = "tanh_"
  case .asinh: symbol = "asinh_"
  case .acosh: symbol = "acosh_"
  case .atanh: symbol = "atanh_"
  }
  return "\(symbol)(\(x.joined(separator: ", ")))"
}
