import Work

/// Water for tea: a bare heater that runs until the water boils.
struct Kettle: LoadModel {
  let watts: Double
  /// Boils on an ordinary day.
  let daily: Double

  init(busyness: Double, _ random: inout RandomGenerator) {
    watts = random.uniform(2350...2850)
    daily = random.uniform(4...6.5) * busyness
  }

  private static let habits = [
    Habit(.waking, 18, spread: 14, weight: 2.6), Habit(.waking, 95, spread: 40, weight: 1),
    Habit(.clock, 11 * 60, spread: 35, weight: 0.9), Habit(.clock, 13 * 60, spread: 30),
    Habit(.clock, 16 * 60, spread: 45, weight: 1.2), Habit(.returning, 15, spread: 12),
    Habit(.clock, 19.3 * 60, spread: 40, weight: 1.2), Habit(.sleeping, -70, spread: 40),
  ]

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    let mean = daily * (day.isWeekend ? 1.2 : 1) * (1 - 0.12 * day.season)
    var runs: [PowerRun] = []
    for time in day.times(mean: mean, Kettle.habits, &random) {
      var cycle = Cycle(at: max(day.moment(time), (runs.last?.end ?? 0) + 90))
      // 4,186 J per kilogram and kelvin from 15 °C, about 0.9 of it into the water.
      let litres = random.uniform(0.5...1.1) + (random.chance(0.25) ? random.uniform(0.2...0.6) : 0)
      let isReboil = random.chance(0.1)
      let seconds = isReboil ? random.uniform(18...45) : litres * 4186 * 85 / (watts * 0.9)
      cycle.draw(watts, for: seconds, .heater)
      runs += cycle.runs
    }
    return runs
  }
}

/// Full power for minutes, or the on and off of a lower setting.
struct Microwave: LoadModel {
  let watts: Double
  let daily: Double

  init(busyness: Double, _ random: inout RandomGenerator) {
    watts = random.uniform(1180...1550)
    daily = random.uniform(1.2...2.8) * busyness
  }

  private static let habits = [
    Habit(.waking, 25, spread: 18, weight: 1.2), Habit(.clock, 12.8 * 60, spread: 35),
    Habit(.clock, 18.6 * 60, spread: 50, weight: 2.2), Habit(.clock, 21 * 60, spread: 45),
  ]

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    var runs: [PowerRun] = []
    for time in day.times(mean: daily, Microwave.habits, &random) {
      var cycle = Cycle(at: max(day.moment(time), (runs.last?.end ?? 0) + 60))
      if random.chance(0.16) {
        defrost(&cycle, &random)
      } else {
        heat(&cycle, &random)
        // Stirred, and once more.
        if random.chance(0.25) {
          cycle.pause(random.uniform(8...50))
          heat(&cycle, &random)
        }
      }
      runs += cycle.runs
    }
    return runs
  }

  private func heat(_ cycle: inout Cycle, _ random: inout RandomGenerator) {
    let minutes = [0.5, 1, 1.5, 2, 3, 4, 5][
      random.index(weights: [2, 4, 3, 4, 2, 1, 0.7])]
    // The magnetron fades a little as it warms.
    cycle.draw(watts, to: watts * 0.965, for: minutes * 60 + random.uniform(-8...8), .magnetron)
  }

  private func defrost(_ cycle: inout Cycle, _ random: inout RandomGenerator) {
    for _ in 0..<random.whole(9...22) {
      cycle.draw(watts * 0.99, for: random.uniform(7...10), .magnetron)
      cycle.draw(62, for: random.uniform(14...19), .electronics)
    }
  }
}

/// An oven: a long warming, then its thermostat.
struct Oven: LoadModel {
  let watts: Double
  let daily: Double

  init(busyness: Double, _ random: inout RandomGenerator) {
    watts = random.uniform(1900...2500)
    daily = random.uniform(0.25...0.6) * busyness
  }

  private static let habits = [
    Habit(.clock, 18.1 * 60, spread: 40, weight: 4), Habit(.clock, 12.2 * 60, spread: 40),
  ]

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    let mean = daily * (day.isWeekend ? 1.5 : 1)
    return day.times(mean: mean, Oven.habits, &random).prefix(1).flatMap { time in
      var cycle = Cycle(at: day.moment(time))
      cycle.draw(watts, for: random.uniform(420...780), .heater)
      for _ in 0..<random.whole(10...30) {
        cycle.draw(34, for: random.uniform(45...110), .motor)
        cycle.draw(watts, for: random.uniform(18...55), .heater)
      }
      return cycle.runs
    }
  }
}

/// Something that heats or hums for some minutes at one power, now and then.
struct ShortUse: LoadModel {
  let watts: Double
  let daily: Double
  let seconds: ClosedRange<Double>
  let habits: [Habit]
  let electrics: Electrics
  /// How much rarer or more frequent at weekends.
  var weekend = 1.0

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    var runs: [PowerRun] = []
    for time in day.times(mean: daily * (day.isWeekend ? weekend : 1), habits, &random) {
      var cycle = Cycle(at: max(day.moment(time), (runs.last?.end ?? 0) + 30))
      cycle.draw(watts * random.uniform(0.97...1.03), for: random.uniform(seconds), electrics)
      runs += cycle.runs
    }
    return runs
  }
}

/// Something with a thermostat of its own: an iron.
struct ClothesIron: LoadModel {
  let watts: Double

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    let habits = [Habit(.clock, 20 * 60, spread: 60), Habit(.clock, 11 * 60, spread: 60)]
    return day.times(mean: 0.18, habits, &random).prefix(1).flatMap { time in
      var cycle = Cycle(at: day.moment(time))
      cycle.draw(watts, for: random.uniform(70...110), .heater)
      for _ in 0..<random.whole(8...40) {
        cycle.pause(random.uniform(25...70))
        cycle.draw(watts, for: random.uniform(8...22), .heater)
      }
      return cycle.runs
    }
  }
}
