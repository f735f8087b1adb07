import Disaggregation
import Files
import MeterData
import Training
import Work

/// Learns the states of appliances and the rest of the mains from ranges of a store.
///
/// It goes through the samples twice, block by block: for the watts of the states, and for the
/// changes between them and what the mains have beside them.
struct HouseholdFit {
  private let store: PreparedStore
  private let appliances: [String]
  private let ranges: [HouseRange]
  private let cancellation: Cancellation

  private static let block = 1 << 16

  /// - Parameters:
  ///   - store: Where the appliances' own meters are.
  ///   - appliances: As NILM Metadata names them.
  ///   - ranges: Of houses that have at least one of them.
  ///   - cancellation: Looked at between blocks.
  init(
    store: PreparedStore, appliances: [String], ranges: [HouseRange], cancellation: Cancellation
  ) {
    self.store = store
    self.appliances = appliances
    self.ranges = ranges
    self.cancellation = cancellation
  }

  /// - Throws: 65 where the store is damaged or no reading is there; 130 where it was interrupted.
  func model() throws -> HouseholdModel {
    let watts = try appliances.map { try states(of: $0) }
    var counts = watts.map {
      [[Int]](repeating: [Int](repeating: 0, count: $0.count), count: $0.count)
    }
    var rest = ChannelStatistics()
    for range in ranges { try count(range, watts, &counts, &rest) }
    guard rest.count > 0 else {
      throw EvaluationError(
        status: .badData, attempt: "fit baselines on", path: store.path,
        reason: "no sample of the ranges has the mains and all appliances")
    }
    return HouseholdModel(
      appliances: zip(appliances, zip(watts, counts)).map {
        PowerStates(appliance: $0, watts: $1.0, counts: $1.1)
      },
      base: rest.mean, deviation: rest.standardDeviation)
  }

  /// Off, and the levels at which the appliance runs.
  private func states(of appliance: String) throws -> [Double] {
    let channels = try ranges.compactMap { range in
      try channel(of: appliance, in: range).map { (range, $0) }
    }
    let lowest = channels.map { Self.threshold($0.1) }.min() ?? 0
    let highest = channels.map(\.1.maximum).max() ?? 0
    var histogram = PowerHistogram(from: lowest, to: highest)
    for (range, channel) in channels {
      let values = try store.values(of: channel, in: range.samples)
      let threshold = Self.threshold(channel)
      try forEachBlock(of: range) { block in
        for value in values.copy(block) where Double(value) >= threshold {
          histogram.add(Double(value))
        }
      }
    }
    return [0] + histogram.levels(atMost: PowerStates.mostOn)
  }

  /// Counts the changes of each appliance, and gathers what the mains have beside all of them.
  private func count(
    _ range: HouseRange, _ watts: [[Double]], _ counts: inout [[[Int]]],
    _ rest: inout ChannelStatistics
  ) throws {
    let mains = try store.values(of: try store.house(range.house).channels[0], in: range.samples)
    var meters: [(appliance: Int, values: MappedFloats, finder: StateFinder, last: Int?)] = []
    for (index, appliance) in appliances.enumerated() {
      guard let channel = try channel(of: appliance, in: range) else { continue }
      let finder = StateFinder(watts: watts[index], threshold: Self.threshold(channel))
      meters.append((index, try store.values(of: channel, in: range.samples), finder, nil))
    }
    try forEachBlock(of: range) { block in
      var left = mains.copy(block)
      for place in meters.indices {
        let (appliance, finder) = (meters[place].appliance, meters[place].finder)
        for (sample, value) in meters[place].values.copy(block).enumerated() {
          let state = finder.state(of: value)
          if let state, let last = meters[place].last { counts[appliance][last][state] += 1 }
          meters[place].last = state
          left[sample] -= state.map { Float(finder.watts[$0]) } ?? .nan
        }
      }
      rest.add(left.span)
    }
  }

  private func channel(
    of appliance: String, in range: HouseRange
  ) throws -> PreparedStore.Channel? {
    try store.house(range.house)[ApplianceNames.channel(appliance)]
  }

  private static func threshold(_ channel: PreparedStore.Channel) -> Double {
    channel.rule?.threshold ?? 10
  }

  /// Ranges of places within a range of samples.
  private func forEachBlock(
    of range: HouseRange, _ body: (Range<Int>) throws -> Void
  ) throws {
    let count = range.samples.count
    for first in stride(from: 0, to: count, by: Self.block) {
      try cancellation.check()
      try body(first..<min(first + Self.block, count))
    }
  }
}
