extension BodyScanner {
  /// The bytes of a string, which lie in the body where nothing in it is escaped.
  ///
  /// - Throws: `Refusal`: 422 where another value stands here, 400 where it is no string of JSON.
  mutating func stringBytes(
    _ place: @autoclosure () -> BodyPlace
  ) throws(Refusal) -> ArraySlice<UInt8> {
    skipBlanks()
    guard byte == UInt8(ascii: "\"") else { throw unexpected("a text in quotes", place()) }
    position += 1
    let first = position
    while byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    guard byte == UInt8(ascii: "\"") else { return try escaped(from: first, place())[...] }
    position += 1
    return bytes[first..<position - 1]
  }

  /// A string that is UTF-8 and no longer than so many bytes.
  ///
  /// - Throws: As `stringBytes`; 422 where it is longer.
  mutating func string(_ place: BodyPlace, limit: Int = 256) throws(Refusal) -> String {
    let content = try stringBytes(place)
    guard content.count <= limit else {
      throw place.wrong("a text of \(content.count) bytes, \(limit) at most", code: "too_long")
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw malformed("the text is not UTF-8", place)
    }
    return text
  }

  /// A key with its colon.
  ///
  /// - Throws: `Refusal` (400).
  mutating func key(_ place: @autoclosure () -> BodyPlace) throws(Refusal) -> ArraySlice<UInt8> {
    skipBlanks()
    guard byte == UInt8(ascii: "\"") else { throw malformed("a key in quotes is missing", place()) }
    let key = try stringBytes(place())
    guard take(":") else { throw malformed("a colon is missing after the key", place()) }
    return key
  }

  /// Goes on with a string in which something is escaped, or that is wrong.
  private mutating func escaped(
    from first: Int, _ place: BodyPlace
  ) throws(Refusal) -> [UInt8] {
    var content = Array(bytes[first..<position])
    while position < end {
      let next = bytes[position]
      position += 1
      switch next {
      case UInt8(ascii: "\""): return content
      case UInt8(ascii: "\\"): content += try escape(place)
      case 0..<0x20: throw malformed("a control character stands in a text", place)
      default: content.append(next)
      }
    }
    throw malformed("a text does not end", place)
  }

  private mutating func escape(_ place: BodyPlace) throws(Refusal) -> [UInt8] {
    let letter = byte
    position += 1
    switch letter {
    case 0x22, 0x5C, 0x2F: return [letter]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try Array(String(Character(scalar(place))).utf8)
    default: throw malformed("there is no such escape", place)
    }
  }

  private mutating func scalar(_ place: BodyPlace) throws(Refusal) -> Unicode.Scalar {
    let high = try hexadecimal(place)
    if let scalar = Unicode.Scalar(high) { return scalar }
    // What is no scalar is half of a pair: the other half must follow.
    if high < 0xDC00, bytes[min(position, end)..<end].starts(with: [0x5C, 0x75]) {
      position += 2
      let low = try hexadecimal(place)
      if (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw malformed("half of a surrogate pair stands alone", place)
  }

  private mutating func hexadecimal(_ place: BodyPlace) throws(Refusal) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw malformed("four hexadecimal digits are missing", place)
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}
