/// A length of time, as people type it: "6s", "500ms", "2min", "1h", "1d", "1h30min", "30".
package struct TimeSpan: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Never negative.
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) {
    precondition(nanoseconds >= 0, "a span of \(nanoseconds) ns")
    self.nanoseconds = nanoseconds
  }

  /// A span of seconds, to the nearest nanosecond; nil where it is negative or beyond 292 years.
  package init?(seconds: Double) {
    let scaled = (seconds * 1e9).rounded()
    guard scaled >= 0, scaled < 9.2e18 else { return nil }
    nanoseconds = Int64(scaled)
  }

  /// Reads numbers with their units; a number alone is seconds.
  ///
  /// Units are ns, us, ms, s, min (or m), h, d and w; capitals and blanks do not matter.
  package init?(_ text: String) {
    var rest = text.lowercased().filter { $0 != " " }[...]
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
      rest = rest.dropFirst(unit.count)
      guard let value = Double(digits), let scale = TimeSpan.scale(String(unit)) else { return nil }
      total += value * scale
    }
    self.init(seconds: total / 1e9)
  }

  /// The span as a number of seconds.
  package var seconds: Double { Double(nanoseconds) / 1e9 }

  /// In the largest unit of which it is a whole number, as a configuration spells it: "6s", "90s".
  package var description: String {
    let (count, unit) = parts
    return "\(count)\(unit)"
  }

  /// The same for prose and tables: "6 s", "2 min".
  package var spaced: String {
    let (count, unit) = parts
    return "\(count) \(unit)"
  }

  private var parts: (count: Int64, unit: String) {
    for (unit, scale) in TimeSpan.units where nanoseconds.isMultiple(of: scale) && nanoseconds > 0 {
      return (nanoseconds / scale, unit)
    }
    return (0, "s")
  }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  private static let units: [(String, Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000), ("ns", 1),
  ]

  private static func scale(_ unit: String) -> Double? {
    switch unit {
    case "", "sec": 1e9
    case "m": 60e9
    case "w": 7 * 86_400e9
    default: units.first { $0.0 == unit }.map { Double($0.1) }
    }
  }
}
