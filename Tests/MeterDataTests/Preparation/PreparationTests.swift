import Files
import Testing
import Work

@testable import MeterData

@Suite("Preparing a house")
struct PreparationTests {
  static let second: Int64 = 1_000_000_000

  /// Readings every 6 s from `start` on, in seconds.
  static func steady(_ count: Int, from start: Int64 = 0, _ value: (Int) -> Float) -> SampleBlock {
    SampleBlock(
      times: (0..<count).map { (start + Int64($0) * 6) * second }, values: (0..<count).map(value))
  }

  static func plan(_ change: (inout PreparationPlan) -> Void = { _ in }) -> PreparationPlan {
    var plan = PreparationPlan(input: "memory", output: "nowhere.h5")
    plan.buildings = [1]
    plan.appliances = ["kettle"]
    change(&plan)
    return plan
  }

  static func kettle(_ meters: [Int] = [2]) -> Appliance {
    Appliance(type: "kettle", meters: meters)
  }

  private func preview(
    _ readings: [Int: SampleBlock], _ appliances: [Appliance] = [kettle()], window: Int = 5,
    _ change: (inout PreparationPlan) -> Void = { _ in }
  ) throws -> PreparationPreview {
    try Preparation.preview(
      Self.plan(change), window: window, source: ArraySource(readings, appliances: appliances))
  }

  @Test("the grid runs from the later start to the earlier end")
  func gridIsCommon() throws {
    let seen = try preview([
      1: Self.steady(100, from: 603) { _ in 1 }, 2: Self.steady(150, from: 301) { _ in 1 },
    ])
    #expect(seen.house.grid == Grid(period: 6 * Self.second, bins: 100..<200))
    #expect(seen.house.validSamples == 100)
  }

  @Test("with several appliances it runs from the first start to the last end, within the mains")
  func gridOfSeveral() throws {
    let appliances = [Self.kettle(), Appliance(type: "microwave", meters: [3])]
    let seen = try preview(
      [
        1: Self.steady(300) { _ in 1 }, 2: Self.steady(50, from: 60) { _ in 1 },
        3: Self.steady(50, from: 600) { _ in 1 },
      ], appliances
    ) { $0.appliances = ["microwave", "kettle"] }
    #expect(seen.house.grid.bins == 10..<150)
    #expect(seen.house.validSamples == 0)
    #expect(seen.house.notes.contains { $0.contains("no sample of house 1 has") })
    #expect(seen.channels.map(\.summary.name) == ["mains", "microwave", "kettle"])
  }

  @Test("what a range cuts off does not change what is inside", arguments: 0..<20)
  func rangeOnlyCuts(seed: Int) throws {
    var generator = SeededGenerator(seed)
    let readings = [
      1: RandomSeries.samples(500, using: &generator),
      2: RandomSeries.samples(500, using: &generator),
    ]
    let whole = try preview(readings)
    let first = Int.random(in: 0..<(whole.house.grid.count / 2), using: &generator)
    let count = Int.random(in: 10..<(whole.house.grid.count / 2), using: &generator)
    let zone = TimeZoneRules.utc
    let cut = try preview(readings) { plan in
      plan.from = ISOTime.format(whole.house.grid.time(at: first), in: zone)
      plan.to = ISOTime.format(whole.house.grid.time(at: first + count), in: zone)
    }
    #expect(cut.house.grid.count == count)
    for (all, part) in zip(whole.channels, cut.channels) {
      #expect(same(part.values, Array(all.values[first..<(first + count)])))
    }
  }

  @Test(
    "local days follow daylight saving: 23 hours in March, 25 in October",
    arguments: [("2013-03-31", "2013-04-01", 23), ("2013-10-27", "2013-10-28", 25)])
  func localDays(from: String, to: String, hours: Int) throws {
    var plan = Self.plan {
      $0.from = from
      $0.to = to
    }
    plan.period = TimeSpan("60s")
    let extended = try longSource(from: "2013-01-01", to: "2013-12-01")
    let seen = try Preparation.preview(plan, source: extended)
    #expect(seen.house.grid.count == hours * 60)
  }

  /// A reading a minute in both meters, in London.
  private func longSource(from: String, to: String) throws -> ArraySource {
    let first = try #require(ISOTime.parse(from, in: .utc))
    let end = try #require(ISOTime.parse(to, in: .utc))
    let times = Array(stride(from: first, to: end, by: 60_000_000_000))
    let block = SampleBlock(times: times, values: times.map { _ in 1 })
    var source = ArraySource([1: block, 2: block], appliances: [Self.kettle()])
    source.dataset.timezone = "Europe/London"
    return source
  }

