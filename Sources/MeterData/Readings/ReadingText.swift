/// A person's table of readings that is all in memory.
package struct ReadingText: Sendable {
  /// All rows.
  package private(set) var rows = ReadingBlock()
  /// What the column's name says of its unit, "kW"; nil where it names none.
  package let unit: String?
  /// The name of the column of readings: "column 2" without a header.
  package let powerColumn: String
  /// What was taken for granted: sentences without a full stop.
  package let notes: [String]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - choice: Its columns and their clock.
  ///   - limit: Rows that it may have; of more, one stretch more than that is read and no further.
  /// - Throws: `ReadingFault` with the line, counted from 0, and the column.
  package init(
    _ bytes: [UInt8], _ choice: ReadingChoice, limit: Int = .max
  ) throws(ReadingFault) {
    try ReadingText.requireText(bytes[...])
    var parser = ReadingParser(choice)
    var place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 0
    while place < bytes.count, rows.count <= limit {
      let end = ReadingText.stretch(of: bytes, from: place)
      do throws(ReadingFault) {
        try parser.parse(bytes[place..<end], into: &rows)
      } catch {
        throw ReadingFault(
          line: line + error.line, column: error.column, reason: error.reason,
          remedy: error.remedy)
      }
      line += bytes[place..<end].lazy.filter { $0 == ByteCursor.newline }.count
      place = end
    }
    guard rows.count > 0, let columns = parser.columns else {
      throw ReadingFault(line: line, reason: "the table \(parser.emptiness)", remedy: nil)
    }
    unit = columns.unit
    powerColumn = columns.names[columns.power]
    notes = parser.notes(of: "the table")
  }

  /// Where the whole lines end that are read at once.
  private static func stretch(of bytes: [UInt8], from place: Int) -> Int {
    let aim = min(place + (1 << 18), bytes.count)
    return bytes[aim...].firstIndex(of: ByteCursor.newline).map { $0 + 1 } ?? bytes.count
  }

  private static func requireText(_ start: ArraySlice<UInt8>) throws(ReadingFault) {
    if let kind = ForeignFormat(of: start) {
      throw ReadingFault(reason: "the body \(kind.name), not a CSV table")
    }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      throw ReadingFault(reason: "the text is UTF-16", remedy: "Send it as UTF-8.")
    }
  }
}
