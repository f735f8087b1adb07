import Disaggregation
import Files
import Foundation
import MeterData
import Networks
import Registry
import Work

@testable import energy

/// A folder with models that nobody trained, and a registry beside them.
final class RegistrySample: Sendable {
  let path: String
  let registry: ModelRegistry

  /// Models of a kettle, each with other weights: "model-1" and so on.
  init(models count: Int) throws {
    path = NSTemporaryDirectory() + "energy-models-" + UUID().uuidString
    registry = ModelRegistry(RegistryFolders(models: path + "/models"))
    for seed in 1...count {
      let folder = path + "/model-\(seed)"
      try FileSystem.createFolders(folder)
      try RegistrySample.model(seed: UInt64(seed)).write(into: folder)
    }
  }

  deinit { try? FileSystem.remove(path) }

  /// Some megabytes, so that writing it takes a while.
  private static func model(seed: UInt64) throws -> TrainedModel {
    let plan = try ArchitectureCatalogue.named("seq2point-reduced").plan(window: 99)
    var generator = RandomGenerator(seed: seed)
    let second = ISOTime.second
    return TrainedModel(
      network: Network(plan, generator: &generator),
      description: ModelDescription(
        toolVersion: "0", plan: plan, period: TimeSpan(nanoseconds: 6 * second),
        mains: ModelDescription.Mains(
          quantity: "power active", maximumGap: TimeSpan(nanoseconds: 60 * second),
          histogram: MainsHistogram(minimum: 80, maximum: 4000, counts: [1, 1])),
        target: ModelDescription.Target(
          appliance: "kettle", mean: 20, median: 0, rule: ActivationRule(threshold: 100)),
        normalisation: Normalisation(
          mainsMean: 500, mainsDeviation: 800, targetMean: 300, targetDeviation: 1000),
        ranges: [], configuration: "", curve: [], metrics: [:]))
  }

  /// The words of `energy models`, "@" standing for the folder.
  func words(_ words: String) -> [String] {
    ["models"]
      + words.split(separator: " ").map { $0.replacingOccurrences(of: "@", with: path + "/") }
      + ["--models", path + "/models"]
  }

  func run(_ words: String) throws -> EnergyProgram.Outcome {
    try EnergyProgram.run(self.words(words))
  }

  /// Starts a shell that runs lines of words one after another, and ends with the first failure.
  func start(_ lines: [String]) throws -> Process {
    let program = try EnergyProgram.path()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-ec",
      lines.map { "'\(program)' \(words($0).joined(separator: " "))" }.joined(separator: "\n"),
    ]
    process.environment = EnergyProgram.environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
