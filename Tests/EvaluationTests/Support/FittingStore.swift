import Files
import MeterData

@testable import MeterData

/// A prepared store of made-up samples, written with its rules, to fit baselines on.
enum FittingStore {
  /// One house: its number and its channels' samples, all of one length, watts.
  struct House {
    var id = 1
    var mains: [Float]
    var appliances: [String: [Float]]
  }

  static let period: Int64 = 60 * ISOTime.second

  /// Writes the houses, each appliance on from 10 W up.
  static func written(_ houses: [House], to path: String) throws -> PreparedStore {
    let writer = try PreparedStoreWriter(path: path)
    for house in houses {
      let grid = Grid(period: period, bins: 1000..<(1000 + house.mains.count))
      let channels =
        [("mains", nil, house.mains)]
        + house.appliances.sorted { $0.key < $1.key }.map { ($0.key, $0.key, $0.value) }
      let group = try writer.house(
        house.id, grid: grid, channels: channels.map { ApplianceNames.channel($0.0) })
      var valid = ValidStretches()
      valid.add(channels.map(\.2), from: 0)
      valid.finish(at: grid.count)
      for (index, channel) in channels.enumerated() {
        try group.write(channel.2, channel: index, from: 0)
      }
      try group.finish(valid, report(house.id, grid, channels))
    }
    try writer.finish(
      StoreProvenance(
        toolVersion: "1", dataset: "made up", timezone: "Europe/London",
        period: TimeSpan(nanoseconds: period), mainsQuantity: "power active",
        source: .init(name: "none", size: 0, sha256: ""), configuration: ""))
    return try PreparedStore(path: path)
  }

  private static func report(
    _ id: Int, _ grid: Grid, _ channels: [(String, String?, [Float])]
  ) -> PreparationReport.House {
    PreparationReport.House(
      building: id, grid: grid, validSamples: 0, validStretches: 0,
      channels: channels.map { name, appliance, values in
        var statistics = ChannelStatistics()
        statistics.add(values.span)
        return PreparationReport.Channel(
          name: name, appliance: appliance, meters: [1], quantity: "power active",
          maxGap: TimeSpan(nanoseconds: 0), statistics: statistics, carried: 0, longestGap: nil,
          readings: ReadingTally(), rule: appliance == nil ? nil : ActivationRule(threshold: 10),
          activations: 0, activationEnergy: 0, energy: 0)
      }, notes: [])
  }
}
