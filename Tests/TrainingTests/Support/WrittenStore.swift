import Files
import Foundation
import Testing

@testable import MeterData

/// A prepared store of made-up samples in a folder of its own, removed at the end.
final class WrittenStore {
  /// One house: its number and its channels' samples, all of one length, watts.
  struct House {
    var id = 1
    /// Seconds since the epoch of the first sample.
    var start: Int64 = 1_356_998_400  // 2013-01-01 in London
    var mains: [Float]
    var appliances: [String: [Float]]
  }

  let store: PreparedStore
  private let folder: String

  init(_ houses: [House], period: Int64 = 60) throws {
    folder = NSTemporaryDirectory() + "energy-training-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/store.h5"
    try WrittenStore.write(houses, period: period * ISOTime.second, to: path)
    store = try PreparedStore(path: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static func write(_ houses: [House], period: Int64, to path: String) throws {
    let writer = try PreparedStoreWriter(path: path)
    for house in houses {
      let first = Int(house.start * ISOTime.second / period)
      let grid = Grid(period: period, bins: first..<(first + house.mains.count))
      let appliances = house.appliances.sorted { $0.key < $1.key }
      let channels = [("mains", nil, house.mains)] + appliances.map { ($0.key, $0.key, $0.value) }
      let names = channels.map { ApplianceNames.channel($0.0) }
      let group = try writer.house(house.id, grid: grid, channels: names)
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
          readings: ReadingTally(), rule: appliance == nil ? nil : ActivationRule(threshold: 100),
          activations: 0, activationEnergy: 0, energy: 0)
      }, notes: [])
  }
}

/// What a refusal says, or nil where nothing was refused.
func refusal(of body: () throws -> Void) -> (status: Files.ExitStatus, text: String)? {
  do {
    try body()
    return nil
  } catch let failure as any Failure {
    return (failure.status, failure.description)
  } catch {
    Issue.record("an error that is none of ours: \(error)")
    return nil
  }
}
