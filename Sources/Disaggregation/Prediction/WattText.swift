/// Writes numbers of a table as bytes, without a String for each.
package struct WattText: Sendable {
  /// What was written.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Makes room for so many bytes more.
  package mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  /// Watts with at most two decimals, without noughts at their end; nothing where missing.
  package mutating func append(watts: Float) {
    guard watts.isFinite else { return }
    let magnitude = (Double(watts.magnitude) * 100).rounded()
    if magnitude < WattText.quick { return append(hundredths: UInt32(magnitude), watts < 0) }
    guard magnitude < 1e15 else { return append(text: "\(watts)") }
    let hundredths = UInt64(magnitude)
    if watts < 0 { bytes.append(UInt8(ascii: "-")) }
    append(text: String(hundredths / 100))
    append(decimals: UInt32(hundredths % 100))
  }

  /// A text's bytes, as they are.
  package mutating func append(text: String) { bytes.append(contentsOf: text.utf8) }

  /// One byte.
  package mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Bytes, as they are.
  package mutating func append(_ slice: ArraySlice<UInt8>) { bytes.append(contentsOf: slice) }

  /// Forgets what was written, and keeps the room.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Hundredths below which the digits of whole watts are at most seven.
  private static let quick = 1e9

  /// Divisions by constants become products, which is what makes this quick.
  private mutating func append(hundredths: UInt32, _ isNegative: Bool) {
    if isNegative, hundredths > 0 { bytes.append(UInt8(ascii: "-")) }
    let whole = hundredths / 100
    if whole >= 1_000_000 { bytes.append(48 + UInt8(whole / 1_000_000 % 10)) }
    if whole >= 100_000 { bytes.append(48 + UInt8(whole / 100_000 % 10)) }
    if whole >= 10_000 { bytes.append(48 + UInt8(whole / 10_000 % 10)) }
    if whole >= 1000 { bytes.append(48 + UInt8(whole / 1000 % 10)) }
    if whole >= 100 { bytes.append(48 + UInt8(whole / 100 % 10)) }
    if whole >= 10 { bytes.append(48 + UInt8(whole / 10 % 10)) }
    bytes.append(48 + UInt8(whole % 10))
    append(decimals: hundredths - whole * 100)
  }

  private mutating func append(decimals rest: UInt32) {
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(48 + UInt8(rest / 10))
    if rest % 10 > 0 { bytes.append(48 + UInt8(rest % 10)) }
  }
}
