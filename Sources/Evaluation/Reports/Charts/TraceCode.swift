import Files

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
