import Disaggregation
import Files
import Foundation
import Networks
import Testing
import Work

@testable import Evaluation
@testable import MeterData

/// A folder with made-up stores and untrained models, removed at the end.
final class EvaluatedPlace {
  /// One house: a sample a minute unless said otherwise, watts, from 2013-06-03 00:00 in London.
  struct House {
    var id = 1
    var mains: [Float]
    var kettle: [Float]
    /// Where it is there, it is on from 50 W up.
    var fridge: [Float]?
    var rule = ActivationRule(threshold: 1000, minimumOn: 60)
  }

  static let start: Int64 = 1_370_214_000  // 2013-06-03 00:00 BST
  static let source = String(repeating: "ab", count: 32)
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "energy-evaluated-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// So many samples of a house that boils water now and then.
  static func house(_ id: Int = 1, samples: Int = 2880, seed: UInt64 = 5) -> House {
    var generator = RandomGenerator(seed: seed)
    var kettle: [Float] = []
    while kettle.count < samples {
      kettle += [Float](repeating: 0, count: generator.whole(20...90))
      kettle += [Float](repeating: 2000, count: generator.whole(2...5))
    }
    kettle = Array(kettle.prefix(samples))
    let mains = kettle.map { $0 + 200 + Float(generator.uniform(0...100)) }
    return House(id: id, mains: mains, kettle: kettle)
  }

  /// A house whose fridge comes and goes too.
  static func houseWithFridge(_ id: Int, seed: UInt64) -> House {
    var house = house(id, seed: seed)
    let fridge = house.kettle.indices.map { Float(($0 + Int(seed)) % 50 < 20 ? 150 : 0) }
    house.mains = zip(house.mains, fridge).map { $0 + $1 }
    house.fridge = fridge
    return house
  }

  /// Writes a store and gives its path.
  func store(
    _ houses: [House], period: Double = 60, source: String = EvaluatedPlace.source,
    quantity: String = "power active", name: String = "store.h5"
  ) throws -> String {
    let path = folder + "/" + name
    let nanoseconds = Int64(period * 1e9)
    let writer = try PreparedStoreWriter(path: path)
    for house in houses {
      let first = Int(EvaluatedPlace.start * ISOTime.second / nanoseconds)
      let grid = Grid(period: nanoseconds, bins: first..<(first + house.mains.count))
      let channels = EvaluatedPlace.channels(house)
      let group = try writer.house(house.id, grid: grid, channels: channels.map(\.name))
      var valid = ValidStretches()
      valid.add(channels.map(\.values), from: 0)
      valid.finish(at: grid.count)
      for (index, channel) in channels.enumerated() {
        try group.write(channel.values, channel: index, from: 0)
      }
      try group.finish(valid, report(house, grid, quantity))
    }
    try writer.finish(
      StoreProvenance(
        toolVersion: "1", dataset: "made up", timezone: "Europe/London",
        period: TimeSpan(nanoseconds: nanoseconds), mainsQuantity: quantity,
        source: .init(name: "none", size: 0, sha256: source), configuration: "preprocess: {}"))
    return path
  }

  /// Houses 1 and 2, both with a kettle and a fridge.
  func storeWithFridges(
    source: String = EvaluatedPlace.source, name: String = "fridges.h5"
  ) throws -> String {
    let houses = [(1, UInt64(5)), (2, 6)].map { EvaluatedPlace.houseWithFridge($0.0, seed: $0.1) }
    return try store(houses, source: source, name: name)
  }

  private static func channels(
    _ house: House
  ) -> [(name: String, values: [Float], rule: ActivationRule?)] {
    let fridge = house.fridge.map { [("fridge", $0, ActivationRule(threshold: 50))] } ?? []
    return [("mains", house.mains, nil), ("kettle", house.kettle, house.rule)] + fridge
  }

  private func report(_ house: House, _ grid: Grid, _ quantity: String) -> PreparationReport.House {
    PreparationReport.House(
      building: house.id, grid: grid, validSamples: 0, validStretches: 0,
      channels: EvaluatedPlace.channels(house).map { name, values, rule in
        var statistics = ChannelStatistics()
        statistics.add(values.span)
        return PreparationReport.Channel(
          name: name, appliance: rule == nil ? nil : name, meters: [1], quantity: quantity,
          maxGap: TimeSpan(nanoseconds: 0), statistics: statistics, carried: 0, longestGap: nil,
          readings: ReadingTally(), rule: rule, activations: 0,
          activationEnergy: 0, energy: 0)
      }, notes: [])
  }

  /// Writes a model as a checkpoint, and gives its path.
  func model(
    _ name: String = "model", architecture: String = "seq2point-reduced", window: Int = 31,
    period: Int64 = 60, seed: UInt64 = 9, test: String = "{buildings: [2]}",
    trainedOn house: Int = 1,
    change: (inout ModelDescription) -> Void = { _ in }
  ) throws -> String {
    let plan = try ArchitectureCatalogue.named(architecture)
      .plan(window: window, padding: architecture == "cnn-seq2seq" ? nil : .valid)
    var generator = RandomGenerator(seed: seed)
    var description = ModelDescription(
      toolVersion: "1", plan: plan, period: TimeSpan(nanoseconds: period * ISOTime.second),
      mains: .init(
        quantity: "power active", maximumGap: TimeSpan(nanoseconds: 0),
        histogram: MainsHistogram(minimum: 0, maximum: 1, counts: [1])),
      target: .init(
        appliance: "kettle", mean: 80, median: 0,
        rule: ActivationRule(threshold: 1000, minimumOn: 60)),
      normalisation: Normalisation(
        mainsMean: 300, mainsDeviation: 500, targetMean: 80, targetDeviation: 400),
      ranges: [EvaluatedPlace.learnt(.training, hours: 0..<12, of: 1)],
      configuration: """
        training:
          store: store.h5
          appliances: [kettle]
          ranges:
            train: {buildings: [\(house)], to: "2013-06-03T12:00"}
            validation: {buildings: [\(house)], from: "2013-06-03T12:00", to: "2013-06-03T18:00"}
            test: \(test)
        """)
    change(&description)
    let path = folder + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try TrainedModel(network: Network(plan, generator: &generator), description: description)
      .write(into: path)
    return path
  }

  /// Hours of the made-up days that a model has learnt from.
  static func learnt(
    _ use: LearntRange.Use, hours: Range<Int64>, of house: Int, source: String = source
  ) -> LearntRange {
    let hour = 3600 * ISOTime.second
    let first = start * ISOTime.second
    return LearntRange(
      use: use, dataset: "made up", sourceSHA256: source, building: house,
      times: first + hours.lowerBound * hour..<first + hours.upperBound * hour)
  }

  /// What an evaluation refuses.
  static func refusal(_ request: EvaluationRequest) throws -> (
    status: Files.ExitStatus, text: String
  ) {
    do {
      _ = try Evaluator(request).run()
    } catch {
      return (error.status, error.description)
    }
    throw EvaluationError(status: .internalFault, attempt: "", path: nil, reason: "no refusal")
  }
}
