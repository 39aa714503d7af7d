import CNetCDF
import Synchronization

/// A NetCDF-4 file. The only file that touches the C library, hence unsafe inside: it takes addresses and
/// lengths, which stand here beside the arrays that they come from. Callers see neither.
///
/// Define dimensions, variables and attributes, call `endDefinitions`, then write blocks of any variable in
/// any order, then `close`. A file that is not closed is discarded by the library when it can and must not
/// be trusted: write to a name beside the target and rename after `close` has returned.
package struct NetCDFFile: ~Copyable {
  package struct Dimension: Sendable, Hashable {
    fileprivate let id: Int32
    package let length: Int
  }

  package struct Variable: Sendable, Hashable {
    fileprivate let id: Int32
    package let name: String
    package let dimensions: [Dimension]

    fileprivate init(id: Int32, name: String, dimensions: [Dimension]) {
      self.id = id
      self.name = name
      self.dimensions = dimensions
    }
  }

  package enum ElementType: Sendable {
    case double, int, text
  }

  /// The library keeps global state and is not made for threads: one call at a time in the process.
  private static let library = Mutex(())

  private static func locked(_ call: () -> Int32) -> Int32 {
    library.withLock { _ in
      speciosa_tame_hdf5()
      return call()
    }
  }

  private let path: String
  private let id: Int32
  private var isOpen = true

  private init(path: String, id: Int32) {
    self.path = path
    self.id = id
  }

  deinit { if isOpen { _ = Self.locked { nc_abort(id) } } }

  /// Makes an empty file; an existing one is replaced.
  package static func create(_ path: String) throws(StoreError) -> NetCDFFile {
    var id: Int32 = 0
    let code = locked { unsafe nc_create(path, NC_NETCDF4 | NC_CLOBBER, &id) }
    try check(code, "create", path)
    return NetCDFFile(path: path, id: id)
  }

  /// Opens a file to read from it.
  package static func open(_ path: String) throws(StoreError) -> NetCDFFile {
    var id: Int32 = 0
    let code = locked { unsafe nc_open(path, NC_NOWRITE, &id) }
    try check(code, "open", path)
    return NetCDFFile(path: path, id: id)
  }

  // MARK: Definitions

  package func defineDimension(_ name: String, length: Int) throws(StoreError) -> Dimension {
    precondition(length > 0, "a dimension of length 0 would grow")
    var dimension: Int32 = 0
    let code = Self.locked { unsafe nc_def_dim(id, name, length, &dimension) }
    try check(code, "define dimension \(name) in")
    return Dimension(id: dimension, length: length)
  }

  /// Values are not compressed: trajectories shrink by a third at most, for a tenth of a run's time.
  ///
  /// - Parameter chunk: Shape of the pieces in which values lie in the file; nil for one piece.
  package func defineVariable(
    _ name: String, _ type: ElementType, _ dimensions: [Dimension], chunk: [Int]? = nil
  ) throws(StoreError) -> Variable {
    var variable: Int32 = 0
    let elementType =
      switch type {
      case .double: NC_DOUBLE
      case .int: NC_INT
      case .text: NC_STRING
      }
    let code = Self.locked {
      var code = unsafe nc_def_var(
        id, name, nc_type(elementType), Int32(dimensions.count), dimensions.map(\.id), &variable)
      if code == NC_NOERR, let chunk {
        precondition(chunk.count == dimensions.count && chunk.allSatisfy { $0 > 0 })
        code = unsafe nc_def_var_chunking(id, variable, NC_CHUNKED, chunk)
      }
      if code == NC_NOERR, type == .double {
        var fill = Double.nan
        code = unsafe nc_def_var_fill(id, variable, NC_FILL, &fill)
      }
      return code
    }
    try check(code, "define variable \(name) in")
    return Variable(id: variable, name: name, dimensions: dimensions)
  }

  /// Sets a text attribute of a variable, or of the file where `variable` is nil.
  package func setAttribute(_ name: String, _ text: String, of variable: Variable? = nil) throws(StoreError) {
    // The library refuses empty text attributes in some versions; absent says the same.
    guard !text.isEmpty else { return }
    let code = Self.locked {
      unsafe nc_put_att_text(id, variable?.id ?? NC_GLOBAL, name, text.utf8.count, text)
    }
    try check(code, "write attribute \(name) to")
  }

  package func endDefinitions() throws(StoreError) {
    let code = Self.locked { nc_enddef(id) }
    try check(code, "write")
  }

  // MARK: Values

  /// Writes a box of a variable: `start` and `count` give one number a dimension, last dimension fastest.
  package func write(
    _ values: [Double], to variable: Variable, start: [Int], count: [Int]
  ) throws(StoreError) {
    checkBox(variable, start: start, count: count, valueCount: values.count)
    let code = Self.locked { unsafe nc_put_vara_double(id, variable.id, start, count, values) }
    try check(code, "write")
  }

  package func write(_ values: [Int32], to variable: Variable, start: [Int], count: [Int]) throws(StoreError)
  {
    checkBox(variable, start: start, count: count, valueCount: values.count)
    let code = Self.locked { unsafe nc_put_vara_int(id, variable.id, start, count, values) }
    try check(code, "write")
  }

  /// Writes all texts of a variable with one dimension.
  package func write(_ texts: [String], to variable: Variable) throws(StoreError) {
    checkBox(variable, start: [0], count: [texts.count], valueCount: texts.count)
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes.append(contentsOf: text.utf8.map { CChar(bitPattern: $0) })
      bytes.append(0)
    }
    let code = Self.locked {
      unsafe bytes.withUnsafeBufferPointer { buffer in
        var pointers = unsafe starts.map { start in unsafe buffer.baseAddress.map { unsafe $0 + start } }
        return unsafe nc_put_vara_string(id, variable.id, [0], [texts.count], &pointers)
      }
    }
    try check(code, "write")
  }

  /// Reads a box of a variable.
  package func read(_ variable: Variable, start: [Int], count: [Int]) throws(StoreError) -> [Double] {
    var values = [Double](repeating: .nan, count: count.reduce(1, *))
    checkBox(variable, start: start, count: count, valueCount: values.count)
    let code = Self.locked { unsafe nc_get_vara_double(id, variable.id, start, count, &values) }
    try check(code, "read")
    return values
  }

  /// The variable of a name, with the lengths of its dimensions.
  package func variable(_ name: String) throws(StoreError) -> Variable {
    var variable: Int32 = 0
    var dimensions: [Dimension] = []
    let code = Self.locked {
      var count: Int32 = 0
      var code = unsafe nc_inq_varid(id, name, &variable)
      if code == NC_NOERR { code = unsafe nc_inq_varndims(id, variable, &count) }
      var ids = [Int32](repeating: 0, count: Int(max(1, count)))
      if code == NC_NOERR { code = unsafe nc_inq_vardimid(id, variable, &ids) }
      for dimension in ids.prefix(Int(count)) where code == NC_NOERR {
        var length = 0
        code = unsafe nc_inq_dimlen(id, dimension, &length)
        dimensions.append(Dimension(id: dimension, length: length))
      }
      return code
    }
    try check(code, "find variable \(name) in")
    return Variable(id: variable, name: name, dimensions: dimensions)
  }

  /// Brings everything to the disk. A full disk may only show here.
  package consuming func close() throws(StoreError) {
    isOpen = false
    let code = Self.locked { nc_close(id) }
    try check(code, "write")
  }

  // MARK: Checks

  private func checkBox(_ variable: Variable, start: [Int], count: [Int], valueCount: Int) {
    precondition(start.count == variable.dimensions.count && count.count == start.count)
    for (dimension, (first, length)) in zip(variable.dimensions, zip(start, count)) {
      precondition(
        first >= 0 && length > 0 && first + length <= dimension.length, "box outside \(variable.name)")
    }
    precondition(valueCount == count.reduce(1, *), "\(variable.name): values do not fill the box")
  }

  private func check(_ code: Int32, _ action: String) throws(StoreError) {
    try Self.check(code, action, path)
  }

  private static func check(_ code: Int32, _ action: String, _ path: String) throws(StoreError) {
    guard code != NC_NOERR else { return }
    // Positive codes are errno; HDF5 folds all troubles with the disk into one code of its own.
    let reason =
      if code > 0 {
        StoreError.reason(code: code)
      } else if code == NC_EHDFERR {
        "the NetCDF library could not \(action == "read" || action == "open" ? "read" : "write") it; where the disk is full, free some "
          + "space and give the same command again, finished blocks are kept"
      } else {
        unsafe String(cString: nc_strerror(code))
      }
    throw StoreError("cannot \(action) '\(path)': \(reason)", kind: .failed)
  }
}
