package import Files

/// Round times along a horizontal axis, in the data set's own time zone.
package struct TimeAxis: Sendable {
  /// A round time and its words.
  package struct Tick: Sendable, Equatable {
    /// Nanoseconds UTC; of another axis than time, its own unit.
    package let time: Int64
    package let label: String

    init(time: Int64, label: String) {
      self.time = time
      self.label = label
    }
  }

  /// Nanoseconds UTC.
  package let range: Range<Int64>
  /// From early to late.
  package let ticks: [Tick]

  /// Ticks for an axis of `width` columns, no closer than their labels allow.
  package init(_ range: Range<Int64>, in zone: TimeZoneRules, width: Int) {
    self.range = range
    let seconds = Double(range.upperBound - range.lowerBound) / 1e9
    let step = Step.all.first { step in
      seconds / step.seconds * Double(step.room) <= Double(width)
    }
    ticks = (step ?? .years(100)).ticks(in: range, zone)
  }
}

/// The distance between two ticks.
private enum Step {
  case seconds(Int)
  case days(Int)
  case months(Int)
  case years(Int)

  static let all: [Step] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200]
    .map(Step.seconds) + [1, 2, 5, 10].map(Step.days) + [1, 2, 3, 6].map(Step.months)
    + [1, 2, 5, 10, 20, 50].map(Step.years)

  var seconds: Double {
    switch self {
    case .seconds(let count): Double(count)
    case .days(let count): Double(count) * 86_400
    case .months(let count): Double(count) * 30.4 * 86_400
    case .years(let count): Double(count) * 365.2 * 86_400
    }
  }

  /// Columns for a label and the space after it.
  var room: Int {
    switch self {
    case .seconds(let count): count < 60 ? 11 : 8
    case .days: 9
    case .months: 11
    case .years: 7
    }
  }

  func ticks(in range: Range<Int64>, _ zone: TimeZoneRules) -> [TimeAxis.Tick] {
    let first = ISOTime.civil(range.lowerBound, in: zone)
    let last = ISOTime.civil(range.upperBound - 1, in: zone)
    return times(from: first, to: last, zone).filter { range.contains($0) }
      .map { TimeAxis.Tick(time: $0, label: label(ISOTime.civil($0, in: zone))) }
  }

  private func times(from first: CivilTime, to last: CivilTime, _ zone: TimeZoneRules) -> [Int64] {
    switch self {
    case .seconds(let step): return clockTimes(every: step, first, last, zone)
    case .days(let step):
      // Days of the month 1, 1 + step, …: the same in every month.
      return (first.dayNumber...last.dayNumber).filter { day in
        let date = CivilTime.date(ofDay: day)
        let rest = CivilTime.length(ofMonth: date.month, year: date.year) - date.day
        return (date.day - 1).isMultiple(of: step) && (step == 1 || rest + 1 >= step / 2)
      }.map { ISOTime.midnight(ofDay: $0, in: zone) }
    case .months(let step): return months(every: step, first, last, zone)
    case .years(let step): return months(every: step * 12, first, last, zone)
    }
  }

  private func clockTimes(
    every step: Int, _ first: CivilTime, _ last: CivilTime, _ zone: TimeZoneRules
  ) -> [Int64] {
    let from = first.seconds.flooredDivision(by: Int64(step))
    let to = last.seconds.flooredDivision(by: Int64(step))
    guard from <= to else { return [] }
    return (from...to).map { zone.utc(ofLocal: $0 * Int64(step)) * ISOTime.second }
  }

  private func months(
    every step: Int, _ first: CivilTime, _ last: CivilTime, _ zone: TimeZoneRules
  ) -> [Int64] {
    let count = { (time: CivilTime) in time.year * 12 + time.month - 1 }
    return (count(first)...count(last)).filter { $0.isMultiple(of: step) }.map { month in
      ISOTime.midnight(
        ofDay: CivilTime.day(ofYear: month / 12, month: month % 12 + 1, day: 1), in: zone)
    }
  }

  private func label(_ time: CivilTime) -> String {
    let pad = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    switch self {
    case .seconds(let step):
      if time.hour == 0, time.minute == 0, time.second == 0 { return dayAndMonth(time) }
      let clock = "\(pad(time.hour)):\(pad(time.minute))"
      return step < 60 ? "\(clock):\(pad(time.second))" : clock
    case .days: return dayAndMonth(time)
    case .months: return "\(TimeAxis.months[time.month - 1]) \(time.year)"
    case .years: return "\(time.year)"
    }
  }

  private func dayAndMonth(_ time: CivilTime) -> String {
    "\(time.day) \(TimeAxis.months[time.month - 1])"
  }
}

extension TimeAxis {
  /// From January on.
  package static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
