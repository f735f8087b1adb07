/// Writes numbers of a table as bytes, without a String for each.
struct WattText {
  private(set) var bytes: [UInt8] = []

  /// Watts with at most two decimals, without noughts at their end; nothing where missing.
  mutating func append(watts: Float) {
    guard watts.isFinite else { return }
    let magnitude = (Double(watts.magnitude) * 100).rounded()
    guard magnitude < 1e15 else { return append(text: "\(watts)") }
    let hundredths = UInt64(magnitude)
    if watts < 0, hundredths > 0 { bytes.append(UInt8(ascii: "-")) }
    append(whole: hundredths / 100)
    let rest = hundredths % 100
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(48 + UInt8(rest / 10))
    if rest % 10 > 0 { bytes.append(48 + UInt8(rest % 10)) }
  }

  mutating func append(text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(_ slice: ArraySlice<UInt8>) { bytes.append(contentsOf: slice) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func append(whole value: UInt64) {
    guard value > 9 else { return bytes.append(48 + UInt8(value)) }
    var divisor: UInt64 = 10
    while value / divisor > 9 { divisor *= 10 }
    var rest = value
    while divisor > 0 {
      bytes.append(48 + UInt8(rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }
}
