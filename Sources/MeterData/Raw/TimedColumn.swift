package import Files

/// One column of numbers of a table of text, with the time and the line of each row.
///
/// Times are epoch counts or ISO 8601, as the first row has them; an empty cell is NaN.
package struct TimedColumn: ~Copyable {
  /// One row of the table.
  package struct Row: Sendable, Equatable {
    /// Nanoseconds UTC.
    package let time: Int64
    /// NaN where the cell is empty, "nan", "NA" or the like.
    package let value: Float
    /// Counted from 1.
    package let line: Int
  }

  private var lines: LineReader
  private var parser: CSVRows
  private var block = SampleBlock()

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - zone: Of times that carry no offset.
  ///   - choose: Given the names of the columns ("column 2" where there is no header) and which of
  ///     them has the times, the column to read.
  /// - Throws: `MeterDataError`: 66 where it cannot be opened, 65 where it is no table with times
  ///   or is empty; what `choose` throws.
  package init(
    path: String, zone: TimeZoneRules,
    choose: (_ columns: [String], _ timeColumn: Int) throws(MeterDataError) -> Int
  ) throws(MeterDataError) {
    let layout = try CSVLayout(path: path)
    let column = try choose(layout.columns, layout.timeColumn)
    precondition(layout.columns.indices.contains(column), "column \(column) of \(layout.columns)")
    do throws(FilesError) {
      lines = try LineReader(path: path)
    } catch {
      throw MeterDataError(error)
    }
    parser = CSVRows(layout, column: column, zone: zone)
  }

  /// Replaces the rows with the next ones of the file; false at its end.
  ///
  /// - Throws: `MeterDataError` (65) with the line where a row is none; 74 where reading fails.
  package mutating func read(into rows: inout [Row]) throws(MeterDataError) -> Bool {
    rows.removeAll(keepingCapacity: true)
    while rows.isEmpty {
      guard try advance() else { return false }
      let stretch = lines.stretch
      var start = stretch.startIndex
      var number = lines.firstLine
      while start < stretch.endIndex {
        let newline = stretch[start...].firstIndex(of: ByteCursor.newline)
        let end = newline.map { $0 + 1 } ?? stretch.endIndex
        try parse(stretch[start..<end], number, into: &rows)
        (start, number) = (end, number + 1)
      }
    }
    return true
  }

  private mutating func parse(
    _ line: ArraySlice<UInt8>, _ number: Int, into rows: inout [Row]
  ) throws(MeterDataError) {
    block.times.removeAll(keepingCapacity: true)
    block.values.removeAll(keepingCapacity: true)
    do throws(RowFault) {
      try parser.parse(line, into: &block)
    } catch {
      throw MeterDataError(
        status: .badData, attempt: "read", path: "\(lines.path), line \(number)",
        reason: error.reason)
    }
    if let time = block.times.first, let value = block.values.first {
      rows.append(Row(time: time, value: value, line: number))
    }
  }

  private mutating func advance() throws(MeterDataError) -> Bool {
    do throws(FilesError) {
      return try lines.advance()
    } catch {
      throw MeterDataError(error)
    }
  }
}

@available(*, unavailable)
extension TimedColumn: Sendable {}