  @Test("an appliance on several meters is their sum, missing where one of them is")
  func sumsMeters() throws {
    var second = Self.steady(20) { Float($0) }
    second.times.removeSubrange(5..<15)
    second.values.removeSubrange(5..<15)
    let seen = try preview(
      [1: Self.steady(20) { _ in 100 }, 2: Self.steady(20) { _ in 10 }, 3: second],
      [Self.kettle([2, 3])]
    ) { $0.maxGap = TimeSpan("30s") }
    let expected = (0..<20).map { (5..<15).contains($0) ? Float.nan : Float($0) + 10 }
    #expect(same(seen.channels[1].values, expected))
    #expect(seen.house.validSamples == 10)
  }

  @Test("the sum of the plugs counts a shared meter once and tells the noise share")
  func sumOfPlugs() throws {
    let appliances = [
      Self.kettle(), Appliance(type: "microwave", meters: [2]),
      Appliance(type: "fridge", meters: [3]),
    ]
    let seen = try preview(
      [
        1: Self.steady(20) { _ in 100 }, 2: Self.steady(20) { _ in 30 },
        3: Self.steady(20) { _ in 20 },
      ], appliances
    ) {
      $0.appliances = ["kettle", "microwave", "fridge"]
      $0.mains = .sum
    }
    #expect(seen.channels[0].values == [Float](repeating: 50, count: 20))
    #expect(seen.house.noiseShare == 0.5)
    #expect(seen.mainsQuantity == "sum of plugs")
  }

  @Test(
    "excluded ranges are missing in the channels they name", arguments: [nil, "kettle", "mains"])
  func excludes(appliance: String?) throws {
    let seen = try preview(
      [1: Self.steady(20) { _ in 100 }, 2: Self.steady(20) { _ in 30 }]
    ) { plan in
      plan.exclusions = [
        .init(
          from: "1970-01-01T00:00:31Z", to: "1970-01-01T00:01:00Z", reason: "swapped plugs",
          appliance: appliance)
      ]
    }
    let cut = (0..<20).map { (5..<10).contains($0) }
    #expect(seen.channels[0].values.map(\.isNaN) == cut.map { $0 && appliance != "kettle" })
    #expect(seen.channels[1].values.map(\.isNaN) == cut.map { $0 && appliance != "mains" })
    #expect(seen.house.validSamples == 15)
  }

  @Test("a plug that was off at the socket counts as zero only where that is asked for")
  func plugGaps() throws {
    var plug = Self.steady(100) { _ in 5 }
    plug.times.removeSubrange(20..<80)
    plug.values.removeSubrange(20..<80)
    let readings = [1: Self.steady(100) { _ in 100 }, 2: plug]
    let missing = try preview(readings)
    #expect(missing.house.validSamples == 40)
    #expect(missing.channels[1].usableWindows == 40 - 2 - 2)
    #expect(missing.windows == 96)
    let off = try preview(readings) { $0.plugGaps = .off }
    #expect(off.house.validSamples == 100)
    #expect(off.channels[1].values[50] == 0)
  }

  @Test("readings that begin or end elsewhere than the description says are all used")
  func wrongExtents() throws {
    let readings = [1: Self.steady(100) { _ in 1 }, 2: Self.steady(100) { _ in 1 }]
    var source = ArraySource(readings, appliances: [Self.kettle()])
    for index in 0..<2 {
      source.dataset.buildings[0].meters[index].start = 60 * Self.second
      source.dataset.buildings[0].meters[index].end = 300 * Self.second
    }
    let seen = try Preparation.preview(Self.plan(), source: source)
    #expect(seen.house.grid.bins == 0..<100)
  }

  @Test("the preview shows the readings before and what is lost after")
  func previewShowsBoth() throws {
    let readings = [1: Self.steady(20) { _ in 100 }, 2: Self.steady(20) { Float($0) }]
    let seen = try preview(readings) { $0.from = "1970-01-01T00:01:00Z" }
    #expect(seen.channels[1].readings.values == (10..<20).map { Float($0) })
    #expect(seen.channels[1].values == (10..<20).map { Float($0) })
    #expect(seen.windows == 6)
    #expect(seen.channels[1].usableWindows == 6)
  }
}
