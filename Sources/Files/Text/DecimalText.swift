import Glibc

/// Numbers as people read them.
package enum DecimalText {
  /// The value with exactly so many decimals, correctly rounded; "NaN" where it is none.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    precondition((0...20).contains(decimals), "\(decimals) decimals")
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
    let text = printed("%.\(decimals)f", value)
    return text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) }
      ? String(text.dropFirst()) : text
  }

  /// What printf(3) makes of a number; the locale is C's unless someone sets another.
  private static func printed(_ format: String, _ value: Double) -> String {
    // The longest Double has 309 digits before the point.
    var buffer = [CChar](repeating: 0, count: 352)
    let length = unsafe withVaList([value]) { arguments in
      unsafe vsnprintf(&buffer, buffer.count, format, arguments)
    }
    return String(
      decoding: buffer.prefix(max(0, Int(length))).map(UInt8.init(bitPattern:)), as: UTF8.self)
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

  /// The value to the nearest whole number, grouped; beyond 10^15 as "1e+30".
  package static func grouped(_ value: Double) -> String {
    guard value.magnitude < 1e15 else {
      return value.isFinite ? printed("%.3g", value) : fixed(value, 0)
    }
    return grouped(Int(value.rounded()))
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
