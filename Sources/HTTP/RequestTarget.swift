/// The target of a request line, decoded: escapes that are none, control characters, and slashes
/// that pretend to be none are refused.
struct RequestTarget {
  let path: String

  /// - Parameter raw: The path as it was sent, without the query.
  init?(_ raw: some Sequence<UInt8>) {
    guard let path = RequestTarget.decoded(raw, refusing: UInt8(ascii: "/")), path.first == "/"
    else { return nil }
    self.path = path
  }

  /// Text with its escapes taken back; nil where one is broken, stands for a control character or
  /// for `refused`, or the whole is no UTF-8.
  static func decoded(_ raw: some Sequence<UInt8>, refusing refused: UInt8? = nil) -> String? {
    var bytes: [UInt8] = []
    var rest = raw.makeIterator()
    while let byte = rest.next() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
        return nil
      }
      let value = high << 4 | low
      if value == refused { return nil }
      bytes.append(value)
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
