package import Files

extension ScoredSeries {
  /// The samples of each local day, in order; days without a sample are left out.
  ///
  /// - Parameter zone: Whose midnights part the days.
  /// - Returns: Of each day its number, counted from 1970-01-01, and its samples.
  package func days(in zone: TimeZoneRules) -> [(number: Int, samples: Range<Int>)] {
    var days: [(number: Int, samples: Range<Int>)] = []
    var first = 0
    while first < count {
      let number = ISOTime.civil(start + Int64(first) * period, in: zone).dayNumber
      let midnight = ISOTime.midnight(ofDay: number + 1, in: zone)
      let next = -(start - midnight).flooredDivision(by: period)
      let end = min(count, max(first + 1, Int(next)))
      days.append((number, first..<end))
      first = end
    }
    return days
  }
}
