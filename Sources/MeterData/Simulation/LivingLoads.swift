import Work

/// Something on whenever the house has power, wandering slowly around its mean.
struct AlwaysOn: LoadModel {
  let watts: Double
  /// How far it wanders, as a fraction.
  let wander: Double
  let electrics: Electrics
  private var level = 1.0

  init(watts: Double, wander: Double, electrics: Electrics = .electronics) {
    self.watts = watts
    self.wander = wander
    self.electrics = electrics
  }

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    var cycle = Cycle(at: day.start)
    while cycle.clock < day.end {
      let next = 1 + 0.7 * (level - 1) + wander * 0.7 * random.normal()
      cycle.draw(
        watts * level, to: watts * next, for: min(600, Double(day.end - cycle.clock)), electrics)
      level = next
    }
    return cycle.runs
  }
}

/// A screen in the evening, at weekends in the daytime too, following the picture's brightness.
struct Television: LoadModel {
  let watts: Double

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    var sessions: [Range<Int>] = []
    if random.chance(0.88) {
      let begin = Int((18.4 + 1.1 * random.normal()) * 3600)
      sessions.append(begin..<max(begin + 1800, day.bed - random.whole(0...4500)))
    }
    if random.chance(day.isWeekend ? 0.6 : 0.15) {
      let begin = Int(random.uniform(9.5...15) * 3600)
      sessions.append(begin..<(begin + random.whole(2400...9000)))
    }
    var cycle = Cycle(at: day.start)
    for session in sessions.sorted(by: { $0.lowerBound < $1.lowerBound })
    where day.isActive(at: session.lowerBound) {
      let end = day.moment(min(session.upperBound, day.bed))
      cycle.pause(Double(day.moment(session.lowerBound) - cycle.clock))
      while cycle.clock < end {
        cycle.draw(
          watts * random.uniform(0.85...1.15), for: random.uniform(20...180), .electronics)
      }
    }
    return cycle.runs
  }
}

/// A gas boiler's pump and fan: long in winter mornings and evenings, short for hot water.
struct GasBoiler: LoadModel {
  let watts: Double

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    var cycle = Cycle(at: day.start)
    let demand = day.isAway ? 0.05 : max(0.08, 0.45 - 0.5 * day.season)
    let morning = (day.wake - 2400)..<(day.wake + Int(9000 * demand))
    let evening = (day.bed - Int(21_600 * min(1, demand + 0.3)))..<(day.bed - 1800)
    for period in [morning, evening] {
      let end = day.moment(period.upperBound)
      cycle.pause(Double(max(0, day.moment(period.lowerBound) - cycle.clock)))
      while cycle.clock < end {
        cycle.draw(watts * 1.25, for: random.uniform(25...60), .pump)
        cycle.draw(watts, for: random.uniform(200...500) * (0.6 + demand), .pump)
        cycle.draw(watts * 0.55, for: random.uniform(120...240), .pump)
        cycle.pause(random.uniform(240...900) / (0.4 + demand))
      }
    }
    return cycle.runs
  }
}

/// The lamps of one room, switched on when it is dark and somebody is there.
struct RoomLights: LoadModel {
  let watts: Double
  let daily: Double
  let minutes: ClosedRange<Double>
  let habits: [Habit]
  /// A room without daylight.
  var isAlwaysDark = false

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    var runs: [PowerRun] = []
    for time in day.times(mean: daily, habits, &random)
    where isAlwaysDark || day.isDark(at: time) {
      let start = max(day.moment(time), (runs.last?.end ?? 0) + 20)
      let longest = max(60, Double(day.bed - time))
      var cycle = Cycle(at: start)
      cycle.draw(
        watts * (random.chance(0.3) ? 0.6 : 1),
        for: min(longest, 60 * random.uniform(minutes)), .lamp)
      runs += cycle.runs
    }
    return runs
  }
}

/// A computer in use: by day where somebody works at home, in the evening elsewhere.
struct Computer: LoadModel {
  let watts: Double

  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun] {
    let habits = [
      Habit(.waking, 120, spread: 50), Habit(.clock, 14 * 60, spread: 70),
      Habit(.returning, 70, spread: 60, weight: 1.5),
    ]
    var cycle = Cycle(at: day.start)
    for time in day.times(mean: 1.6, habits, &random) {
      let start = max(day.moment(time), cycle.clock + 60)
      let end = min(
        start + Int64(random.uniform(1200...11_000)), day.moment(max(time + 600, day.bed)))
      cycle.pause(Double(start - cycle.clock))
      while cycle.clock < end {
        let isBusy = random.chance(0.2)
        cycle.draw(
          watts * (isBusy ? 1.5 : random.uniform(0.8...1.05)), for: random.uniform(30...240),
          .electronics)
      }
    }
    return cycle.runs
  }
}
