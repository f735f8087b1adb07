/// Reads a table of text with commas, semicolons or tabs between its cells (RFC 4180).
///
/// A quoted cell may hold separators and doubled quotes, but must end on its line.
package struct CSVReader: ~Copyable {
  private var lines: LineReader
  private var separator: UInt8?
  /// The number of the row read last, from 1.
  package private(set) var line = 0

  /// As the file was opened.
  package var path: String { lines.path }

  /// Opens a table; without a separator the first line decides.
  package init(path: String, separator: UInt8? = nil) throws(FilesError) {
    lines = try LineReader(path: path)
    self.separator = separator
  }

  /// The cells of the next row that is not blank; nil at the end.
  ///
  /// - Throws: `FilesError` where reading fails or a quote stays open.
  package mutating func next() throws(FilesError) -> [String]? {
    while let (text, number) = try lines.nextLine() {
      line = number
      if text.allSatisfy(\.isWhitespace) { continue }
      let separator = separator ?? CSVReader.separator(of: Array(text.utf8))
      self.separator = separator
      guard let cells = CSVReader.cells(of: text, separator: separator) else {
        throw FilesError(
          status: .badData, attempt: "read", path: "\(path), line \(line)",
          reason: "a quoted cell does not end on its line")
      }
      return cells
    }
    return nil
  }

  /// The separator that a first line uses: a tab before a semicolon before a comma.
  package static func separator(of line: some Sequence<UInt8>) -> UInt8 {
    var found: Set<UInt8> = []
    var isQuoted = false
    for byte in line {
      if byte == quote { isQuoted.toggle() }
      if !isQuoted { found.insert(byte) }
    }
    let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    return candidates.first { found.contains($0) } ?? UInt8(ascii: ",")
  }

  /// The cells of one line, without the blanks around them; nil where a quote stays open.
  package static func cells(of line: String, separator: UInt8) -> [String]? {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    for byte in line.utf8 {
      switch byte {
      case quote:
        if !isQuoted, wasQuoted { cell.append(quote) }  // a doubled quote
        isQuoted.toggle()
        wasQuoted = true
      case separator where !isQuoted:
        cells.append(trimmed(cell))
        cell = []
        wasQuoted = false
      default:
        cell.append(byte)
      }
    }
    return isQuoted ? nil : cells + [trimmed(cell)]
  }

  private static let quote = UInt8(ascii: "\"")

  private static func trimmed(_ cell: [UInt8]) -> String {
    let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 13 }
    guard let start = cell.firstIndex(where: { !isBlank($0) }),
      let end = cell.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(decoding: cell[start...end], as: UTF8.self)
  }
}

@available(*, unavailable)
extension CSVReader: Sendable {}
