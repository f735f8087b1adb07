import Files
import Work

/// What the people of a house do on one day, in seconds of the wall clock since local midnight.
struct HouseholdDay: Sendable {
  /// Seconds since 1970-01-01 UTC of local midnight and of the next.
  let start: Int64
  let end: Int64
  let isWeekend: Bool
  /// From -1 in midwinter to 1 in midsummer.
  let season: Double
  let sunrise: Int
  let sunset: Int
  /// Everybody is away, night and day.
  let isAway: Bool
  let wake: Int
  let bed: Int
  /// When nobody is at home in the daytime; empty where somebody is.
  let absence: Range<Int>

  /// Local midnight as if the zone were UTC.
  let localStart: Int64
  let zone: TimeZoneRules

  /// The moment, in seconds UTC, at which the wall clock shows `second`.
  func moment(_ second: Int) -> Int64 { zone.utc(ofLocal: localStart + Int64(second)) }

  /// Somebody is at home and awake.
  func isActive(at second: Int) -> Bool {
    !isAway && second >= wake && second < bed && !absence.contains(second)
  }

  func isDark(at second: Int) -> Bool { second < sunrise + 900 || second > sunset - 1200 }
}

/// A time of day around which something tends to happen.
struct Habit: Sendable {
  enum Anchor: Sendable { case waking, returning, sleeping, clock }

  let anchor: Anchor
  /// Minutes after the anchor (after midnight for the clock), and their standard deviation.
  let minutes: Double
  let spread: Double
  let weight: Double

  init(_ anchor: Anchor, _ minutes: Double, spread: Double, weight: Double = 1) {
    self.anchor = anchor
    self.minutes = minutes
    self.spread = spread
    self.weight = weight
  }
}

extension HouseholdDay {
  /// The times at which something begins that happens `mean` times on an ordinary day, in order.
  ///
  /// Times when nobody is up and at home are drawn again, a few times.
  func times(
    mean: Double, _ habits: [Habit], _ random: inout RandomGenerator
  ) -> [Int] {
    times(random.count(mean: mean), habits, &random)
  }

  /// The time of something that is done once a day at most, and on this share of days.
  func time(
    withChance chance: Double, _ habits: [Habit], _ random: inout RandomGenerator
  ) -> Int? {
    times(random.chance(chance) ? 1 : 0, habits, &random).first
  }

  private func times(
    _ count: Int, _ habits: [Habit], _ random: inout RandomGenerator
  ) -> [Int] {
    guard !isAway else { return [] }
    let weights = habits.map(\.weight)
    let times = (0..<count).compactMap { _ -> Int? in
      for _ in 0..<6 {
        let time = time(of: habits[random.index(weights: weights)], &random)
        if isActive(at: time) { return time }
      }
      return nil
    }
    return times.sorted()
  }

  private func time(of habit: Habit, _ random: inout RandomGenerator) -> Int {
    let anchor =
      switch habit.anchor {
      case .waking: wake
      case .returning: absence.isEmpty ? random.whole(57_600...68_400) : absence.upperBound
      case .sleeping: bed
      case .clock: 0
      }
    return anchor + Int((habit.minutes + habit.spread * random.normal()) * 60)
  }
}

/// How a household lives: the same people day after day.
struct Household: Sendable {
  private var random: RandomGenerator
  /// How much they use what they have; 1 is ordinary.
  let busyness: Double
  private let wake: Double
  private let bed: Double
  private let worksOutside: Double
  private var daysAway = 0
  private var day = 0

  init(seed: UInt64, house: Int) {
    random = RandomGenerator(seed: seed, house: house, part: "household")
    busyness = random.uniform(0.85...1.2)
    wake = random.uniform(6.2...7.3)
    bed = random.uniform(22.2...23.4)
    worksOutside = random.uniform(0.35...0.85)
  }

  /// The next day: `date` counts days since 1970-01-01.
  mutating func nextDay(date: Int, zone: TimeZoneRules) -> HouseholdDay {
    // 1970-01-01 was a Thursday; Monday is 0.
    let weekday = ((date % 7) + 10) % 7
    let isWeekend = weekday >= 5
    let localStart = Int64(date) * 86_400
    let start = zone.utc(ofLocal: localStart)
    let season = HouseholdDay.season(date: date)
    let light = 12.25 + 4.3 * season
    // The sun stands highest near noon, near 13:00 in summer time; the north's seasons everywhere.
    let noon = zone.isDaylightSaving(atUTC: start + 43_200) ? 13.0 : 12.0
    let wakes = wake + (isWeekend ? 1.2 : 0) + 0.3 * random.normal()
    let sleeps = min(23.95, bed + (weekday == 4 || weekday == 5 ? 0.5 : 0) + 0.4 * random.normal())
    let isOut = random.chance(isWeekend ? 0.35 : worksOutside)
    let leaves = isWeekend ? random.uniform(10.5...14) : wakes + random.uniform(1.1...1.8)
    let returns = isWeekend ? leaves + random.uniform(1.5...5) : random.uniform(16.3...18.4)
    defer { day += 1 }
    return HouseholdDay(
      start: start, end: zone.utc(ofLocal: localStart + 86_400), isWeekend: isWeekend,
      season: season, sunrise: Int((noon - light / 2) * 3600),
      sunset: Int((noon + light / 2) * 3600), isAway: isAway(),
      wake: Int(wakes * 3600), bed: Int(sleeps * 3600),
      absence: isOut ? Int(leaves * 3600)..<Int(max(leaves, returns) * 3600) : 0..<0,
      localStart: localStart, zone: zone)
  }

  /// Now and then the house stands empty for some days, though never in the first week.
  private mutating func isAway() -> Bool {
    let departs = random.chance(0.025)
    let length = random.whole(1...4)
    if daysAway > 0 {
      daysAway -= 1
      return true
    }
    if departs, day >= 7 { daysAway = length }
    return false
  }
}

extension HouseholdDay {
  /// A parabola's imitation of a sine with its zero on 21 March and its peak on 21 June.
  static func season(date: Int) -> Double {
    let year = Double(date - 79) / 365.2425
    let phase = year - year.rounded(.down)
    return phase < 0.5 ? 16 * phase * (0.5 - phase) : -16 * (phase - 0.5) * (1 - phase)
  }
}
