/// Moments as ISO 8601 writes them; a moment is nanoseconds since 1970-01-01 UTC.
package enum ISOTime {
  /// Nanoseconds in a second.
  package static let second: Int64 = 1_000_000_000

  /// The moment that a text names, or nil where it names none that fits (years 1678 to 2261).
  ///
  /// "2013-06-03" is local midnight; "2013-06-03 06:00" and "2013-06-03T06:00:05.5" are local;
  /// "…Z" and "…+01:00" carry their offset. Digits below a nanosecond are dropped.
  package static func parse(_ text: String, in zone: TimeZoneRules) -> Int64? {
    guard let written = written(Array(text.utf8)[...]) else { return nil }
    let seconds = written.offset.map { written.seconds - Int64($0) }
    return nanoseconds(seconds ?? zone.utc(ofLocal: written.seconds), written.fraction)
  }

  /// What a text says before any zone is applied.
  package struct Written {
    /// Seconds since 1970-01-01 00:00 on the clock that was read.
    package let seconds: Int64
    /// Nanoseconds after that second.
    package let fraction: Int64
    /// Seconds east of Greenwich, or nil where the clock is the local one.
    package let offset: Int?

    package init(seconds: Int64, fraction: Int64, offset: Int?) {
      self.seconds = seconds
      self.fraction = fraction
      self.offset = offset
    }
  }

  /// The parts of a text, or nil where it names no time.
  package static func written(_ bytes: ArraySlice<UInt8>) -> Written? {
    var scanner = ISOScanner(bytes)
    guard let time = scanner.civilTime(), let fraction = scanner.fraction(),
      let offset = scanner.offset()
    else { return nil }
    switch offset {
    case .local: return Written(seconds: time.seconds, fraction: fraction, offset: nil)
    case .fixed(let east):
      return Written(seconds: time.seconds, fraction: fraction, offset: east)
    }
  }

  /// The moment, or nil outside the years 1678 to 2261, which 64 bits hold with all their parts.
  package static func nanoseconds(_ seconds: Int64, _ fraction: Int64) -> Int64? {
    (-9_214_560_000..<9_214_646_400).contains(seconds) ? seconds * second + fraction : nil
  }

  /// "2013-06-03T06:00:00+01:00", with the decimals of a second that are asked for.
  package static func format(
    _ nanoseconds: Int64, in zone: TimeZoneRules, decimals: Int = 0
  ) -> String {
    precondition((0...9).contains(decimals), "\(decimals) decimals of a second")
    let seconds = nanoseconds.flooredDivision(by: second)
    let offset = zone.offset(atUTC: seconds)
    var text = date(nanoseconds, in: zone) + "T" + clock(nanoseconds, in: zone)
    if decimals > 0 {
      let digits = padded(Int(nanoseconds - seconds * second), 9)
      text += "." + digits.prefix(decimals)
    }
    let minutes = offset.magnitude / 60
    let sign = offset < 0 ? "-" : "+"
    return text + sign + padded(Int(minutes / 60), 2) + ":" + padded(Int(minutes % 60), 2)
  }

  /// "2013-06-03".
  package static func date(_ nanoseconds: Int64, in zone: TimeZoneRules) -> String {
    let time = civil(nanoseconds, in: zone)
    return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
  }

  /// "06:00:05".
  package static func clock(_ nanoseconds: Int64, in zone: TimeZoneRules) -> String {
    let time = civil(nanoseconds, in: zone)
    return "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
  }

  /// What local calendars and clocks show at that moment.
  package static func civil(_ nanoseconds: Int64, in zone: TimeZoneRules) -> CivilTime {
    let seconds = nanoseconds.flooredDivision(by: second)
    return CivilTime(seconds: seconds + Int64(zone.offset(atUTC: seconds)))
  }

  /// The moment of local midnight so many days after 1970-01-01.
  package static func midnight(ofDay number: Int, in zone: TimeZoneRules) -> Int64 {
    zone.utc(ofLocal: Int64(number) * 86_400) * second
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (value < 0 ? "-" : "") + zeros + digits
  }
}
