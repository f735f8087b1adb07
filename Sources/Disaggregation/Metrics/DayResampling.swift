import Work

/// 95 % intervals by moving-block bootstrap over days.
///
/// Each house's days are drawn by themselves, as many as it has, in blocks of neighbouring days: a
/// quarter of its days long, at least 1 and at most 7 (a week, whose days are not alike). The last
/// block is cut short. Percentiles 2.5 and 97.5 of 1,000 draws, which everything that one scorer
/// scores shares; Künsch (1989), Efron (1979).
package struct DayResampling: Sendable {
  static let draws = 1000
  static let longestBlock = 7
  /// With fewer days there is no interval.
  static let fewestDays = 4
  /// Of the draws, in which a metric must be defined.
  static let leastDefined = 950

  /// Of all days, in order, those of each house.
  package let houses: [Range<Int>]
  private let seed: UInt64

  package init(houses: [Range<Int>], seed: UInt64 = 1) {
    self.houses = houses
    self.seed = seed
  }

  /// Of each metric that is defined in nearly every draw; it always holds the value itself.
  func intervals(
    of days: [DayTally], values: [Metric: Double]
  ) -> [Metric: ClosedRange<Double>] {
    var drawn: [Metric: [Double]] = [:]
    forEachDraw { drawnDays in
      let sum = Self.sum(days, drawnDays)
      for metric in values.keys {
        if let value = sum.value(of: metric) { drawn[metric, default: []].append(value) }
      }
    }
    var intervals: [Metric: ClosedRange<Double>] = [:]
    for (metric, value) in values {
      intervals[metric] = Self.interval(drawn[metric] ?? [], around: value)
    }
    return intervals
  }

  /// First minus second, of the metrics that both have.
  package func differences(
    _ first: Scored, _ second: Scored, _ metrics: [Metric]
  ) -> [PairedComparison] {
    precondition(
      first.days.count == second.days.count, "\(first.days.count) and \(second.days.count) days")
    var drawn: [Metric: [Double]] = [:]
    forEachDraw { days in
      let (one, other) = (Self.sum(first.days, days), Self.sum(second.days, days))
      for metric in metrics {
        if let a = one.value(of: metric), let b = other.value(of: metric) {
          drawn[metric, default: []].append(a - b)
        }
      }
    }
    return metrics.compactMap { metric in
      guard let a = first.scores[metric], let b = second.scores[metric] else { return nil }
      return PairedComparison(
        metric: metric, difference: a - b,
        interval: Self.interval(drawn[metric] ?? [], around: a - b))
    }
  }

  /// Calls `body` with the days of each draw, unless there are too few.
  private func forEachDraw(_ body: ([Int]) -> Void) {
    let count = houses.reduce(0) { $0 + $1.count }
    guard count >= Self.fewestDays else { return }
    var generator = RandomGenerator(seed: seed)
    var days: [Int] = []
    for _ in 0..<Self.draws {
      days.removeAll(keepingCapacity: true)
      for house in houses { Self.draw(house, to: &days, &generator) }
      body(days)
    }
  }

  private static func draw(
    _ house: Range<Int>, to days: inout [Int], _ generator: inout RandomGenerator
  ) {
    let block = min(longestBlock, max(1, house.count / 4))
    var left = house.count
    while left > 0 {
      let first = generator.whole(house.lowerBound...(house.upperBound - block))
      days.append(contentsOf: first..<(first + min(block, left)))
      left -= block
    }
  }

  private static func sum(_ tallies: [DayTally], _ days: [Int]) -> DayTally {
    var sum = DayTally()
    for day in days { sum += tallies[day] }
    return sum
  }

  private static func interval(
    _ values: [Double], around value: Double
  ) -> ClosedRange<Double>? {
    guard values.count >= leastDefined else { return nil }
    let sorted = values.sorted()
    let low = percentile(0.025, of: sorted)
    let high = percentile(0.975, of: sorted)
    return min(low, value)...max(high, value)
  }

  /// Linear between the two nearest ranks.
  private static func percentile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }
}
