/// A date of the proleptic Gregorian calendar and a time of day, without a zone.
package struct CivilTime: Sendable, Equatable {
  /// Of the common era; 0 is 1 BC.
  package var year: Int
  /// From 1.
  package var month: Int
  /// From 1.
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int

  package init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// The civil time that lies so many seconds after 1970-01-01 00:00 on the same clock.
  package init(seconds: Int64) {
    let days = seconds.flooredDivision(by: 86_400)
    let rest = Int(seconds - days * 86_400)
    (year, month, day) = CivilTime.date(ofDay: Int(days))
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// Seconds since 1970-01-01 00:00 on the same clock.
  package var seconds: Int64 {
    Int64(dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  /// Days since 1970-01-01.
  package var dayNumber: Int { CivilTime.day(ofYear: year, month: month, day: day) }

  /// 0 for Sunday to 6 for Saturday.
  package var weekday: Int { CivilTime.weekday(ofDay: dayNumber) }

  /// True where such a moment exists on the calendar and the clock.
  package var isValid: Bool {
    (1...12).contains(month) && (0...23).contains(hour) && (0...59).contains(minute)
      && (0...59).contains(second)
      && (1...CivilTime.length(ofMonth: month, year: year)).contains(day)
  }
}

extension CivilTime {
  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years, years that
  // begin in March.

  /// Days from 1970-01-01 to a date.
  package static func day(ofYear year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date that lies so many days after 1970-01-01.
  package static func date(ofDay number: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// 0 for Sunday to 6 for Saturday; 1970-01-01 was a Thursday.
  package static func weekday(ofDay number: Int) -> Int { ((number + 4) % 7 + 7) % 7 }

  /// True for years with a 29 February.
  package static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  /// Days of a month from 1 to 12; 0 for any other number.
  package static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    case 1...12: 31
    default: 0
    }
  }
}

extension Int64 {
  /// The quotient rounded towards minus infinity.
  package func flooredDivision(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
}
