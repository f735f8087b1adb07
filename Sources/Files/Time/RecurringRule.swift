/// A rule for every year in POSIX notation: "GMT0BST,M3.5.0/1,M10.5.0" (RFC 8536, section 3.3).
struct RecurringRule: Sendable, Equatable {
  /// A moment of each year, on the clock in force before it.
  struct Change: Sendable, Equatable {
    enum Day: Sendable, Equatable {
      /// 1 to 365, never counting 29 February.
      case julian(Int)
      /// 0 to 365, counting it.
      case ordinal(Int)
      /// The n-th such weekday of a month; 5 is the last.
      case weekday(month: Int, week: Int, day: Int)
    }

    let day: Day
    /// Seconds after midnight, perhaps negative or beyond a day.
    let time: Int

    /// Seconds since 1970-01-01 00:00 on the local clock.
    func moment(inYear year: Int) -> Int64 {
      let newYear = CivilTime.day(ofYear: year, month: 1, day: 1)
      let number: Int
      switch day {
      case .julian(let day):
        number = newYear + day - 1 + (CivilTime.isLeap(year) && day >= 60 ? 1 : 0)
      case .ordinal(let day):
        number = newYear + day
      case .weekday(let month, let week, let day):
        let first = CivilTime.day(ofYear: year, month: month, day: 1)
        let ahead = (day - CivilTime.weekday(ofDay: first) + 7) % 7
        let offset = ahead + (week - 1) * 7
        let isPast = offset >= CivilTime.length(ofMonth: month, year: year)
        number = first + (isPast ? offset - 7 : offset)
      }
      return Int64(number) * 86_400 + Int64(time)
    }
  }

  let standard: TimeZoneRules.Kind
  let daylight: TimeZoneRules.Kind?
  private let begins: Change?
  private let ends: Change?

  /// Reads the notation; nil where it is malformed.
  init?(_ text: String) {
    var scanner = RuleScanner(text)
    guard let name = scanner.name(), let west = scanner.time() else { return nil }
    standard = TimeZoneRules.Kind(offset: -west, isDaylightSaving: false, abbreviation: name)
    guard !scanner.isAtEnd else {
      (daylight, begins, ends) = (nil, nil, nil)
      return
    }
    guard let summer = scanner.name() else { return nil }
    var offset = 3600 - west
    if !scanner.isAt(",") {
      guard let west = scanner.time() else { return nil }
      offset = -west
    }
    guard let begins = scanner.change(), let ends = scanner.change(), scanner.isAtEnd else {
      return nil
    }
    daylight = TimeZoneRules.Kind(offset: offset, isDaylightSaving: true, abbreviation: summer)
    (self.begins, self.ends) = (begins, ends)
  }

  /// What is in force at that moment.
  func kind(atUTC seconds: Int64) -> TimeZoneRules.Kind {
    guard let daylight, let begins, let ends else { return standard }
    let year = CivilTime(seconds: seconds + Int64(standard.offset)).year
    let start = begins.moment(inYear: year) - Int64(standard.offset)
    let end = ends.moment(inYear: year) - Int64(daylight.offset)
    let isSummer =
      start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
    return isSummer ? daylight : standard
  }
}

/// The tokens of a POSIX zone rule.
private struct RuleScanner {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  var isAtEnd: Bool { rest.isEmpty }

  func isAt(_ character: Character) -> Bool { rest.first == character }

  /// "BST" or "<+0330>".
  mutating func name() -> String? {
    let isQuoted = skip("<")
    let name = rest.prefix {
      isQuoted ? $0 != ">" : $0.isASCII && $0.isLetter
    }
    rest = rest.dropFirst(name.count)
    guard !name.isEmpty, !isQuoted || skip(">") else { return nil }
    return String(name)
  }

  /// "[+-]hh[:mm[:ss]]" in seconds.
  mutating func time() -> Int? {
    let sign = skip("-") ? -1 : 1
    if sign == 1 { _ = skip("+") }
    guard let hours = number(upTo: 167) else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where skip(":") {
      guard let part = number(upTo: 59) else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  /// ",M3.5.0/1", ",J60", ",59/3".
  mutating func change() -> RecurringRule.Change? {
    guard skip(","), let day = day() else { return nil }
    guard skip("/") else { return RecurringRule.Change(day: day, time: 7200) }
    return time().map { RecurringRule.Change(day: day, time: $0) }
  }

  private mutating func day() -> RecurringRule.Change.Day? {
    if skip("J") { return number(upTo: 365).flatMap { $0 > 0 ? .julian($0) : nil } }
    guard skip("M") else { return number(upTo: 365).map { .ordinal($0) } }
    guard let month = number(upTo: 12), month > 0, skip("."), let week = number(upTo: 5), week > 0,
      skip("."), let day = number(upTo: 6)
    else { return nil }
    return .weekday(month: month, week: week, day: day)
  }

  private mutating func number(upTo limit: Int) -> Int? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }.prefix(4)
    guard let value = Int(digits), value <= limit else { return nil }
    rest = rest.dropFirst(digits.count)
    return value
  }

  private mutating func skip(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest = rest.dropFirst()
    return true
  }
}
