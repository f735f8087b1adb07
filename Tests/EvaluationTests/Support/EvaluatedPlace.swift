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

  /// Writes a store and gives its path.
  func store(
    _ houses: [House], period: Int64 = 60, source: String = EvaluatedPlace.source,
    quantity: String = "power active", name: String = "store.h5"
  ) throws -> String {
    let path = folder + "/" + name
    let nanoseconds = period * ISOTime.second
    let writer = try PreparedStoreWriter(path: path)
    for house in houses {
      let first = Int(EvaluatedPlace.start * ISOTime.second / nanoseconds)
      let grid = Grid(period: nanoseconds, bins: first..<(first + house.mains.count))
      let group = try writer.house(house.id, grid: grid, channels: ["mains", "kettle"])
      var valid = ValidStretches()
      valid.add([house.mains, house.kettle], from: 0)
      valid.finish(at: grid.count)
      try group.write(house.mains, channel: 0, from: 0)
      try group.write(house.kettle, channel: 1, from: 0)
      try group.finish(valid, report(house, grid, quantity))
    }
    try writer.finish(
      StoreProvenance(
        toolVersion: "1", dataset: "made up", timezone: "Europe/London",
        period: TimeSpan(nanoseconds: nanoseconds), mainsQuantity: quantity,
        source: .init(name: "none", size: 0, sha256: source), configuration: "preprocess: {}"))
    return path
  }

  private func report(_ house: House, _ grid: Grid, _ quantity: String) -> PreparationReport.House {
    let channels = [("mains", nil, house.mains), ("kettle", "kettle" as String?, house.kettle)]
    return PreparationReport.House(
      building: house.id, grid: grid, validSamples: 0, validStretches: 0,
      channels: channels.map { name, appliance, values in
        var statistics = ChannelStatistics()
        statistics.add(values.span)
        return PreparationReport.Channel(
          name: name, appliance: appliance, meters: [1], quantity: quantity,
          maxGap: TimeSpan(nanoseconds: 0), statistics: statistics, carried: 0, longestGap: nil,
          readings: ReadingTally(), rule: appliance == nil ? nil : house.rule, activations: 0,
          activationEnergy: 0, energy: 0)
      }, notes: [])
  }

  /// Writes a model as a checkpoint, and gives its path.
  func model(
    _ name: String = "model", architecture: String = "seq2point-reduced", window: Int = 31,
    period: Int64 = 60, seed: UInt64 = 9, test: String = "{buildings: [2]}",
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
            train: {buildings: [1], to: "2013-06-03T12:00"}
            validation: {buildings: [1], from: "2013-06-03T12:00", to: "2013-06-03T18:00"}
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
