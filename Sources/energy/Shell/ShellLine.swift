import Files

/// One line of the session, taken apart.
struct ShellLine {
  let verb: ShellVerb
  /// What follows the verb; quotes are taken off and keep spaces in a word.
  let words: [String]

  /// Reads a line; nil for an empty one or a comment.
  ///
  /// - Throws: `UsageError` for an unknown command (with the nearest) and an open quote.
  init?(_ text: String) throws(UsageError) {
    var words = try ShellLine.words(text)
    guard !words.isEmpty else { return nil }
    let first = words.removeFirst()
    guard let verb = ShellLine.verb(first) else {
      throw UsageError(
        "unknown command \(first)",
        remedy: Spelling.question(for: first, among: ShellVerb.allCases.map(\.rawValue))
          ?? "Type help for the commands.")
    }
    self.verb = verb
    self.words = words
  }

  /// The words as one text again.
  var rest: String { words.joined(separator: " ") }

  /// Other words for the same commands.
  static func verb(_ word: String) -> ShellVerb? {
    switch word.lowercased() {
    case "exit", "bye": .quit
    case "?": .help
    case "stats": .statistics
    case "building": .house
    case "buildings": .houses
    case "plot", "draw": .show
    case let word: ShellVerb(rawValue: word)
    }
  }

  /// Splits at spaces outside of quotes; a word that begins with # ends the line.
  private static func words(_ text: String) throws(UsageError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else if character == "#", word == nil {
        return words
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let quote { throw UsageError("the quote \(quote) is never closed") }
    if let done = word { words.append(done) }
    return words
  }
}

/// Stretches of time as people type them, in the data set's zone.
struct ShellTimes {
  let zone: TimeZoneRules

  /// Splits words into those before the first that looks like a date, and the stretch after it.
  ///
  /// - Throws: `UsageError` where what looks like times is no stretch.
  func split(_ words: [String]) throws(UsageError) -> (before: [String], range: Range<Int64>?) {
    guard let first = words.firstIndex(where: ShellTimes.looksLikeDate) else { return (words, nil) }
    let (range, rest) = try leading(Array(words[first...]))
    guard rest.isEmpty else { throw UsageError("unexpected \"\(rest[0])\" after the times") }
    return (Array(words[..<first]), range)
  }

  /// The stretch with which the words begin, and the words after it.
  ///
  /// - Throws: `UsageError` where a time does not exist or the stretch is empty.
  func leading(
    _ words: [String]
  ) throws(UsageError) -> (range: Range<Int64>, rest: [String]) {
    var rest = words[...]
    guard let date = rest.popFirst() else { throw UsageError("a day is missing: \(Self.example)") }
    var start = try moment(date, nil)
    if let clock = rest.first, ShellTimes.looksLikeClock(clock) {
      start = try moment(date, clock)
      rest.removeFirst()
    }
    if rest.first == "to" || rest.first == "-" { rest.removeFirst() }
    let end: Int64
    if let next = rest.first, ShellTimes.looksLikeClock(next) {
      end = try moment(String(date.prefix(10)), next)
      rest.removeFirst()
    } else if let next = rest.first, ShellTimes.looksLikeDate(next) {
      rest.removeFirst()
      let clock = rest.first.flatMap { ShellTimes.looksLikeClock($0) ? $0 : nil }
      if clock != nil { rest.removeFirst() }
      end = try moment(next, clock)
    } else {
      // A day alone is all of it, a time alone runs to the end of its day.
      end = ISOTime.midnight(ofDay: ISOTime.civil(start, in: zone).dayNumber + 1, in: zone)
    }
    guard start < end else {
      throw UsageError(
        "\(ISOTime.format(start, in: zone)) is not before \(ISOTime.format(end, in: zone))",
        remedy: "A range includes its start and excludes its end.")
    }
    return (start..<end, Array(rest))
  }

  /// Nanoseconds from 1900 to 2150: any two such times have a distance that fits.
  static let plausible: Range<Int64> = -2_208_988_800_000_000_000..<5_680_281_600_000_000_000

  static let example = "2013-06-03, or 2013-06-03 06:00 09:00"

  /// "2013-06-03", perhaps with a time joined to it.
  static func looksLikeDate(_ word: String) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count >= 3 && parts[0].count == 4 && parts[0].allSatisfy(\.isNumber)
  }

  /// "06:00" or "06:00:05".
  static func looksLikeClock(_ word: String) -> Bool {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && parts[0].count <= 2 && parts[0].allSatisfy(\.isNumber)
  }

  private func moment(_ date: String, _ clock: String?) throws(UsageError) -> Int64 {
    let padded = clock.map { $0.prefix { $0 != ":" }.count == 1 ? "0\($0)" : $0 }
    let text = padded.map { "\(date) \($0)" } ?? date
    guard let moment = ISOTime.parse(text, in: zone) else {
      throw UsageError("\(text) is no time", remedy: "Write \(Self.example).")
    }
    guard ShellTimes.plausible.contains(moment) else {
      throw UsageError("\(text) is not in the years 1900 to 2150")
    }
    return moment
  }
}
