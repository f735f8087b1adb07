extension JSON {
  /// Reads one document (RFC 8259), at most 128 levels deep.
  ///
  /// Whole numbers that fit become integers; of keys written twice the last one counts.
  ///
  /// - Throws: `FilesError` (65) with line and column of the first fault.
  package static func parse(
    _ bytes: [UInt8], path: String? = nil
  ) throws(FilesError) -> JSON {
    var parser = JSONParser(bytes)
    do throws(JSONFault) {
      return try parser.document()
    } catch {
      let place = parser.place(of: error.position)
      throw FilesError(
        status: .badData, attempt: "read the JSON of", path: path ?? "the text",
        reason: "line \(place.line), column \(place.column): \(error.reason)")
    }
  }

  /// Reads one document from a text.
  ///
  /// - Throws: As `parse(_:path:)` for bytes.
  package static func parse(_ text: String, path: String? = nil) throws(FilesError) -> JSON {
    try parse(Array(text.utf8), path: path)
  }
}

/// What is wrong with a document, and at which byte.
private struct JSONFault: Error {
  let position: Int
  let reason: String
}

private struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private static let deepest = 128

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONFault) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try value()
    skipBlanks()
    guard position == bytes.count else { throw fault("more text follows the document") }
    return value
  }

  /// Line and column, from 1, of a byte.
  func place(of position: Int) -> (line: Int, column: Int) {
    let before = bytes[..<min(position, bytes.count)]
    let newline = UInt8(ascii: "\n")
    let start = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    return (before.count { $0 == newline } + 1, before.count - start + 1)
  }

  private mutating func value() throws(JSONFault) -> JSON {
    skipBlanks()
    guard let byte = peek() else { throw fault("the text ends too early") }
    switch byte {
    case UInt8(ascii: "{"): return try nested { (parser) throws(JSONFault) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(JSONFault) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: return try word()
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONFault) -> JSON
  ) throws(JSONFault) -> JSON {
    depth += 1
    guard depth <= JSONParser.deepest else {
      throw fault("it is nested more than \(JSONParser.deepest) levels deep")
    }
    position += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func object() throws(JSONFault) -> JSON {
    var members: [JSON.Member] = []
    guard !skip("}") else { return .object([]) }
    repeat {
      skipBlanks()
      guard peek() == UInt8(ascii: "\"") else { throw fault("a key in quotes is missing") }
      let key = try string()
      guard skip(":") else { throw fault("a colon is missing after \"\(key)\"") }
      members.append(JSON.Member(key: key, value: try value()))
    } while skip(",")
    guard skip("}") else { throw fault("a comma or a closing brace is missing") }
    return .object(members)
  }

  private mutating func array() throws(JSONFault) -> JSON {
    var values: [JSON] = []
    guard !skip("]") else { return .array([]) }
    repeat { values.append(try value()) } while skip(",")
    guard skip("]") else { throw fault("a comma or a closing bracket is missing") }
    return .array(values)
  }

  private mutating func word() throws(JSONFault) -> JSON {
    for (text, value) in [("true", JSON.bool(true)), ("false", .bool(false)), ("null", .null)]
    where bytes[position...].starts(with: text.utf8) {
      position += text.utf8.count
      return value
    }
    throw fault("no value begins here")
  }

  private mutating func number() throws(JSONFault) -> JSON {
    let start = position
    _ = skipByte("-")
    let isZero = peek() == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole > 0, !isZero || whole == 1 else { throw fault("no number is written like this") }
    var isInteger = true
    if skipByte(".") {
      isInteger = false
      guard skipDigits() > 0 else { throw fault("digits are missing after the point") }
    }
    if skipByte("e") || skipByte("E") {
      isInteger = false
      if !skipByte("+") { _ = skipByte("-") }
      guard skipDigits() > 0 else { throw fault("digits are missing in the exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, text != "-0", let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw fault("the number is too large") }
    return .number(value)
  }

  private mutating func string() throws(JSONFault) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let byte = peek() {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw JSONFault(position: start, reason: "the string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try escape(into: &content)
      case 0..<0x20: throw fault("a control character stands in a string")
      default: content.append(byte)
      }
    }
    throw JSONFault(position: start, reason: "the string does not end")
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONFault) {
    guard let byte = peek() else { throw fault("the text ends too early") }
    position += 1
    let plain: [UInt8: Unicode.Scalar] = [
      0x22: "\"", 0x5C: "\\", 0x2F: "/", 0x62: "\u{8}", 0x66: "\u{C}", 0x6E: "\n", 0x72: "\r",
      0x74: "\t",
    ]
    if let scalar = plain[byte] {
      content += UTF8.encode(scalar).map(Array.init) ?? []
      return
    }
    guard byte == UInt8(ascii: "u") else { throw fault("there is no such escape") }
    content += Array(String(Character(try escapedScalar())).utf8)
  }

  private mutating func escapedScalar() throws(JSONFault) -> Unicode.Scalar {
    let high = try hexadecimal()
    if let scalar = Unicode.Scalar(high) { return scalar }
    // What is no scalar is half of a pair: the other half must follow.
    guard high < 0xDC00, skipByte("\\"), skipByte("u") else {
      throw fault("half of a surrogate pair stands alone")
    }
    let low = try hexadecimal()
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw fault("half of a surrogate pair stands alone") }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits are missing") }
    position += 4
    return value
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  /// Skips blanks and then the character, where it is next.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    return skipByte(character)
  }

  private mutating func skipByte(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = peek(), (0x30...0x39).contains(byte) { position += 1 }
    return position - start
  }

  private func fault(_ reason: String) -> JSONFault {
    JSONFault(position: position, reason: reason)
  }
}
