import Files
import MeterData
import Testing
import Work

@Suite("A simulation")
struct SimulationTests {
  static func same(_ one: MeterRows, _ other: MeterRows) -> Bool {
    one.times == other.times && one.values == other.values
  }

  @Test("gives the same readings for the same seed, and others for another")
  func isReproducible() throws {
    let first = try SimulatedReadings(seed: 7, days: 1)
    let again = try SimulatedReadings(seed: 7, days: 1)
    let other = try SimulatedReadings(seed: 8, days: 1)
    #expect(first.rows.keys == again.rows.keys)
    for (meter, rows) in first.rows {
      #expect(again.rows[meter].map { Self.same(rows, $0) } == true)
    }
    #expect(!Self.same(first.of(1, meter: 1), other.of(1, meter: 1)))
  }

  @Test("of more days and houses begins with the one of fewer")
  func grows() throws {
    let short = try SimulatedReadings(days: 1)
    let long = try SimulatedReadings(buildings: 2, days: 2)
    for (meter, rows) in short.rows {
      let longer = try #require(long.rows[meter])
      #expect(rows.times == Array(longer.times.prefix(rows.times.count)))
      #expect(rows.values == Array(longer.values.prefix(rows.values.count)))
    }
    #expect(!Self.same(long.of(1, meter: 1), long.of(2, meter: 1)))
  }

  @Test("describes exactly the meters that report, and their columns")
  func describesItself() throws {
    let readings = try SimulatedReadings(buildings: 3, days: 1, oneSecondMains: [2])
    let dataset = Simulation.dataset(of: readings.plan, path: "x.h5")
    var described: Set<String> = []
    for building in dataset.buildings {
      for meter in building.meters {
        described.insert("\(building.id)/\(meter.id)")
        let rows = readings.of(building.id, meter: meter.id)
        #expect(rows.values.count == rows.times.count * meter.columns.count)
      }
      let meters = Set(building.meters.map(\.id) + [0])
      #expect(building.appliances.allSatisfy { meters.isSuperset(of: $0.meters) })
      #expect(building.meters.count { $0.isSiteMeter && !$0.isDisabled } == 1)
    }
    #expect(described == Set(readings.rows.keys))
  }

  @Test("has 23 hours on the day when clocks go forward")
  func knowsSummerTime() throws {
    // 2014-03-30.
    let readings = try SimulatedReadings(days: 1, firstDay: 16_159)
    let times = readings.of(1, meter: 1).times
    let midnight = 16_159 * 86_400 * Int64(1_000_000_000)
    #expect(times.allSatisfy { $0 >= midnight && $0 < midnight + 82_800 * 1_000_000_000 })
    #expect((times.last ?? 0) > midnight + 82_700 * 1_000_000_000)
  }

  @Test("takes readings as far apart as asked", arguments: [1.0, 6, 30, 60])
  func keepsPeriod(period: Double) throws {
    let steps = try SimulatedReadings(days: 1, period: period).of(1, meter: 2).steps.sorted()
    let median = steps[steps.count / 2]
    #expect(median >= Int64(period * 1e9) && median <= Int64((period + 1) * 1e9))
    #expect(steps[0] > 0)
  }

  @Test("of one second has active power, apparent power and volts that agree")
  func hasSoundCard() throws {
    let readings = try SimulatedReadings(days: 1, oneSecondMains: [1])
    let meter = try #require(
      Simulation.dataset(of: readings.plan, path: "").buildings[0].meters.last)
    let rows = readings.of(1, meter: meter.id)
    #expect(meter.device == "SoundCardPowerMeter")
    #expect(rows.times.count > 80_000)
    for row in stride(from: 0, to: rows.values.count, by: 3) {
      #expect(rows.values[row + 1] >= rows.values[row] - 0.02)
      #expect((215...262).contains(rows.values[row + 2]))
    }
  }
}

@Suite("The simulator's random numbers")
struct RandomGeneratorTests {
  @Test("are xoshiro256** after SplitMix64, as an independent program computes them")
  func knownAnswers() {
    var random = RandomGenerator(seed: 0)
    #expect(
      [random.next(), random.next(), random.next()] == [
        0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0,
      ])
  }

  @Test("have the mean and spread that they promise")
  func spread() {
    var random = RandomGenerator(seed: 3)
    let normal = (0..<100_000).map { _ in random.normal() }
    let mean = normal.reduce(0, +) / 100_000
    let variance = normal.reduce(0) { $0 + $1 * $1 } / 100_000
    // Three standard errors of a sample of that size.
    #expect(abs(mean) < 0.0095 && abs(variance - 1) < 0.014)
    let counts = (0..<20_000).map { _ in random.count(mean: 5) }.reduce(0, +)
    #expect(abs(Double(counts) / 20_000 - 5) < 0.05)
    #expect((0..<1000).allSatisfy { _ in (3...7).contains(random.whole(3...7)) })
  }
}
