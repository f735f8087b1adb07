import Work

/// A compressor that comes and goes day and night, with a lamp behind the door and, where the
/// appliance is frost-free, a defrost heater.
struct Refrigerator: LoadModel {
  private let watts: Double
  /// Minutes of an ordinary cycle.
  private let on: Double
  private let off: Double
  private let lamp: Double
  private let defrostWatts: Double?
  private var cycle: Cycle?
  private var cyclesUntilDefrost: Int

  /// - Parameters:
  ///   - hasLamp: False for a chest freezer.
  ///   - random: Decides the make.
  init(hasLamp: Bool = true, _ random: inout RandomGenerator) {
    watts = random.uniform(78...118)
    on = random.uniform(10...17)
    off = on * random.uniform(1.7...2.7)
    lamp = hasLamp ? random.uniform(8...22) : 0
    defrostWatts = random.chance(0.5) ? random.uniform(140...190) : nil
    cyclesUntilDefrost = random.whole(4...18)
  }

  private static let habits = [
    Habit(.waking, 20, spread: 20, weight: 2), Habit(.clock, 12.8 * 60, spread: 40),
    Habit(.returning, 20, spread: 30), Habit(.clock, 18.3 * 60, spread: 45, weight: 2.5),
    Habit(.sleeping, -90, spread: 70, weight: 1.5),
  ]

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    let openings = lamp > 0 ? day.times(mean: 18, Refrigerator.habits, &random) : []
    let moments = openings.map { day.moment($0) }
    var cycle = self.cycle ?? Cycle(at: day.start - Int64(random.uniform(0...off * 60)) - 1200)
    while cycle.clock < day.end {
      let recent = moments.count { $0 > cycle.clock - 2400 && $0 <= cycle.clock }
      compress(&cycle, warmth: 1 + 0.12 * Double(min(recent, 5)) + 0.1 * day.season, &random)
    }
    let runs = cycle.runs
    self.cycle = Cycle(at: cycle.clock)
    let lights = moments.map { moment in
      PowerRun(
        start: moment, seconds: random.whole(6...35), from: Float(lamp), to: Float(lamp),
        electrics: .lamp)
    }
    return runs + lights
  }

  /// One cycle, longer and sooner repeated when the inside is warm.
  private mutating func compress(
    _ cycle: inout Cycle, warmth: Double, _ random: inout RandomGenerator
  ) {
    var minutes = on * warmth * (1 + 0.07 * random.normal())
    cyclesUntilDefrost -= 1
    if let defrostWatts, cyclesUntilDefrost <= 0 {
      cyclesUntilDefrost = random.whole(16...24)
      cycle.draw(defrostWatts, for: random.uniform(700...1100), .heater)
      cycle.pause(random.uniform(240...420))
      minutes *= 2.4
    }
    // The motor's start lasts less than a second; a slow meter sees it now and then.
    cycle.draw(watts * random.uniform(2.2...2.9), for: 1, .compressor)
    cycle.draw(watts * 1.16, to: watts * 1.02, for: 150, .compressor)
    cycle.draw(watts * 1.02, to: watts * 0.94, for: max(120, minutes * 60 - 151), .compressor)
    cycle.pause(max(300, off / warmth * 60 * (1 + 0.07 * random.normal())))
  }
}
