extension [[String]] {
  /// The rows as RFC 4180 writes them, but for lines that end with a line feed alone.
  package var csvText: String {
    map { row in row.map(\.csvField).joined(separator: ",") + "\n" }.joined()
  }
}

extension String {
  /// In quotes where a reader would else take it for several cells or rows.
  fileprivate var csvField: String {
    // Byte by byte: a quote before a combining mark is a quote too, and "\r\n" ends a line.
    guard utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return self }
    let quote = UInt8(ascii: "\"")
    let bytes = utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return "\"\(String(decoding: bytes, as: UTF8.self))\""
  }
}
