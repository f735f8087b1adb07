import Files
import Testing

@testable import MeterData

@Suite("A simulated household")
struct RhythmTests {
  /// Two houses for ten days, lived through once for every test of the suite.
  static let readings = Result { try SimulatedReadings(buildings: 2, days: 10) }

  @Test(
    "uses each appliance as often as people do",
    arguments: [
      ("kettle", Float(2000), Int64(12), Int64(0), 2.5...11.0),
      ("microwave", 200, 12, 30, 0.5...6),
      ("fridge", 50, 60, 12, 18...48),
      ("dish washer", 10, 1800, 1800, 0.3...1.1),
      ("washing machine", 20, 1800, 160, 0.1...1.4),
    ], [1, 2])
  func usesAppliances(
    _ row: (type: String, watts: Float, on: Int64, off: Int64, daily: ClosedRange<Double>),
    building: Int
  ) throws {
    let rows = try Self.readings.get().of(building, row.type)
    let count = rows.activations(above: row.watts, lasting: row.on, merging: row.off)
    #expect(row.daily.contains(Double(count) / 10), "\(count) in ten days")
  }

  @Test("boils water by day and hardly ever at night", arguments: [1, 2])
  func sleeps(building: Int) throws {
    let rows = try Self.readings.get().of(building, "kettle")
    let nights = zip(rows.times, rows.values).count { time, watts in
      let hour = time / 3_600_000_000_000 % 24
      return watts > 2000 && (1..<5).contains(hour)
    }
    #expect(nights == 0)
  }

  @Test("follows the seasons: darker evenings cost more, warmer days cool more")
  func followsSeasons() throws {
    // 2014-01-06 and 2014-06-23, both Mondays.
    let winter = try SimulatedReadings(days: 7, firstDay: 16_076)
    let summer = try SimulatedReadings(days: 7, firstDay: 16_244)
    #expect(winter.of(1, meter: 1).mean > summer.of(1, meter: 1).mean)
    #expect(try winter.of(1, "boiler").mean > 1.5 * summer.of(1, "boiler").mean)
    #expect(try winter.of(1, "fridge").mean < summer.of(1, "fridge").mean)
  }

  @Test("gets up later at weekends, and by the clock, not by the sun, in summer time")
  func keepsTheClock() throws {
    let zone = try TimeZoneRules(named: "Europe/London")
    var people = Household(seed: 1, house: 1)
    // From Monday, 2014-03-17; clocks go forward on the second Sunday.
    let days = (0..<28).map { people.nextDay(date: 16_146 + $0, zone: zone) }
    let weekdays = days.filter { !$0.isWeekend }
    let mean = { (days: [HouseholdDay]) in days.map(\.wake).reduce(0, +) / days.count }
    #expect(weekdays.count == 20)
    #expect(mean(days.filter(\.isWeekend)) > mean(weekdays) + 2400)
    #expect(days[13].end - days[13].start == 23 * 3600)
    #expect(days[20].moment(7 * 3600) - days[20].start == 7 * 3600)
    #expect(days[20].moment(0) % 86_400 == 23 * 3600)
    #expect(days[27].sunset > days[0].sunset + 3600)
  }

  @Test("lives by local time wherever it stands", arguments: ["Asia/Tokyo", "America/New_York"])
  func livesLocally(name: String) throws {
    let zone = try TimeZoneRules(named: name)
    var people = Household(seed: 1, house: 1)
    let day = people.nextDay(date: 16_146, zone: zone)
    #expect(ISOTime.clock(day.start * 1_000_000_000, in: zone) == "00:00:00")
    // The equinox, in hours of the clock; New York has summer time.
    #expect((5.5...7.2).contains(Double(day.sunrise) / 3600))
    #expect((17.5...19.4).contains(Double(day.sunset) / 3600))
    #expect((5.0...9).contains(Double(day.wake) / 3600))
  }

  @Test("keeps its fridge running a fair part of the time, within the metadata's power")
  func cools() throws {
    for building in [1, 2] {
      let rows = try Self.readings.get().of(building, "fridge")
      let duty = Double(rows.values.count { $0 > 50 }) / Double(rows.values.count)
      #expect((0.22...0.55).contains(duty))
      #expect(rows.values.allSatisfy { $0 < 300 })
    }
  }

  @Test("has mains that hold what the plugs draw, but for clocks and noise", arguments: [1, 2])
  func addsUp(building: Int) throws {
    let readings = try Self.readings.get()
    let mains = readings.of(building, meter: 1)
    let plugs = readings.rows.filter {
      $0.key.hasPrefix("\(building)/") && $0.key != "\(building)/1"
    }
    let total = plugs.values.reduce(Float(0)) { $0 + $1.mean }
    #expect(mains.mean > total && mains.mean < 4 * total)
    var sums: [Int64: Float] = [:]
    for rows in plugs.values {
      // Minutes, so that readings of different moments meet.
      for (minute, watts) in Self.minutes(rows) { sums[minute, default: 0] += watts }
    }
    let below = Self.minutes(mains).count { $1 < 0.95 * (sums[$0] ?? 0) - 10 }
    #expect(Double(below) < 0.01 * Double(sums.count))
  }

  static func minutes(_ rows: MeterRows) -> [Int64: Float] {
    var totals: [Int64: (sum: Float, count: Float)] = [:]
    for (time, value) in zip(rows.times, rows.values) {
      totals[time / 60_000_000_000, default: (0, 0)].sum += value
      totals[time / 60_000_000_000, default: (0, 0)].count += 1
    }
    return totals.mapValues { $0.sum / $0.count }
  }

  @Test("is read by meters with whole watts, clocks of their own, losses and gaps")
  func metersAreReal() throws {
    let readings = try Self.readings.get()
    var starts: Set<Int64> = []
    for (name, rows) in readings.rows {
      let steps = rows.steps
      #expect(rows.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
      #expect(steps.allSatisfy { $0 > 0 }, "meter \(name)")
      let ordinary = steps.count { (5...7).contains($0 / 1_000_000_000) }
      #expect(Double(ordinary) > 0.95 * Double(steps.count))
      #expect(steps.contains { $0 > 120_000_000_000 }, "meter \(name) has no gap in ten days")
      starts.insert(rows.times[0])
    }
    #expect(starts.count > 4)
  }

  @Test("switches some plugs off at the socket, where readings stop instead of being zero")
  func switchesOff() throws {
    let readings = try Self.readings.get()
    let longest = readings.rows.values.compactMap { $0.steps.max() }.max() ?? 0
    #expect(longest > 4 * 3600 * 1_000_000_000)
  }
}
