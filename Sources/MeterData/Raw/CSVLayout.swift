import Files

/// How a table of text is written: what its first lines tell.
struct CSVLayout: Sendable {
  /// How the column of times is written.
  enum TimeForm: Sendable, Equatable {
    /// A count since 1970-01-01 UTC; a second is 10 to this power of it (0, 3, 6 or 9).
    case epoch(decimals: Int)
    case iso
  }

  let path: String
  let separator: UInt8
  /// The header's names; "column 2" and so on where there is no header.
  let columns: [String]
  let timeColumn: Int
  /// Lines to skip before the first row of numbers.
  let headerLines: Int
  let timeForm: TimeForm
  private let firstRow: [String]

  /// Reads the first lines of a file.
  ///
  /// - Throws: `MeterDataError` (65) where they are no table with a column of times.
  init(path: String) throws(MeterDataError) {
    guard path != "-" else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: "standard input",
        reason: "the table is read more than once", remedy: "Write it to a file first.")
    }
    let head = try CSVHead(path: path)
    self.path = path
    separator = head.separator
    columns = head.header ?? head.row.indices.map { "column \($0 + 1)" }
    headerLines = head.headerLines
    firstRow = head.row
    timeColumn = CSVLayout.timeColumn(of: head.header ?? [])
    guard timeColumn < head.row.count, head.row.count > 1 else {
      throw CSVLayout.fault(
        path, head.rowLine,
        "a row needs a time and a number with a comma, a semicolon or a tab between them")
    }
    let row = head.row.count > columns.count && head.row.last == "" ? head.row.dropLast() : head.row
    guard row.count == columns.count else {
      throw CSVLayout.fault(
        path, head.rowLine,
        "the line has \(row.count) cells and the header names \(columns.count)")
    }
    timeForm = try CSVLayout.timeForm(head, timeColumn, path: path)
  }

  /// The decimal point: a comma too where commas do not separate.
  var decimalPoint: UInt8 { separator == UInt8(ascii: ",") ? ByteCursor.dot : UInt8(ascii: ",") }

  /// False where the column's first cell is a text.
  func isNumeric(_ column: Int) -> Bool {
    guard firstRow.indices.contains(column) else { return false }
    var cell = firstRow[column]
    if decimalPoint != ByteCursor.dot { cell = String(cell.map { $0 == "," ? "." : $0 }) }
    return SpelledNumber.value(cell) != nil
  }

  /// The place of a column by its name, case and underscores not counting.
  func column(named name: String) -> Int? {
    columns.firstIndex { Spelling.folded($0) == Spelling.folded(name) }
  }

  /// The first name that means a time; without one the first column.
  private static func timeColumn(of header: [String]) -> Int {
    let names = header.map { Spelling.folded($0) }
    let known = [
      "unix", "epoch", "timestamp", "datetime", "date time", "utc", "time", "date", "ts",
    ]
    for name in known {
      if let index = names.firstIndex(of: name) { return index }
    }
    return 0
  }

  private static func timeForm(
    _ head: CSVHead, _ column: Int, path: String
  ) throws(MeterDataError) -> TimeForm {
    let text = head.row[column]
    let names = head.header?.map { Spelling.folded($0) } ?? []
    let isHalf = !text.contains("-") || !text.contains(":")
    if names.contains("date"), names.contains("time"), isHalf, Double(text) == nil {
      throw fault(path, head.rowLine, "date and time stand in two columns; join them to one")
    }
    if let number = Double(text), number.isFinite {
      return .epoch(decimals: magnitude(number))
    }
    guard ISOTime.parse(text, in: .utc) != nil else {
      throw fault(
        path, head.rowLine,
        "\"\(text)\" is no time; write 2013-06-03 06:00:00, 2013-06-03T06:00:00Z or UNIX seconds")
    }
    return .iso
  }

  /// Seconds until the year 5138, else milliseconds, microseconds or nanoseconds.
  static func magnitude(_ number: Double) -> Int {
    switch number.magnitude {
    case ..<1e11: 0
    case ..<1e14: 3
    case ..<1e17: 6
    default: 9
    }
  }

  private static func fault(_ path: String, _ line: Int, _ reason: String) -> MeterDataError {
    MeterDataError(status: .badData, attempt: "read", path: "\(path), line \(line)", reason: reason)
  }
}

/// The header and the first row of a table.
private struct CSVHead {
  var separator = UInt8(ascii: ",")
  var header: [String]?
  var headerLines = 0
  var row: [String] = []
  var rowLine = 0

  init(path: String) throws(MeterDataError) {
    do {
      try read(path)
    } catch {
      throw MeterDataError(error)
    }
  }

  /// Blank lines and lines that begin with "#" may stand before the header.
  private mutating func read(_ path: String) throws(FilesError) {
    var lines = try LineReader(path: path)
    var isFirst = true
    while let (text, number) = try lines.nextLine() {
      if text.allSatisfy(\.isWhitespace) || text.hasPrefix("#") { continue }
      if isFirst { separator = CSVReader.separator(of: text.utf8) }
      guard let cells = CSVReader.cells(of: text, separator: separator) else {
        throw FilesError(
          status: .badData, attempt: "read", path: "\(path), line \(number)",
          reason: "a quoted cell does not end on its line")
      }
      if isFirst, CSVHead.isHeader(cells) {
        header = cells
        isFirst = false
        continue
      }
      (row, rowLine, headerLines) = (cells, number, number - 1)
      return
    }
    throw FilesError(
      status: .badData, attempt: "read", path: path,
      reason: header == nil ? "the file is empty" : "it has a header and no rows")
  }

  /// True where no cell is a number or a time.
  private static func isHeader(_ cells: [String]) -> Bool {
    cells.allSatisfy { Double($0) == nil && ISOTime.parse($0, in: .utc) == nil }
      && cells.contains { !$0.isEmpty }
  }
}
