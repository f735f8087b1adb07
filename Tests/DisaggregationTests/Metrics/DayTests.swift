import Files
import MeterData
import Testing
import Work

@testable import Disaggregation

@Suite("Days as what intervals are drawn from")
struct DayTests {
  private static let quarter = Int64(900_000_000_000)
  private static let rule = ActivationRule(threshold: 100)

  /// Days of 96 samples with some activations each, beside estimates that miss some.
  private func home(
    _ days: Int, house: Int = 1, seed: UInt64
  ) -> (series: ScoredSeries, estimate: [Float]) {
    var generator = RandomGenerator(seed: seed)
    var truth: [Float] = []
    var estimate: [Float] = []
    for _ in 0..<(96 * days) {
      let isOn = generator.chance(0.1)
      truth.append(Float(generator.uniform(0...20)) + (isOn ? 800 : 0))
      estimate.append(Float(generator.uniform(0...20)) + (isOn && generator.chance(0.8) ? 700 : 0))
    }
    let series = ScoredSeries(
      house: house, start: 0, period: Self.quarter, mains: truth.map { $0 + 100 }, truth: truth,
      isScored: truth.map { _ in generator.chance(0.95) })
    return (series, estimate)
  }

  private func scorer(_ series: [ScoredSeries], seed: UInt64 = 1) -> Scorer {
    Scorer(series, rule: Self.rule, zone: .utc, clamping: .zero, seed: seed)
  }

  @Test("a perfect estimate has skill and event F1 of 1, always")
  func perfect() {
    let home = home(12, seed: 1)
    let scores = scorer([home.series]).score(.series([home.series.truth])).scores
    for metric in Metric.allCases {
      let best: Double = metric.isHigherBetter ? 1 : 0
      #expect(scores[metric] == best, "\(metric)")
      #expect(scores.intervals[metric] == best...best, "\(metric)")
    }
    #expect(scores.matches?.count == scores.activations && scores.matches?.energy == 0)
  }

  @Test("add up to the whole, in any order")
  func sum() {
    let homes = [home(5, seed: 2), home(9, house: 2, seed: 3)]
    let scored = scorer(homes.map(\.series)).score(.series(homes.map(\.estimate)))
    #expect(scored.days.count == 14 && scored.scores.days == 14)
    let sum = scored.days.reversed().reduce(DayTally(), +)
    for (metric, value) in scored.scores.values {
      let other = sum.value(of: metric)
      #expect(other.map { abs($0 - value) <= 1e-12 * max(1, abs(value)) } == true, "\(metric)")
    }
    let apart = homes.map { scorer([$0.series]).score(.series([$0.estimate])) }
    let errors = apart.map { $0.days.reduce(DayTally(), +) }.reduce(DayTally(), +)
    #expect(abs(errors.errors - sum.errors) <= 1e-9 * sum.errors)
    #expect(errors.confusion == sum.confusion && errors.matched == sum.matched)
    #expect(scored.days[..<5].map(\.samples) == apart[0].days.map(\.samples))
  }

  @Test("intervals hold the value, are the same again, and shrink with more days")
  func intervals() throws {
    let short = home(10, seed: 4)
    let long = home(160, seed: 4)
    let scored = scorer([short.series]).score(.series([short.estimate])).scores
    #expect(Set(scored.intervals.keys) == Set(Metric.allCases))
    for (metric, interval) in scored.intervals {
      #expect(interval.contains(try #require(scored[metric])), "\(metric)")
    }
    let again = scorer([short.series]).score(.series([short.estimate])).scores
    #expect(again == scored)
    let other = scorer([short.series], seed: 2).score(.series([short.estimate])).scores
    #expect(other.values == scored.values && other.intervals != scored.intervals)
    let more = scorer([long.series]).score(.series([long.estimate])).scores
    func width(_ scores: Scores) throws -> Double {
      let interval = try #require(scores.intervals[.mae])
      return interval.upperBound - interval.lowerBound
    }
    #expect(try width(more) < 0.5 * width(scored))
  }

  @Test("an interval of means is as wide as its theory says")
  func width() throws {
    var generator = RandomGenerator(seed: 9)
    let days = (0..<400).map { _ in
      var day = DayTally()
      (day.days, day.samples, day.errors) = (1, 1, generator.uniform(0...1))
      return day
    }
    let resampling = DayResampling(houses: [0..<400], seed: 1)
    let interval = try #require(resampling.intervals(of: days, values: [.mae: 0.5])[.mae])
    let expected = 2 * 1.96 * (1.0 / 12 / 400).squareRoot()
    #expect(abs(interval.upperBound - interval.lowerBound - expected) < 0.2 * expected)
  }

  @Test("too few days, or a metric that most draws do not define, have no interval")
  func none() {
    let three = home(3, seed: 5)
    #expect(scorer([three.series]).score(.series([three.estimate])).scores.intervals.isEmpty)
    var days = [DayTally](repeating: DayTally(), count: 8)
    for day in days.indices { days[day].samples = 1 }
    days[3].confusion.bothOn = 1
    let intervals = DayResampling(houses: [0..<8], seed: 1).intervals(
      of: days, values: [.recall: 1, .mae: 0])
    #expect(intervals[.recall] == nil && intervals[.mae] == 0...0)
  }

  @Test("a comparison draws the same days for both")
  func comparison() throws {
    let home = home(30, seed: 6)
    let scorer = scorer([home.series])
    let first = scorer.score(.series([home.estimate]))
    let shifted = home.estimate.map { $0 + 0.5 }
    let second = scorer.score(.series([shifted]))
    let same = scorer.compare(first, first, [.mae, .skill])
    #expect(same.map(\.metric) == [.mae, .skill])
    #expect(same.allSatisfy { $0.difference == 0 && $0.interval == 0...0 })
    let bias = try #require(scorer.compare(second, first, [.mae]).first)
    #expect(bias.difference == (second.scores[.mae] ?? 0) - (first.scores[.mae] ?? 0))
    let paired = try #require(bias.interval)
    let alone = try #require(first.scores.intervals[.mae])
    #expect(paired.contains(bias.difference))
    #expect(paired.upperBound - paired.lowerBound < (alone.upperBound - alone.lowerBound) / 10)
  }

  @Test("what is undefined for one of them is not compared")
  func undefined() {
    let home = home(8, seed: 7)
    let scorer = scorer([home.series])
    let model = scorer.score(.series([home.estimate]))
    let zero = scorer.score(.constant(0))
    #expect(scorer.compare(model, zero, [.precision, .recall]).map(\.metric) == [.recall])
  }

  @Test("each house has as many days in every draw as it has")
  func houses() {
    let days = (0..<40).map { day in
      var tally = DayTally()
      (tally.days, tally.samples, tally.errors) = (1, 1, day < 30 ? 1 : 0)
      return tally
    }
    let apart = DayResampling(houses: [0..<30, 30..<40], seed: 3)
    #expect(apart.intervals(of: days, values: [.mae: 0.75])[.mae] == 0.75...0.75)
    let together = DayResampling(houses: [0..<40], seed: 3)
    #expect(together.intervals(of: days, values: [.mae: 0.75])[.mae] != 0.75...0.75)
  }
}
