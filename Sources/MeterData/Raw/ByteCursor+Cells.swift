/// Cells of a table, between a separator and the next.
extension ByteCursor {
  /// Goes to where the cell's text begins; true where that is quoted.
  @inline(__always)
  mutating func openCell(_ separator: UInt8) -> Bool {
    if separator != ByteCursor.tab { _ = skipBlanks() }
    guard byte == ByteCursor.quote else { return false }
    advance()
    return true
  }

  /// Goes to the separator or the line's end; false where the cell does not end here.
  @inline(__always)
  mutating func closeCell(_ separator: UInt8, isQuoted: Bool) -> Bool {
    if isQuoted {
      guard byte == ByteCursor.quote else { return false }
      advance()
    }
    if separator != ByteCursor.tab { _ = skipBlanks() }
    return byte == separator || isAtLineEnd
  }

  /// Goes past a cell; false where its quote does not end before the next one.
  mutating func skipCell(_ separator: UInt8) -> Bool {
    let isQuoted = openCell(separator)
    skip(to: isQuoted ? ByteCursor.quote : separator)
    return closeCell(separator, isQuoted: isQuoted)
  }

  /// Goes to the row's end; a separator may end the line.
  ///
  /// - Parameters:
  ///   - separator: Between cells.
  ///   - count: Cells that were read.
  ///   - width: Cells that a row has.
  /// - Returns: Cells of the row, or nil where one of them is quoted and does not end.
  mutating func countCells(_ separator: UInt8, from count: Int, width: Int) -> Int? {
    var cells = count
    while !isAtLineEnd {
      advance()
      if cells == width, isAtLineEnd { return cells }
      guard skipCell(separator) else { return nil }
      cells += 1
    }
    return cells
  }
}

extension ArraySlice<UInt8> {
  /// Without blanks, tabs and carriage returns at its end.
  func trimmingBlanks() -> ArraySlice<UInt8> {
    var rest = self
    while let last = rest.last, last == 32 || last == 9 || last == 13 { rest = rest.dropLast() }
    return rest
  }
}
