import Work

/// Pump, heater, pump, heater, and a long drying: one programme of many phases.
struct DishWasher: LoadModel {
  private let heater: Double
  private let pump: Double
  private let daily: Double
  private let runsLate: Bool
  /// Some makes also warm the first rinse.
  private let heatsRinse: Bool

  init(busyness: Double, _ random: inout RandomGenerator) {
    heater = random.uniform(1850...2250)
    pump = random.uniform(48...92)
    daily = min(0.95, random.uniform(0.6...0.85) * busyness)
    runsLate = random.chance(0.5)
    heatsRinse = random.chance(0.3)
  }

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    let habits = [
      Habit(.clock, (runsLate ? 21.2 : 19.8) * 60, spread: 35, weight: 4),
      Habit(.waking, 70, spread: 25),
    ]
    let chance = daily * (day.isWeekend ? 1.15 : 1)
    guard let time = day.time(withChance: chance, habits, &random) else { return [] }
    return programme(at: day.moment(time), &random)
  }

  private func programme(at start: Int64, _ random: inout RandomGenerator) -> [PowerRun] {
    var cycle = Cycle(at: start)
    let isIntensive = random.chance(0.25)
    drain(&cycle, &random)
    if random.chance(0.6) { wash(&cycle, minutes: random.uniform(4...7), &random) }
    heat(&cycle, minutes: random.uniform(9...13) * (isIntensive ? 1.3 : 1), &random)
    wash(&cycle, minutes: random.uniform(18...32) * (isIntensive ? 1.2 : 1), &random)
    drain(&cycle, &random)
    for rinse in 0..<random.whole(1...2) {
      if heatsRinse, rinse == 0 { heat(&cycle, minutes: random.uniform(5...9), &random) }
      wash(&cycle, minutes: random.uniform(4...7), &random)
      drain(&cycle, &random)
    }
    heat(&cycle, minutes: random.uniform(7...12), &random)
    wash(&cycle, minutes: random.uniform(3...5), &random)
    drain(&cycle, &random)
    cycle.draw(4.5, for: random.uniform(700...1800), .electronics)
    return cycle.runs
  }

  private func drain(_ cycle: inout Cycle, _ random: inout RandomGenerator) {
    cycle.draw(27, for: random.uniform(35...70), .pump)
    cycle.draw(7, for: random.uniform(45...90), .electronics)
  }

  private func wash(_ cycle: inout Cycle, minutes: Double, _ random: inout RandomGenerator) {
    let stretches = max(1, Int(minutes / 4))
    for _ in 0..<stretches {
      let watts = pump * random.uniform(0.9...1.12)
      cycle.draw(watts, for: minutes * 60 / Double(stretches) - 8, .pump)
      cycle.draw(9, for: 8, .electronics)
    }
  }

  private func heat(_ cycle: inout Cycle, minutes: Double, _ random: inout RandomGenerator) {
    cycle.also(heater, for: minutes * 60, .heater)
    cycle.draw(pump * random.uniform(0.95...1.05), for: minutes * 60, .pump)
  }
}

/// Fill, heat, tumble, rinse and spin.
struct WashingMachine: LoadModel {
  private let heater: Double
  private let drum: Double
  private let spin: Double
  private let daily: Double

  init(busyness: Double, _ random: inout RandomGenerator) {
    heater = random.uniform(1850...2150)
    drum = random.uniform(110...210)
    spin = random.uniform(380...620)
    daily = random.uniform(0.4...0.7) * busyness
  }

  private static let habits = [
    Habit(.waking, 60, spread: 40, weight: 2), Habit(.clock, 11 * 60, spread: 80, weight: 2),
    Habit(.clock, 15 * 60, spread: 80), Habit(.returning, 40, spread: 40, weight: 2),
  ]

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    let mean = daily * (day.isWeekend ? 1.6 : 0.8)
    var runs: [PowerRun] = []
    for time in day.times(mean: mean, WashingMachine.habits, &random).prefix(3) {
      let earliest = (runs.last?.end ?? 0) + Int64(random.whole(900...2400))
      runs += programme(at: max(day.moment(time), earliest), &random)
    }
    return runs
  }

  private func programme(at start: Int64, _ random: inout RandomGenerator) -> [PowerRun] {
    var cycle = Cycle(at: start)
    let warming = [6.0, 12, 22][random.index(weights: [3, 5, 1.5])] * random.uniform(0.9...1.2)
    fill(&cycle, &random)
    tumble(&cycle, minutes: random.uniform(2...4), &random)
    cycle.also(heater, for: warming * 60, .heater)
    tumble(&cycle, minutes: warming, &random)
    // The thermostat warms up again while the drum goes on.
    for _ in 0..<random.whole(0...3) {
      tumble(&cycle, minutes: random.uniform(2...6), &random)
      cycle.also(heater, for: random.uniform(25...100), .heater)
    }
    tumble(&cycle, minutes: random.uniform(14...34), &random)
    for _ in 0..<random.whole(2...3) {
      drain(&cycle, &random)
      cycle.draw(90, to: spin * 0.6, for: random.uniform(50...90), .motor)
      fill(&cycle, &random)
      tumble(&cycle, minutes: random.uniform(3...6), &random)
    }
    drain(&cycle, &random)
    cycle.draw(100, to: spin, for: random.uniform(60...120), .motor)
    cycle.draw(spin, to: spin * 0.85, for: random.uniform(240...480), .motor)
    cycle.draw(5, for: random.uniform(120...1200), .electronics)
    return cycle.runs
  }

  private func fill(_ cycle: inout Cycle, _ random: inout RandomGenerator) {
    cycle.draw(11, for: random.uniform(40...100), .electronics)
  }

  private func drain(_ cycle: inout Cycle, _ random: inout RandomGenerator) {
    cycle.draw(34, for: random.uniform(45...80), .pump)
  }

  /// The drum turns one way, rests, and turns the other way.
  private func tumble(_ cycle: inout Cycle, minutes: Double, _ random: inout RandomGenerator) {
    let end = cycle.clock + Int64(minutes * 60)
    while cycle.clock < end {
      cycle.draw(drum * random.uniform(0.8...1.25), for: random.uniform(9...14), .motor)
      cycle.draw(8, for: random.uniform(3...7), .electronics)
    }
  }
}
