/// Reads a text of any length by lines, in a bounded buffer.
///
/// It lends stretches of whole lines to fast parsers, or single lines as strings. A byte order mark
/// of UTF-8 is skipped.
package struct LineReader: ~Copyable {
  private let file: FileDescriptor
  private var buffer: [UInt8]
  /// What was read and not yet lent begins and ends here.
  private var pending = 0
  private var filled = 0
  private var isExhausted = false
  private var isFresh = true
  /// The stretch that is lent, and the next single line in it.
  private var range = 0..<0
  private var cursor = 0
  /// The number, from 1, of the line that `cursor` stands at.
  private var cursorLine = 1

  /// As the file was opened; "standard input" for "-".
  package var path: String { file.path }

  /// The number, from 1, of the first line of the stretch.
  package private(set) var firstLine = 1

  /// Bytes lent so far, for progress.
  package private(set) var bytesRead = 0

  private let isStopped: (() -> Bool)?

  /// Opens a text; no line may be longer than the buffer.
  ///
  /// - Parameters:
  ///   - path: The file; "-" is standard input.
  ///   - bufferSize: Bytes.
  ///   - isStopped: Asked several times a second while a pipe gives nothing; ends the wait.
  /// - Throws: `FilesError` where it cannot be opened.
  package init(
    path: String, bufferSize: Int = 1 << 18, isStopped: (() -> Bool)? = nil
  ) throws(FilesError) {
    precondition(bufferSize >= 16, "a buffer of \(bufferSize) bytes")
    self.isStopped = isStopped
    file = try FileDescriptor(reading: path)
    buffer = [UInt8](repeating: 0, count: bufferSize)
  }

  /// Goes on to the next whole lines; false at the end of the text.
  ///
  /// - Throws: `FilesError` where reading fails, a line is too long, or the text is UTF-16.
  package mutating func advance() throws(FilesError) -> Bool {
    firstLine += newlines(in: range)
    while true {
      if let end = endOfWholeLines() {
        range = pending..<end
        pending = end
        bytesRead += range.count
        (cursor, cursorLine) = (range.lowerBound, firstLine)
        return true
      }
      if isExhausted {
        range = 0..<0
        cursor = 0
        return false
      }
      try refill()
    }
  }

  /// The present stretch: whole lines, each with its newline except perhaps the last of all.
  package var stretch: ArraySlice<UInt8> { buffer[range] }

  /// The next line without its end, and its number; nil at the end of the text.
  ///
  /// Bytes that are no UTF-8 become replacement characters.
  ///
  /// - Throws: As `advance()`.
  package mutating func nextLine() throws(FilesError) -> (text: String, number: Int)? {
    while cursor == range.upperBound {
      guard try advance() else { return nil }
    }
    let rest = buffer[cursor..<range.upperBound]
    let end = rest.firstIndex(of: LineReader.newline) ?? rest.endIndex
    var line = rest[..<end]
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    defer {
      cursor = min(end + 1, range.upperBound)
      cursorLine += 1
    }
    return (String(decoding: line, as: UTF8.self), cursorLine)
  }

  private static let newline = UInt8(ascii: "\n")

  private func newlines(in range: Range<Int>) -> Int {
    var count = 0
    for index in range where buffer[index] == LineReader.newline { count += 1 }
    return count
  }

  /// Where the last whole line that was read ends; nil where more must be read first.
  private func endOfWholeLines() -> Int? {
    guard pending < filled else { return nil }
    if isExhausted { return filled }
    return buffer[pending..<filled].lastIndex(of: LineReader.newline).map { $0 + 1 }
  }

  private mutating func refill() throws(FilesError) {
    if pending > 0 {
      buffer.replaceSubrange(0..<filled - pending, with: Array(buffer[pending..<filled]))
      filled -= pending
      pending = 0
    }
    range = 0..<0
    guard filled < buffer.count else {
      throw FilesError(
        status: .badData, attempt: "read", path: "\(path), line \(firstLine)",
        reason: "the line is longer than \(DecimalText.grouped(buffer.count)) bytes",
        remedy: "Is it a text file?")
    }
    try waitForInput()
    let count = try FileSystem.fill(&buffer, from: filled, of: file)
    filled += count
    isExhausted = count == 0
    if isFresh, filled >= 3 || isExhausted { try skipMark() }
  }

  /// A read that waits would not notice that the work is to stop.
  private func waitForInput() throws(FilesError) {
    guard let isStopped else { return }
    while !file.isReadable(within: 100) {
      if isStopped() {
        throw FilesError(status: .interrupted, attempt: "", path: nil, reason: "interrupted")
      }
    }
  }

  private mutating func skipMark() throws(FilesError) {
    isFresh = false
    if buffer[..<filled].starts(with: [0xEF, 0xBB, 0xBF]) { pending = 3 }
    let head = buffer[..<min(filled, 2)]
    guard !head.elementsEqual([0xFF, 0xFE]), !head.elementsEqual([0xFE, 0xFF]) else {
      throw FilesError(
        status: .badData, attempt: "read", path: path, reason: "the text is UTF-16",
        remedy: "Convert it: iconv -f UTF-16 -t UTF-8")
    }
  }
}

@available(*, unavailable)
extension LineReader: Sendable {}
