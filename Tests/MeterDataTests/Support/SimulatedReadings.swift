import Files
import MeterData
import Testing
import Work

/// Every reading of a simulation, by "house/meter", for tests.
struct SimulatedReadings {
  let plan: SimulationPlan
  private(set) var rows: [String: MeterRows] = [:]

  init(
    seed: UInt64 = 1, buildings: Int = 1, days: Int = 7, firstDay: Int = 16_146, period: Double = 6,
    oneSecondMains: Set<Int> = []
  ) throws {
    plan = SimulationPlan(
      seed: seed, buildings: buildings, days: days, firstDay: firstDay, period: period,
      zone: try TimeZoneRules(named: "Europe/London"), oneSecondMains: oneSecondMains)
    var collected: [String: MeterRows] = [:]
    try Simulation.run(plan, Supervision()) { building, meter, rows in
      collected["\(building)/\(meter)", default: MeterRows()].times += rows.times
      collected["\(building)/\(meter)", default: MeterRows()].values += rows.values
    }
    rows = collected
  }

  /// The readings of a house's meter; empty where there is none.
  func of(_ building: Int, meter: Int) -> MeterRows { rows["\(building)/\(meter)"] ?? MeterRows() }

  /// The readings of an appliance's plug.
  func of(_ building: Int, _ type: String) throws -> MeterRows {
    let dataset = Simulation.dataset(of: plan, path: "")
    let appliance = try #require(
      dataset.buildings[building - 1].appliances.first { $0.type == type })
    return of(building, meter: appliance.meters[0])
  }
}

extension MeterRows {
  /// How often the readings rise above `watts` and stay there for `seconds`, unless they fell below
  /// for less than `pause` seconds.
  func activations(above watts: Float, lasting seconds: Int64, merging pause: Int64 = 0) -> Int {
    var stretches: [(start: Int64, end: Int64)] = []
    for (time, value) in zip(times, values) where value > watts {
      if let last = stretches.last, time - last.end <= max(pause * 1_000_000_000, 14_000_000_000) {
        stretches[stretches.count - 1].end = time
      } else {
        stretches.append((time, time))
      }
    }
    return stretches.count { $0.end - $0.start + 6_000_000_000 >= seconds * 1_000_000_000 }
  }

  /// Nanoseconds from each reading to the next.
  var steps: [Int64] { zip(times.dropFirst(), times).map { $0 - $1 } }

  var mean: Float { values.reduce(0, +) / Float(values.count) }
}
