/// The two spellings of text in protocol 0.
enum PickleText {
  /// Undoes Python's `repr` of a byte string: the quotes, and the escapes of `string_escape`.
  ///
  /// Returns nil where a quote is missing or `\x` lacks its digits.
  static func unquoted(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    guard line.count >= 2, let quote = line.first, quote == line.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return nil }
    var rest = line.dropFirst().dropLast()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rest.count)
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let escape = rest.popFirst() else { return nil }
      guard let decoded = unescaped(escape, &rest) else { return nil }
      bytes += decoded
    }
    return bytes
  }

  /// One escape, whose backslash is already taken; an unknown one stands for itself.
  private static func unescaped(_ escape: UInt8, _ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    switch escape {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return [escape]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "a"): return [0x07]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "v"): return [0x0B]
    case UInt8(ascii: "x"):
      guard let value = hexadecimal(rest.prefix(2), digits: 2) else { return nil }
      rest = rest.dropFirst(2)
      return [UInt8(value)]
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = UInt32(escape - 48)
      for _ in 0..<2 {
        guard let digit = rest.first, (48...55).contains(digit) else { break }
        value = value * 8 + UInt32(digit - 48)
        rest = rest.dropFirst()
      }
      return [UInt8(truncatingIfNeeded: value)]
    default: return [UInt8(ascii: "\\"), escape]
    }
  }

  /// Reads raw-unicode-escape: `\uXXXX` and `\UXXXXXXXX`; every other byte is Latin-1.
  ///
  /// Returns nil where digits are missing or name no character; a lone half of a surrogate pair
  /// becomes U+FFFD.
  static func unescaped(_ line: ArraySlice<UInt8>) -> String? {
    var units = String.UnicodeScalarView()
    var high: UInt32?
    var rest = line
    while let byte = rest.popFirst() {
      var code = UInt32(byte)
      if byte == UInt8(ascii: "\\"), let next = rest.first {
        let digits = next == UInt8(ascii: "u") ? 4 : next == UInt8(ascii: "U") ? 8 : 0
        if digits > 0 {
          let given = rest.dropFirst().prefix(digits)
          guard let value = hexadecimal(given, digits: digits), value <= 0x10FFFF else {
            return nil
          }
          code = value
          rest = rest.dropFirst(1 + digits)
        } else if next == byte {
          // The second of two backslashes does not begin an escape.
          append(code, to: &units, pending: &high)
          rest = rest.dropFirst()
        }
      }
      append(code, to: &units, pending: &high)
    }
    if high != nil { units.append("\u{FFFD}") }
    return String(units)
  }

  /// Adds a code point, joining the two halves that a narrow Python 2 writes.
  private static func append(
    _ code: UInt32, to units: inout String.UnicodeScalarView, pending high: inout UInt32?
  ) {
    if let first = high {
      high = nil
      if (0xDC00...0xDFFF).contains(code) {
        let joined = 0x10000 + (first - 0xD800) << 10 + (code - 0xDC00)
        units.append(Unicode.Scalar(joined) ?? "\u{FFFD}")
        return
      }
      units.append("\u{FFFD}")
    }
    if (0xD800...0xDBFF).contains(code) {
      high = code
    } else {
      units.append(Unicode.Scalar(code) ?? "\u{FFFD}")
    }
  }

  private static func hexadecimal(_ text: ArraySlice<UInt8>, digits: Int) -> UInt32? {
    guard text.count == digits else { return nil }
    var value: UInt32 = 0
    for byte in text {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// UTF-8 where the bytes are, else Latin-1.
  static func decoded(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: bytes.map { Unicode.Scalar($0) })
    return String(scalars)
  }
}
