/// Parses the lines of UK-DALE's `.dat` files: UNIX seconds, a blank, one value or several.
///
/// Only one of the values is taken; what follows it on the line is not looked at.
struct DatRows: SampleRows {
  /// The place of the value after the time, from 0.
  let column: Int

  func parse(
    _ lines: ArraySlice<UInt8>, into block: inout SampleBlock
  ) throws(RowFault) {
    var cursor = ByteCursor(lines)
    var line = 0
    while !cursor.isAtEnd {
      _ = cursor.skipBlanks()
      if !cursor.isAtLineEnd {
        block.times.append(try time(&cursor, line))
        block.values.append(try value(&cursor, line))
      }
      cursor.skipLine()
      line += 1
    }
  }

  @inline(__always)
  private func time(_ cursor: inout ByteCursor, _ line: Int) throws(RowFault) -> Int64 {
    let start = cursor.position
    guard let seconds = cursor.number(), let time = seconds.scaled(by: 9) else {
      cursor.skip(to: ByteCursor.blank)
      throw RowFault(
        line: line, reason: "\"\(cursor.text(from: start))\" is no time in UNIX seconds")
    }
    return time
  }

  @inline(__always)
  private func value(_ cursor: inout ByteCursor, _ line: Int) throws(RowFault) -> Float {
    for index in 0...column {
      guard cursor.skipBlanks(), !cursor.isAtLineEnd else { throw missing(cursor, index, line) }
      let start = cursor.position
      guard let number = cursor.number(), endsCell(cursor) else {
        cursor.skip(to: ByteCursor.blank)
        guard let value = SpelledNumber.value(cursor, from: start) else {
          throw RowFault(line: line, reason: "\"\(cursor.text(from: start))\" is no number")
        }
        if index == column { return value }
        continue
      }
      if index == column { return Float(number.value) }
    }
    return .nan
  }

  @inline(__always)
  private func endsCell(_ cursor: ByteCursor) -> Bool {
    cursor.isAtLineEnd || cursor.byte == ByteCursor.blank || cursor.byte == ByteCursor.tab
  }

  private func missing(_ cursor: ByteCursor, _ index: Int, _ line: Int) -> RowFault {
    RowFault(
      line: line,
      reason: cursor.isAtLineEnd
        ? "the line has \(index) of \(column + 1) values; perhaps the file was cut short"
        : "a blank is missing after the time")
  }
}

/// Numbers in other spellings: exponents, "nan", and what spreadsheets put where nothing is.
enum SpelledNumber {
  static func value(_ cursor: ByteCursor, from start: Int) -> Float? {
    value(String(decoding: cursor.bytes(from: start).prefix(64), as: UTF8.self))
  }

  /// The number, NaN for a missing one, or nil for another text.
  static func value(_ text: String) -> Float? { double(text).map { Float($0) } }

  /// The same to a Double's precision; a point is understood too where another sign is usual.
  static func double(_ text: String, point: UInt8 = ByteCursor.dot) -> Double? {
    let trimmed = text.split { $0.isWhitespace }.joined(separator: " ").lowercased()
    if isMissing(trimmed) { return .nan }
    let comma = UInt8(ascii: ",")
    let spelled =
      point == comma ? String(trimmed.map { $0 == "," ? "." : $0 }) : trimmed
    guard let value = Double(spelled), value.isFinite else { return nil }
    return value
  }

  private static func isMissing(_ text: String) -> Bool {
    ["", "nan", "na", "n/a", "null", "none", "-", "unknown", "unavailable"].contains(text)
  }
}
