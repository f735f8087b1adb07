/// Codes of a trace as short text: differences in as few bytes as they need, runs counted, base64.
///
/// A token is a number of seven bits a byte, least first, the eighth bit set where more follow. Its
/// two lowest bits say what the rest means: 0, a step from the value before, signs alternating
/// (0, -1, 1, -2 …); 1, how often the value before comes again; 2, how many are missing.
enum TraceCode {
  static func text(of codes: [Int32]) -> String { Base64.text(of: bytes(of: codes)) }

  static func bytes(of codes: [Int32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(codes.count / 2)
    var before: Int32 = 0
    var index = 0
    while index < codes.count {
      let code = codes[index]
      if code == TraceSegment.missing || code == before {
        let count = run(of: code, in: codes, from: index)
        put(UInt64(count) << 2 | (code == TraceSegment.missing ? 2 : 1), &bytes)
        index += count
      } else {
        let step = Int64(code) - Int64(before)
        put(UInt64(bitPattern: step << 1 ^ step >> 63) << 2, &bytes)
        before = code
        index += 1
      }
    }
    return bytes
  }

  private static func run(of code: Int32, in codes: [Int32], from start: Int) -> Int {
    var end = start + 1
    while end < codes.count, codes[end] == code { end += 1 }
    return end - start
  }

  private static func put(_ number: UInt64, _ bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Bytes as letters (RFC 4648, section 4).
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for first in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[first..<min(first + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        out.append(isPadding ? 61 : letters[Int(bits >> UInt32(18 - 6 * place) & 63)])
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
