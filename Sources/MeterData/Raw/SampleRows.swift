import Files

/// Turns lines of text into samples; the parsers of `.dat` and CSV files conform.
protocol SampleRows {
  /// Appends the samples of whole lines to the block.
  mutating func parse(
    _ lines: ArraySlice<UInt8>, into block: inout SampleBlock
  ) throws(RowFault)
}

/// What is wrong with a line.
struct RowFault: Error {
  /// Lines before it in the bytes that were given.
  let line: Int
  let reason: String
}

/// A reader of text that knows how much of it was read.
protocol TextProgress: AnyObject {
  var bytesRead: Int { get }
}

/// Reads the samples of a text file, a bounded stretch of lines at a time.
final class TextSampleReader<Rows: SampleRows>: SampleReader, TextProgress {
  private var lines: LineReader
  private var parser: Rows

  /// Text files do not say how many rows they have.
  var rows: Int? { nil }

  var bytesRead: Int { lines.bytesRead }

  init(path: String, parser: Rows) throws(MeterDataError) {
    do {
      lines = try LineReader(path: path)
    } catch {
      throw MeterDataError(error)
    }
    self.parser = parser
  }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    block.times.removeAll(keepingCapacity: true)
    block.values.removeAll(keepingCapacity: true)
    while block.count == 0 {
      guard try advance() else { return false }
      do throws(RowFault) {
        try parser.parse(lines.stretch, into: &block)
      } catch {
        throw MeterDataError(
          status: .badData, attempt: "read",
          path: "\(lines.path), line \(lines.firstLine + error.line)", reason: error.reason)
      }
    }
    return true
  }

  private func advance() throws(MeterDataError) -> Bool {
    do {
      return try lines.advance()
    } catch {
      throw MeterDataError(error)
    }
  }
}

/// The times of a text file's first and last row, for descriptions; nil where it has none.
enum TextSpan {
  static func read(
    _ path: String, _ parser: some SampleRows
  ) throws(MeterDataError) -> (start: Int64, end: Int64)? {
    let reader = try TextSampleReader(path: path, parser: parser)
    var block = SampleBlock()
    guard try reader.read(into: &block), let start = block.times.first else { return nil }
    var last = parser
    var tail = SampleBlock()
    // Whether those lines are well formed shows when they are read for good.
    let lines = try lastLines(of: path)
    try? last.parse(lines, into: &tail)
    return (start, tail.times.last ?? block.times.last ?? start)
  }

  /// Whole lines at the end of the file, a few kilobytes of them.
  private static func lastLines(of path: String) throws(MeterDataError) -> ArraySlice<UInt8> {
    do {
      let (bytes, isWhole) = try FileSystem.tail(of: path, count: 4096)
      guard !isWhole, let end = bytes.firstIndex(of: ByteCursor.newline) else { return bytes[...] }
      return bytes[(end + 1)...]
    } catch {
      throw MeterDataError(error)
    }
  }
}
