package import Files

/// Times of rows to moments, fast where a date goes on for many rows.
package struct ReadingClock: Sendable {
  /// Whether times carry their offset; nil until one was read.
  package private(set) var hasOffsets: Bool?
  private var local: LocalClock
  /// The ten bytes of the last date, and its midnight in seconds.
  private var date: [UInt8] = []
  private var midnight: Int64 = 0

  /// - Parameter zone: Of times without an offset.
  package init(_ zone: TimeZoneRules) { local = LocalClock(zone) }

  /// Nanoseconds UTC; nil where the text names no moment.
  ///
  /// - Throws: `ReadingFault` where some rows carry an offset and others do not.
  package mutating func time(_ text: ArraySlice<UInt8>) throws(ReadingFault) -> Int64? {
    guard let written = usual(text) ?? ISOTime.written(text) else { return nil }
    let hasOffset = written.offset != nil
    if let known = hasOffsets, known != hasOffset {
      let spelled = String(decoding: text.prefix(40), as: UTF8.self)
      throw ReadingFault(
        reason: "\(spelled) carries \(hasOffset ? "an" : "no") offset from UTC, and the rows above "
          + "\(known ? "do" : "do not")",
        remedy: "Write all times with their offset, or none of them.")
    }
    hasOffsets = hasOffset
    return local.time(written)
  }

  /// What a text says that has the date of the text before and whole seconds.
  @inline(__always)
  private mutating func usual(_ text: ArraySlice<UInt8>) -> ISOTime.Written? {
    let start = text.startIndex
    guard text.count >= 19 else { return nil }
    guard text[start..<start + 10].elementsEqual(date) else {
      return learnDate(of: text)
    }
    guard text[start + 10] == UInt8(ascii: "T") || text[start + 10] == UInt8(ascii: " "),
      text[start + 13] == UInt8(ascii: ":"), text[start + 16] == UInt8(ascii: ":"),
      let hour = two(text, start + 11), let minute = two(text, start + 14),
      let second = two(text, start + 17), hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = midnight + hour * 3600 + minute * 60 + second
    switch text.count {
    case 19: return ISOTime.Written(seconds: seconds, fraction: 0, offset: nil)
    case 20 where text[start + 19] == UInt8(ascii: "Z"):
      return ISOTime.Written(seconds: seconds, fraction: 0, offset: 0)
    case 25: return withOffset(text, start + 19, seconds)
    default: return nil
    }
  }

  /// "+01:00" behind the seconds.
  @inline(__always)
  private func withOffset(
    _ text: ArraySlice<UInt8>, _ place: Int, _ seconds: Int64
  ) -> ISOTime.Written? {
    guard text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-"),
      text[place + 3] == UInt8(ascii: ":"), let hours = two(text, place + 1),
      let minutes = two(text, place + 4), hours < 24, minutes < 60
    else { return nil }
    let east = Int(hours * 3600 + minutes * 60)
    return ISOTime.Written(
      seconds: seconds, fraction: 0, offset: text[place] == UInt8(ascii: "-") ? -east : east)
  }

  /// Reads a text in full, and remembers its date where the next one may share it.
  private mutating func learnDate(of text: ArraySlice<UInt8>) -> ISOTime.Written? {
    guard let written = ISOTime.written(text) else { return nil }
    let start = text.startIndex
    date = Array(text[start..<start + 10])
    midnight = written.seconds.flooredDivision(by: 86_400) * 86_400
    return written
  }

  @inline(__always)
  private func two(_ text: ArraySlice<UInt8>, _ place: Int) -> Int64? {
    let (tens, units) = (text[place] &- 48, text[place + 1] &- 48)
    guard tens < 10, units < 10 else { return nil }
    return Int64(tens) * 10 + Int64(units)
  }

  /// How many decimals of a second a count since 1970 has, by its size: 0, 3, 6 or 9.
  package static func decimals(ofEpoch number: Double) -> Int { CSVLayout.magnitude(number) }
}
