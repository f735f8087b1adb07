import Files
import Plots

/// Days as people write them.
enum DayText {
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

  /// "Mon 3 Jun 2013".
  static func long(_ time: Int64, in zone: TimeZoneRules) -> String {
    let civil = ISOTime.civil(time, in: zone)
    return "\(weekdays[civil.weekday]) \(civil.day) \(TimeAxis.months[civil.month - 1]) "
      + "\(civil.year)"
  }

  /// "2013-06-03 → 2013-07-01", the end being the last day that has a sample.
  static func range(_ range: Range<Int64>, in zone: TimeZoneRules) -> String {
    let last = max(range.lowerBound, range.upperBound - 1)
    return "\(ISOTime.date(range.lowerBound, in: zone)) → \(ISOTime.date(last, in: zone))"
  }
}
