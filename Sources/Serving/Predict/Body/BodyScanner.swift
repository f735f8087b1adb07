/// Goes through one JSON text (RFC 8259) byte by byte, without building a tree.
///
/// It goes no deeper than its caller: whoever reads a body knows which lists may stand where.
struct BodyScanner {
  let bytes: [UInt8]
  /// The first byte and the one after the last.
  let start: Int
  let end: Int
  var position: Int

  /// - Parameters:
  ///   - bytes: Of a body.
  ///   - range: Of the text in them; nil takes all.
  init(_ bytes: [UInt8], in range: Range<Int>? = nil) {
    self.bytes = bytes
    let range = range ?? 0..<bytes.count
    let hasMark = bytes[range].starts(with: [0xEF, 0xBB, 0xBF])
    start = range.lowerBound
    position = range.lowerBound + (hasMark ? 3 : 0)
    end = range.upperBound
  }

  /// The byte here; 0, which stands in no JSON, beyond the end.
  @inline(__always) var byte: UInt8 { position < end ? bytes[position] : 0 }

  @inline(__always)
  mutating func skipBlanks() {
    while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Skips blanks and then the byte, where it is next.
  @inline(__always)
  mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard byte == UInt8(ascii: wanted) else { return false }
    position += 1
    return true
  }

  /// - Throws: `Refusal` (400) where another byte is next.
  @inline(__always)
  mutating func require(
    _ wanted: Unicode.Scalar, _ meaning: String, _ place: @autoclosure () -> BodyPlace
  ) throws(Refusal) {
    guard take(wanted) else { throw malformed(meaning, place()) }
  }

  /// - Throws: `Refusal` (400) where something follows the document.
  mutating func requireEnd() throws(Refusal) {
    skipBlanks()
    guard position == end else { throw malformed("more text follows the document", .body) }
  }

  /// Skips the word, where it is next.
  mutating func takeWord(_ word: String) -> Bool {
    skipBlanks()
    guard bytes[position..<end].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// - Throws: `Refusal`: 422 where another value stands here.
  mutating func bool(_ place: BodyPlace) throws(Refusal) -> Bool {
    if takeWord("true") { return true }
    if takeWord("false") { return false }
    throw unexpected("true or false", place)
  }

  /// A text that is no JSON, with where it goes wrong: 400.
  func malformed(_ reason: String, _ place: BodyPlace) -> Refusal {
    let newline = UInt8(ascii: "\n")
    let before = bytes[start..<min(position, end)]
    let line = before.lazy.filter { $0 == newline }.count + 1
    let first = before.lastIndex(of: newline).map { $0 + 1 } ?? start
    return Refusal(
      400, "malformed_json", "line \(line), column \(before.endIndex - first + 1): \(reason)",
      field: place.field, index: place.index)
  }

  /// Another value than is wanted: 422, or 400 where no value begins here.
  mutating func unexpected(_ wanted: String, _ place: BodyPlace) -> Refusal {
    skipBlanks()
    let begins = "\"{[-0123456789".utf8.contains(byte)
    guard begins || takeWord("true") || takeWord("false") || takeWord("null") else {
      return malformed(
        position == end ? "the text ends too early" : "no value begins here", place)
    }
    return place.wrong("\(place.field ?? "the body") must be \(wanted)", code: "wrong_type")
  }
}
