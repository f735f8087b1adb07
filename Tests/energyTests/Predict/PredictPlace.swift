import Disaggregation
import Files
import Foundation
import MeterData
import Networks
import Work

/// A folder with little models that nobody trained, and tables to predict from.
final class PredictPlace: Sendable {
  let path: String

  /// Models for a kettle and a fridge, one sample every 6 s.
  init() throws {
    path = NSTemporaryDirectory() + "energy-predict-" + UUID().uuidString
    for (seed, appliance) in ["kettle", "dish washer"].enumerated() {
      let folder = path + "/" + appliance.replacingOccurrences(of: " ", with: "-")
      try FileSystem.createFolders(folder)
      try PredictPlace.model(of: appliance, seed: UInt64(seed + 1)).write(into: folder)
    }
  }

  deinit { try? FileSystem.remove(path) }

  private static func model(of appliance: String, seed: UInt64) throws -> TrainedModel {
    let plan = try ArchitectureCatalogue.named("seq2point-reduced").plan(window: 45)
    var generator = RandomGenerator(seed: seed)
    let second = ISOTime.second
    return TrainedModel(
      network: Network(plan, generator: &generator),
      description: ModelDescription(
        toolVersion: "0", plan: plan, period: TimeSpan(nanoseconds: 6 * second),
        mains: ModelDescription.Mains(
          quantity: "power active", maximumGap: TimeSpan(nanoseconds: 60 * second),
          histogram: MainsHistogram(minimum: 80, maximum: 4000, counts: [1, 1, 1, 1])),
        target: ModelDescription.Target(
          appliance: appliance, mean: 20, median: 0, rule: ActivationRule(threshold: 100)),
        normalisation: Normalisation(
          mainsMean: 500, mainsDeviation: 800, targetMean: 300, targetDeviation: 1000),
        ranges: [], configuration: "", curve: [], metrics: [:]))
  }

  /// Runs `energy predict`; "@" stands for the folder.
  func run(_ words: String, input: String = "") throws -> EnergyProgram.Outcome {
    try EnergyProgram.run(self.words(words), input: input)
  }

  func words(_ words: String) -> [String] {
    ["predict"]
      + words.split(separator: " ").map { $0.replacingOccurrences(of: "@", with: path + "/") }
  }

  func write(_ text: String, as name: String) throws {
    try FileDescriptor(creating: path + "/" + name).write(Array(text.utf8))
  }

  /// The cells of a table that was written.
  func rows(_ name: String) throws -> [[String]] {
    try FileSystem.text(of: path + "/" + name).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  func text(_ name: String) throws -> String { try FileSystem.text(of: path + "/" + name) }

  /// A table of readings six seconds apart, or as asked.
  static func table(_ count: Int, every step: Int = 6, header: String = "timestamp,power") -> String
  {
    let rows = (0..<count).map { row in
      "\(1_357_000_002 + step * row),\(150 + row * 37 % 901 + (row / 50 % 3) * 900)"
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }
}
