/// A place in a text file, printed `file:line:column`.
package struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
  /// File name as the user gave it.
  package let file: String
  /// Line, from 1; 0 when the file as a whole is meant.
  package let line: Int
  /// Column in characters, from 1; 0 when the line as a whole is meant.
  package let column: Int

  package init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String {
    if line == 0 { return file }
    return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
  }
}
