import Files

/// Which samples of some series lie on which local day of which house.
struct ScoredDays: Sendable {
  /// Samples of one series that lie on one day.
  struct Part: Sendable {
    var samples: Range<Int>
    /// Among all days.
    var day: Int
  }

  /// Of each series, in order, all samples; only days with a scored sample are kept.
  private(set) var parts: [[Part]]
  /// The days of each house, in order.
  private(set) var houses: [Range<Int>] = []
  /// Days with a scored sample, of all houses.
  private(set) var count = 0

  /// A house and one of its days, counted from 1970-01-01.
  private struct Key: Hashable, Comparable {
    var house: Int
    var day: Int

    static func < (first: Key, second: Key) -> Bool {
      (first.house, first.day) < (second.house, second.day)
    }
  }

  init(_ series: [ScoredSeries], in zone: TimeZoneRules) {
    let cuts = series.map { Self.cut($0, in: zone) }
    let keys = Set(cuts.joined().map(\.key)).sorted()
    var places: [Key: Int] = [:]
    for (place, key) in keys.enumerated() { places[key] = place }
    parts = cuts.map { cut in
      cut.compactMap { part in places[part.key].map { Part(samples: part.samples, day: $0) } }
    }
    count = keys.count
    for (place, key) in keys.enumerated() {
      if place > 0, keys[place - 1].house == key.house {
        houses[houses.count - 1] = houses[houses.count - 1].lowerBound..<(place + 1)
      } else {
        houses.append(place..<(place + 1))
      }
    }
  }

  /// The day of a sample that is scored.
  func day(ofSample sample: Int, in series: Int) -> Int {
    let parts = parts[series]
    var low = 0
    var high = parts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if parts[middle].samples.lowerBound <= sample { low = middle } else { high = middle }
    }
    return parts[low].day
  }

  /// The days of a series that have a scored sample.
  private static func cut(
    _ series: ScoredSeries, in zone: TimeZoneRules
  ) -> [(key: Key, samples: Range<Int>)] {
    series.days(in: zone).filter { $0.samples.contains { series.counts($0) } }.map {
      (Key(house: series.house, day: $0.number), $0.samples)
    }
  }
}
