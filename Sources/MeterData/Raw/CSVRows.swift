package import Files

/// Parses the rows of a table: one column of times and one of numbers.
///
/// An empty cell, "nan", "NA", "null" and the like are missing values: NaN.
struct CSVRows: SampleRows {
  private let separator: UInt8
  private let point: UInt8
  private let timeColumn: Int
  private let valueColumn: Int
  private let lastColumn: Int
  /// Cells in a row.
  private let width: Int
  private let valueName: String
  private let timeForm: CSVLayout.TimeForm
  private var clock: LocalClock
  private var linesToSkip: Int

  init(_ layout: CSVLayout, column: Int, zone: TimeZoneRules) {
    separator = layout.separator
    point = layout.decimalPoint
    timeColumn = layout.timeColumn
    valueColumn = column
    lastColumn = max(layout.timeColumn, column)
    width = layout.columns.count
    valueName = layout.columns.indices.contains(column) ? layout.columns[column] : "value"
    timeForm = layout.timeForm
    clock = LocalClock(zone)
    linesToSkip = layout.headerLines
  }

  mutating func parse(
    _ lines: ArraySlice<UInt8>, into block: inout SampleBlock
  ) throws(RowFault) {
    var cursor = ByteCursor(lines)
    var line = 0
    while !cursor.isAtEnd {
      if linesToSkip > 0 {
        linesToSkip -= 1
      } else {
        _ = cursor.byte == ByteCursor.tab ? false : cursor.skipBlanks()
        if !cursor.isAtLineEnd {
          let (time, value) = try row(&cursor, line)
          block.times.append(time)
          block.values.append(value)
        }
      }
      cursor.skipLine()
      line += 1
    }
  }

  @inline(__always)
  private mutating func row(
    _ cursor: inout ByteCursor, _ line: Int
  ) throws(RowFault) -> (Int64, Float) {
    var time: Int64 = 0
    var value: Float = .nan
    for column in 0...lastColumn {
      if column > 0 {
        guard cursor.byte == separator else { throw missing(column, line) }
        cursor.advance()
      }
      if column == timeColumn {
        time = try self.time(&cursor, line)
      } else if column == valueColumn {
        value = try self.value(&cursor, line)
      } else {
        guard cursor.skipCell(separator) else { throw openQuote(line) }
      }
    }
    if width != lastColumn + 1 || !cursor.isAtLineEnd { try requireWidth(&cursor, line) }
    return (time, value)
  }

  /// Goes to the row's end: with a cell too many or too few, numbers stand in the wrong columns.
  private func requireWidth(_ cursor: inout ByteCursor, _ line: Int) throws(RowFault) {
    guard let cells = cursor.countCells(separator, from: lastColumn + 1, width: width) else {
      throw openQuote(line)
    }
    if cells < width { throw missing(cells, line) }
    guard cells > width else { return }
    let hint = separator == UInt8(ascii: ",") ? "; perhaps numbers have decimal commas" : ""
    throw RowFault(line: line, reason: "the line has \(cells) cells and needs \(width)\(hint)")
  }

  @inline(__always)
  private mutating func time(_ cursor: inout ByteCursor, _ line: Int) throws(RowFault) -> Int64 {
    let isQuoted = cursor.openCell(separator)
    let start = cursor.position
    switch timeForm {
    case .epoch(let decimals):
      if let number = cursor.number(point: point), cursor.closeCell(separator, isQuoted: isQuoted),
        let time = number.scaled(by: 9 - decimals)
      {
        return time
      }
    case .iso:
      cursor.skip(to: isQuoted ? ByteCursor.quote : separator)
      if let time = clock.time(cursor.bytes(from: start).trimmingBlanks()),
        cursor.closeCell(separator, isQuoted: isQuoted)
      {
        return time
      }
    }
    cursor.skip(to: separator)
    throw RowFault(line: line, reason: "\"\(cursor.text(from: start))\" is no time")
  }

  @inline(__always)
  private func value(_ cursor: inout ByteCursor, _ line: Int) throws(RowFault) -> Float {
    let isQuoted = cursor.openCell(separator)
    let start = cursor.position
    if let number = cursor.number(point: point), cursor.closeCell(separator, isQuoted: isQuoted) {
      return Float(number.value)
    }
    // A point is understood too where a comma is the usual sign, and so are exponents.
    cursor.skip(to: isQuoted ? ByteCursor.quote : separator)
    if let value = SpelledNumber.value(cursor, from: start),
      cursor.closeCell(separator, isQuoted: isQuoted)
    {
      return value
    }
    throw RowFault(
      line: line,
      reason: "\"\(cursor.text(from: start))\" in the column \(valueName) is no number")
  }

  private func openQuote(_ line: Int) -> RowFault {
    RowFault(line: line, reason: "a quoted cell does not end before the next one")
  }

  private func missing(_ column: Int, _ line: Int) -> RowFault {
    RowFault(
      line: line,
      reason: "the line has \(column == 1 ? "one cell" : "\(column) cells") and needs "
        + "\(width); perhaps the file was cut short")
  }
}

/// Local times of a series to moments, fast on days whose offset does not change.
package struct LocalClock: Sendable {
  private let zone: TimeZoneRules
  private var day: Int64 = .min
  private var offset: Int64?
  private var previous: Int64 = .min

  package init(_ zone: TimeZoneRules) { self.zone = zone }

  /// Nanoseconds UTC of a text, or nil where it names no moment.
  ///
  /// In the hour that clocks show twice, times that would go back belong to its second pass.
  mutating func time(_ bytes: ArraySlice<UInt8>) -> Int64? {
    ISOTime.written(bytes).flatMap { time($0) }
  }

  /// Nanoseconds UTC of what a text says.
  package mutating func time(_ written: ISOTime.Written) -> Int64? {
    let seconds = written.offset.map { written.seconds - Int64($0) } ?? utc(written.seconds)
    previous = seconds
    return ISOTime.nanoseconds(seconds, written.fraction)
  }

  private mutating func utc(_ local: Int64) -> Int64 {
    let today = local.flooredDivision(by: 86_400)
    if today != day {
      day = today
      offset = zone.steadyOffset(ofDay: Int(today)).map(Int64.init)
    }
    if let offset { return local - offset }
    return zone.utc(ofLocal: local, notBefore: previous)
  }
}
