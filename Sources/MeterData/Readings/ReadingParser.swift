import Files

/// Reads rows of a time and a number from lines of text, whatever lines they come with.
///
/// The first line that is neither blank nor a remark ("#") decides: names of columns, or numbers.
struct ReadingParser {
  /// The columns, once a line was read.
  private(set) var columns: ReadingColumns?
  /// Rows read.
  private(set) var rows = 0
  /// Whether times carry their offset; nil until a time of a clock was read.
  var hasOffsets: Bool? { clock.hasOffsets }
  /// The line of the first row, and how its times are written; nil before.
  private var form: CSVLayout.TimeForm?
  private let choice: ReadingChoice
  private var separator = UInt8(ascii: ",")
  private var point = ByteCursor.dot
  private var clock: ReadingClock
  private var last = Int64.min
  /// The column that is being read.
  private var column: Int?

  init(_ choice: ReadingChoice) {
    self.choice = choice
    clock = ReadingClock(choice.zone)
  }

  /// Appends the rows of whole lines to the block.
  ///
  /// - Throws: `ReadingFault` with the line, counted from 0 in what was given.
  mutating func parse(
    _ lines: ArraySlice<UInt8>, into block: inout ReadingBlock
  ) throws(ReadingFault) {
    var cursor = ByteCursor(lines)
    var line = 0
    while !cursor.isAtEnd {
      do throws(ReadingFault) {
        try parseLine(&cursor, &block)
      } catch {
        throw ReadingFault(
          line: line, column: column, reason: error.reason, remedy: error.remedy)
      }
      cursor.skipLine()
      line += 1
    }
  }

  @inline(__always)
  private mutating func parseLine(
    _ cursor: inout ByteCursor, _ block: inout ReadingBlock
  ) throws(ReadingFault) {
    if cursor.byte != ByteCursor.tab { _ = cursor.skipBlanks() }
    if cursor.isAtLineEnd || (rows == 0 && cursor.byte == UInt8(ascii: "#")) { return }
    guard let columns else {
      if try takeHead(cursor) { return }
      return try parseLine(&cursor, &block)
    }
    try row(&cursor, columns, &block)
    rows += 1
  }

  /// Learns the columns from the first line; false where it is a row already.
  private mutating func takeHead(_ cursor: ByteCursor) throws(ReadingFault) -> Bool {
    var end = cursor
    end.skip(to: ByteCursor.newline)
    let bytes = end.bytes(from: cursor.position)
    separator = CSVReader.separator(of: bytes)
    if separator != UInt8(ascii: ",") { point = UInt8(ascii: ",") }
    guard
      let cells = CSVReader.cells(
        of: String(decoding: bytes, as: UTF8.self), separator: separator)
    else { throw ReadingFault(reason: "a quoted cell does not end on its line") }
    let isHeader = cells.allSatisfy { cell in
      SpelledNumber.double(cell, point: point) == nil && ISOTime.parse(cell, in: .utc) == nil
        || cell.isEmpty
    }
    columns =
      isHeader
      ? try ReadingColumns(header: cells, choice)
      : try ReadingColumns(cells: cells.count, choice)
    return isHeader
  }

  @inline(__always)
  private mutating func row(
    _ cursor: inout ByteCursor, _ columns: ReadingColumns, _ block: inout ReadingBlock
  ) throws(ReadingFault) {
    let end = max(columns.time, columns.power, columns.doubt ?? 0)
    var isDoubtful = false
    for column in 0...end {
      self.column = column
      if column > 0 {
        guard cursor.byte == separator else { throw tooShort(column, columns) }
        cursor.advance()
      }
      if column == columns.time {
        try time(&cursor, &block)
      } else if column == columns.power {
        block.values.append(try value(&cursor, columns))
      } else if column == columns.doubt {
        isDoubtful = try doubts(&cursor)
      } else {
        guard cursor.skipCell(separator) else { throw openQuote }
      }
    }
    column = nil
    if isDoubtful { block.values[block.values.count - 1] = .nan }
    if columns.names.count != end + 1 || !cursor.isAtLineEnd {
      try requireWidth(&cursor, from: end + 1, columns)
    }
  }

  @inline(__always)
  private mutating func time(
    _ cursor: inout ByteCursor, _ block: inout ReadingBlock
  ) throws(ReadingFault) {
    let isQuoted = cursor.openCell(separator)
    let start = cursor.position
    cursor.skip(to: isQuoted ? ByteCursor.quote : separator)
    let text = cursor.bytes(from: start).trimmingBlanks()
    if form == nil { form = try ReadingParser.form(of: text, point: point) }
    let moment: Int64?
    switch form {
    case .epoch(let decimals):
      var number = ByteCursor(text)
      moment = number.number(point: point)?.scaled(by: 9 - decimals)
      guard number.isAtEnd else { throw noTime(text) }
    case .iso, nil: moment = try clock.time(text)
    }
    guard cursor.closeCell(separator, isQuoted: isQuoted) else { throw noTime(text) }
    guard let moment, moment > TimeOrder.earliest, moment < TimeOrder.latest else {
      throw isTime(text) ? outOfYears(text) : noTime(text)
    }
    guard moment >= last else { throw outOfOrder(text) }
    last = moment
    block.times.append(moment)
    block.texts.append(text, mayHoldCommas: isQuoted || separator != UInt8(ascii: ","))
  }

