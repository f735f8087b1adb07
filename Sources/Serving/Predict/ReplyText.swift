import Disaggregation
import Files

/// Writes a JSON answer as bytes, its long lists without a String for each number.
struct ReplyText {
  private var text = WattText()

  /// What was written.
  var bytes: [UInt8] { text.bytes }

  mutating func reserve(_ count: Int) { text.reserve(count) }

  /// Punctuation and keys, as they are.
  mutating func raw(_ piece: String) { text.append(text: piece) }

  /// A value of a few words or numbers.
  mutating func value(_ value: JSON) { text.append(text: value.text) }

  /// Watts with at most two decimals, as `energy predict` writes them; null where missing.
  mutating func watts(_ values: some Collection<Float>) {
    text.append(ReplyText.open)
    var isFirst = true
    for watts in values {
      if !isFirst { text.append(ReplyText.comma) }
      isFirst = false
      if watts.isFinite { text.append(watts: watts) } else { text.append(ReplyText.null[...]) }
    }
    text.append(ReplyText.close)
  }

  /// Whether the appliance is on; null where the estimate is missing.
  mutating func states(_ states: ArraySlice<Bool>, _ estimates: ArraySlice<Float>) {
    text.append(ReplyText.open)
    var isFirst = true
    for (isOn, estimate) in zip(states, estimates) {
      if !isFirst { text.append(ReplyText.comma) }
      isFirst = false
      let word =
        estimate.isNaN ? ReplyText.null : isOn ? ReplyText.isTrue : ReplyText.isFalse
      text.append(word[...])
    }
    text.append(ReplyText.close)
  }

  /// Runs of equal flags: `[["ok",300],["edge",12]]`.
  mutating func flags(_ flags: ArraySlice<PredictionFlag>) {
    text.append(ReplyText.open)
    var place = flags.startIndex
    while place < flags.endIndex {
      let flag = flags[place]
      let end = flags[place...].firstIndex { $0 != flag } ?? flags.endIndex
      if place > flags.startIndex { text.append(ReplyText.comma) }
      raw("[\"\(flag.text)\",\(end - place)]")
      place = end
    }
    text.append(ReplyText.close)
  }

  /// Moments in quotes, ISO 8601 on the clock of a zone.
  mutating func moments(_ moments: some Collection<Int64>, _ zone: TimeZoneRules) {
    var clock = MomentText(zone)
    text.append(ReplyText.open)
    var isFirst = true
    for moment in moments {
      if !isFirst { text.append(ReplyText.comma) }
      isFirst = false
      text.append(ReplyText.quote)
      clock.append(moment, to: &text)
      text.append(ReplyText.quote)
    }
    text.append(ReplyText.close)
  }

  private static let open = UInt8(ascii: "[")
  private static let close = UInt8(ascii: "]")
  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let null = Array("null".utf8)
  private static let isTrue = Array("true".utf8)
  private static let isFalse = Array("false".utf8)
}
