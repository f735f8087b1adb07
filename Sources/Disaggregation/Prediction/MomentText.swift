package import Files

/// Writes moments as ISO 8601 with the offset of a zone, fast where a day goes on for many rows.
package struct MomentText: Sendable {
  private let zone: TimeZoneRules
  /// The moments that share the present day's date and offset.
  private var day: Range<Int64> = 0..<0
  private var date: [UInt8] = []
  private var offset: [UInt8] = []

  package init(_ zone: TimeZoneRules) { self.zone = zone }

  /// Appends "2013-06-03T06:00:00+01:00", with decimals where the moment has some.
  package mutating func append(_ moment: Int64, to text: inout WattText) {
    if !day.contains(moment) { guard learnDay(of: moment) else { return full(moment, &text) } }
    let nanoseconds = moment - day.lowerBound
    let seconds = nanoseconds / ISOTime.second
    text.append(date[...])
    text.append(UInt8(ascii: "T"))
    two(seconds / 3600, &text)
    text.append(UInt8(ascii: ":"))
    two(seconds / 60 % 60, &text)
    text.append(UInt8(ascii: ":"))
    two(seconds % 60, &text)
    fraction(nanoseconds % ISOTime.second, &text)
    text.append(offset[...])
  }

  /// Three, six or nine decimals, as many as the fraction needs.
  private func fraction(_ nanoseconds: Int64, _ text: inout WattText) {
    guard nanoseconds > 0 else { return }
    let digits = nanoseconds.isMultiple(of: 1_000_000) ? 3 : nanoseconds % 1000 == 0 ? 6 : 9
    text.append(UInt8(ascii: "."))
    var scale: Int64 = 100_000_000
    for _ in 0..<digits {
      text.append(48 + UInt8(nanoseconds / scale % 10))
      scale /= 10
    }
  }

  private func two(_ number: Int64, _ text: inout WattText) {
    text.append(48 + UInt8(number / 10))
    text.append(48 + UInt8(number % 10))
  }

  /// False on days whose offset changes.
  private mutating func learnDay(of moment: Int64) -> Bool {
    let seconds = moment.flooredDivision(by: ISOTime.second)
    let local = seconds + Int64(zone.offset(atUTC: seconds))
    let number = local.flooredDivision(by: 86_400)
    guard let east = zone.steadyOffset(ofDay: Int(number)) else { return false }
    let start = (number * 86_400 - Int64(east)) * ISOTime.second
    day = start..<start + 86_400 * ISOTime.second
    let spelled = Array(ISOTime.format(moment, in: zone).utf8)
    date = Array(spelled.prefix(10))
    offset = Array(spelled.suffix(6))
    return true
  }

  private func full(_ moment: Int64, _ text: inout WattText) {
    let isWhole = moment.isMultiple(of: ISOTime.second)
    text.append(text: ISOTime.format(moment, in: zone, decimals: isWhole ? 0 : 9))
  }
}
