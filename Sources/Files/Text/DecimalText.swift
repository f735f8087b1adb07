import Glibc

/// Numbers as people read them.
package enum DecimalText {
  /// The value with exactly so many decimals, correctly rounded; "NaN" where it is none.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    precondition((0...20).contains(decimals), "\(decimals) decimals")
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
    // The longest Double has 309 digits before the point.
    var buffer = [CChar](repeating: 0, count: 352)
    let length = unsafe withVaList([Int32(decimals), value]) { arguments in
      unsafe vsnprintf(&buffer, buffer.count, "%.*f", arguments)
    }
    let text = String(
      decoding: buffer.prefix(max(0, Int(length))).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) }
      ? String(text.dropFirst()) : text
  }

  /// The value with thousands separated by commas: "8,365,415".
  package static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Bytes in units of a thousand: "6.3 GB", "31 MB", "353 B".
  package static func bytes(_ count: Int) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(count)
    var unit = "B"
    for next in units where value >= 999.5 {
      value /= 1000
      unit = next
    }
    return "\(fixed(value, unit == "B" || value >= 9.95 ? 0 : 1)) \(unit)"
  }
}