  /// What the first row's time says of all of them.
  private static func form(
    of text: ArraySlice<UInt8>, point: UInt8
  ) throws(ReadingFault) -> CSVLayout.TimeForm {
    let spelled = String(decoding: text, as: UTF8.self)
    if let number = SpelledNumber.double(spelled, point: point), number.isFinite {
      return .epoch(decimals: CSVLayout.magnitude(number))
    }
    if ISOTime.written(text) != nil { return .iso }
    throw ReadingFault(
      reason: "\"\(spelled.prefix(40))\" is no time",
      remedy: "Write 2013-06-03T06:00:00Z, 2013-06-03 06:00:00 or UNIX seconds.")
  }

  @inline(__always)
  private func value(
    _ cursor: inout ByteCursor, _ columns: ReadingColumns
  ) throws(ReadingFault) -> Double {
    let isQuoted = cursor.openCell(separator)
    let start = cursor.position
    if let number = cursor.number(point: point), cursor.closeCell(separator, isQuoted: isQuoted) {
      return number.value
    }
    cursor.skip(to: isQuoted ? ByteCursor.quote : separator)
    let text = cursor.bytes(from: start).trimmingBlanks()
    if let value = SpelledNumber.double(String(decoding: text, as: UTF8.self), point: point),
      cursor.closeCell(separator, isQuoted: isQuoted)
    {
      return value
    }
    throw ReadingFault(
      reason: "\"\(String(decoding: text.prefix(40), as: UTF8.self))\" in the column "
        + "\(columns.names[columns.power]) is no number",
      remedy: "An empty cell or NaN stands for a missing value.")
  }
}

// What is said of the table as a whole.
extension ReadingParser {
  /// What was taken for granted, by the table's name: sentences without a full stop.
  func notes(of name: String) -> [String] {
    guard let columns else { return [] }
    var notes: [String] = []
    if !columns.hasHeader {
      notes.append(
        "\(name) has no header: \(columns.names[columns.time]) was read as times, "
          + "\(columns.names[columns.power]) as readings")
    }
    if hasOffsets == false {
      notes.append("times without an offset were read on the clock of \(choice.zone.name)")
    }
    return notes
  }

  /// Why there is nothing to read.
  var emptiness: String { columns == nil ? "is empty" : "has a header and no rows" }
}

// Words beside the numbers.
extension ReadingParser {
  /// Whether the cell has one of the words that take the row's number away.
  private func doubts(_ cursor: inout ByteCursor) throws(ReadingFault) -> Bool {
    let isQuoted = cursor.openCell(separator)
    let start = cursor.position
    cursor.skip(to: isQuoted ? ByteCursor.quote : separator)
    let word = cursor.bytes(from: start).trimmingBlanks()
    guard cursor.closeCell(separator, isQuoted: isQuoted) else { throw openQuote }
    return choice.doubts?.words.contains { word.elementsEqual($0.utf8) } ?? false
  }
}

// Cells, and what is wrong with them.
extension ReadingParser {
  /// Goes to the row's end: with a cell too many or too few, numbers stand in the wrong columns.
  private func requireWidth(
    _ cursor: inout ByteCursor, from count: Int, _ columns: ReadingColumns
  ) throws(ReadingFault) {
    let width = columns.names.count
    guard let cells = cursor.countCells(separator, from: count, width: width) else {
      throw openQuote
    }
    if cells < width { throw tooShort(cells, columns) }
    guard cells > width else { return }
    throw ReadingFault(
      reason: "the line has \(cells) cells and needs \(width)",
      remedy: separator == UInt8(ascii: ",")
        ? "Numbers with decimal commas need semicolons between the cells." : nil)
  }

  private var openQuote: ReadingFault {
    ReadingFault(reason: "a quoted cell does not end before the next one")
  }

  private func tooShort(_ cells: Int, _ columns: ReadingColumns) -> ReadingFault {
    ReadingFault(
      reason: "the line has \(cells == 1 ? "one cell" : "\(cells) cells") and needs "
        + "\(columns.names.count)", remedy: "Perhaps the file was cut short.")
  }

  /// Whether a text is written like the times of the table, however far away it lies.
  private func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    switch form {
    case .epoch:
      SpelledNumber.double(String(decoding: text, as: UTF8.self), point: point)?.isFinite == true
    case .iso: ISOTime.written(text) != nil
    case nil: false
    }
  }

  private func outOfYears(_ text: ArraySlice<UInt8>) -> ReadingFault {
    ReadingFault(
      reason: "\"\(String(decoding: text.prefix(40), as: UTF8.self))\" lies outside the years "
        + "that are understood, \(TimeOrder.years)",
      remedy: "Numbers are seconds, milliseconds, microseconds or nanoseconds since 1970.")
  }

  private func noTime(_ text: ArraySlice<UInt8>) -> ReadingFault {
    ReadingFault(
      reason: "\"\(String(decoding: text.prefix(40), as: UTF8.self))\" is no time"
        + (rows == 0 ? "" : ", or another kind of time than in the rows above"))
  }

  private func outOfOrder(_ text: ArraySlice<UInt8>) -> ReadingFault {
    ReadingFault(
      reason: "the row of \(String(decoding: text.prefix(40), as: UTF8.self)) comes before "
        + "the row above it in time", remedy: "Sort the rows by time.")
  }
}
