package import Files
package import Work

/// A row of a table, and where it stands.
package struct NumberedReading: Sendable, Equatable {
  /// Nanoseconds UTC.
  package let time: Int64
  /// NaN where the cell is empty, "nan", "NA" or the like.
  package let value: Double
  /// Counted from 1.
  package let line: Int
}

/// A person's table of readings, read once from its beginning: a file, a pipe or standard input.
package final class ReadingTable: ReadingSource {
  package let path: String
  package let zone: TimeZoneRules
  /// Bytes, and where it is a file of how many.
  package var progress: (done: Int, total: Int?) { (lines.bytesRead, size) }
  private var lines: LineReader
  private var parser: ReadingParser
  private let size: Int?
  private var hasBegun = false
  /// Rows that were read to learn something of the table.
  private var first: ReadingBlock?

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - path: The file; "-" is standard input.
  ///   - choice: Its columns and their clock.
  ///   - cancellation: Ends the wait for a pipe that gives nothing.
  /// - Throws: `MeterDataError`: 66 where it may not be opened, 65 where it is another kind of file.
  package init(
    path: String, _ choice: ReadingChoice, cancellation: Cancellation = Cancellation()
  ) throws(MeterDataError) {
    zone = choice.zone
    parser = ReadingParser(choice)
    do {
      lines = try LineReader(path: path, isStopped: { cancellation.isCancelled })
      size = FileSystem.isRegularFile(path) ? try FileSystem.size(of: path) : nil
      if let size, size >= 8 {
        try ReadingTable.requireText(FileDescriptor(reading: path).bytes(8, at: 0)[...], path)
      }
    } catch { throw MeterDataError(error) }
    self.path = lines.path
  }

  /// What the power column's name says of its unit, "kW"; reads the first rows, which come later.
  ///
  /// - Throws: As `read(into:)`.
  package func learnUnit() throws(MeterDataError) -> String? {
    var block = ReadingBlock()
    if first == nil, try read(into: &block) { first = block }
    return parser.columns?.unit
  }

  /// The name of the column of readings, once rows were read: "column 2" without a header.
  package var powerColumn: String? { parser.columns.map { $0.names[$0.power] } }

  /// What was taken for granted.
  package var notes: [String] { parser.notes(of: path) }

  package func read(into block: inout ReadingBlock) throws(MeterDataError) -> Bool {
    if let first {
      block = first
      self.first = nil
      return true
    }
    block.removeAll()
    while block.count == 0 {
      guard try advance() else { return try end() }
      try parse(lines.stretch, from: lines.firstLine, into: &block)
    }
    return true
  }

  /// Replaces the rows with the next ones, each with its line; false at the end of the table.
  ///
  /// - Throws: As `read(into:)` of blocks.
  package func read(into rows: inout [NumberedReading]) throws(MeterDataError) -> Bool {
    rows.removeAll(keepingCapacity: true)
    var block = ReadingBlock()
    while rows.isEmpty {
      guard try advance() else { return try end() }
      var (rest, line) = (lines.stretch, lines.firstLine)
      while !rest.isEmpty {
        let end = rest.firstIndex(of: ByteCursor.newline).map { $0 + 1 } ?? rest.endIndex
        block.removeAll()
        try parse(rest[..<end], from: line, into: &block)
        if let time = block.times.first, let value = block.values.first {
          rows.append(NumberedReading(time: time, value: value, line: line))
        }
        (rest, line) = (rest[end...], line + 1)
      }
    }
    return true
  }

  private func parse(
    _ bytes: ArraySlice<UInt8>, from line: Int, into block: inout ReadingBlock
  ) throws(MeterDataError) {
    do throws(ReadingFault) {
      try parser.parse(bytes, into: &block)
    } catch {
      throw MeterDataError(
        status: .badData, attempt: "read", path: "\(path), line \(line + error.line)",
        reason: error.reason, remedy: error.remedy)
    }
  }

  private func advance() throws(MeterDataError) -> Bool {
    do {
      let isMore = try lines.advance()
      if isMore, !hasBegun { try ReadingTable.requireText(lines.stretch, path) }
      hasBegun = true
      return isMore
    } catch { throw MeterDataError(error) }
  }

  private func end() throws(MeterDataError) -> Bool {
    guard parser.rows == 0 else { return false }
    throw MeterDataError(
      status: .badData, attempt: "read", path: path,
      reason: parser.columns == nil ? "the file is empty" : "it \(parser.emptiness)")
  }

  /// Refuses what is known to be no text.
  private static func requireText(
    _ start: ArraySlice<UInt8>, _ path: String
  ) throws(FilesError) {
    guard let kind = ForeignFormat(of: start) else { return }
    throw FilesError(
      status: .badData, attempt: "read", path: path, reason: "it \(kind.name), not a CSV table",
      remedy: kind.remedy)
  }
}

/// What is known to be no text by its first bytes.
struct ForeignFormat {
  /// Completes "it …".
  let name: String
  let remedy: String

  /// nil of what may be a text.
  init?(of start: ArraySlice<UInt8>) {
    let kinds: [(bytes: [UInt8], name: String, remedy: String)] = [
      ([0x1F, 0x8B], "is compressed with gzip", "Unpack it: gunzip, or gunzip -c FILE | energy …"),
      (
        [0x50, 0x4B, 0x03, 0x04], "is an Excel workbook or another zip archive",
        "Save the sheet as CSV, or unpack the archive."
      ),
      ([0xD0, 0xCF, 0x11, 0xE0], "is an old Excel workbook", "Save the sheet as CSV."),
      ([0x28, 0xB5, 0x2F, 0xFD], "is compressed with Zstandard", "Unpack it: zstd -d"),
      ([0x42, 0x5A, 0x68], "is compressed with bzip2", "Unpack it: bunzip2"),
      ([0xFD, 0x37, 0x7A, 0x58], "is compressed with xz", "Unpack it: unxz"),
      ([0x50, 0x41, 0x52, 0x31], "is a Parquet file", "Write it as CSV."),
      (
        [0x89, 0x48, 0x44, 0x46], "is an HDF5 file, which cannot be read from a pipe",
        "Name the file, and end its name with .h5."
      ),
    ]
    guard let kind = kinds.first(where: { start.starts(with: $0.bytes) }) else { return nil }
    (name, remedy) = (kind.name, kind.remedy)
  }
}
