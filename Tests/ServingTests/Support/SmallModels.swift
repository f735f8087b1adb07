import Disaggregation
import Files
import MeterData
import Networks
import Work

@testable import Serving

/// Little models in files, in a folder of their own.
final class SmallModels {
  let folder = FileSystem.joined(
    FileSystem.temporaryFolder, "energy-fleet-\(UInt64.random(in: 0...(.max)))")

  init() throws { try FileSystem.createFolders(folder) }

  deinit {
    // A folder that stays only takes room.
    try? FileSystem.remove(folder)
  }

  func path(_ name: String) -> String { FileSystem.joined(folder, name) }

  /// A network with a dense layer for windows of any length, or one for sequences.
  static func plan(window: Int = 31, isSequence: Bool = false) throws -> NetworkPlan {
    try ArchitectureCatalogue.named(isSequence ? "cnn-seq2seq" : "seq2point-reduced")
      .plan(window: window)
  }

  /// A model with one golden window.
  static func model(
    _ appliance: String = "kettle", seed: UInt64 = 1, plan: NetworkPlan? = nil
  ) throws -> TrainedModel {
    let plan = try plan ?? self.plan()
    var generator = RandomGenerator(seed: seed)
    var model = TrainedModel(
      network: Network(plan, generator: &generator),
      description: description(appliance, plan: plan))
    let inputs = (0..<plan.window).map { 200 + 13.7 * Float($0) }
    let engine = NetworkEngine(
      plan: plan, maximumBatch: 1, pool: ThreadPool(width: 1), isTraining: false)
    model.description.goldenWindows = [
      GoldenWindow(inputs: inputs, outputs: model.estimates(of: inputs, count: 1, engine))
    ]
    return model
  }

  static func served(
    _ appliance: String = "kettle", seed: UInt64 = 1, plan: NetworkPlan? = nil
  ) throws -> ServedModel {
    ServedModel(
      name: appliance, version: "\(seed)",
      model: try model(appliance, seed: seed, plan: plan))
  }

  /// Writes a model's folder.
  @discardableResult
  func write(_ model: TrainedModel, _ name: String) throws -> String {
    let path = path(name)
    try FileSystem.createFolders(path)
    try model.write(into: path)
    return path
  }

  private static func description(_ appliance: String, plan: NetworkPlan) -> ModelDescription {
    ModelDescription(
      toolVersion: "0.1.0", plan: plan, period: TimeSpan(nanoseconds: 6_000_000_000),
      mains: ModelDescription.Mains(
        quantity: "power active", maximumGap: TimeSpan(nanoseconds: 180_000_000_000),
        histogram: MainsHistogram(minimum: 0, maximum: 4000, counts: [3, 0, 1, 7])),
      target: ModelDescription.Target(
        appliance: appliance, mean: 12, median: 0,
        rule: ActivationRule(threshold: 600, maximum: nil, minimumOn: 12, minimumOff: 18)),
      normalisation: Normalisation(
        mainsMean: 522, mainsDeviation: 814, targetMean: 500, targetDeviation: 1000),
      ranges: [
        LearntRange(
          use: .training, dataset: "UK-DALE", sourceSHA256: "ab", building: 1,
          times: 1_363_608_000_000_000_000..<1_400_000_000_000_000_000)
      ],
      configuration: "training:\n  seed: 1\n", metrics: ["mae_w": 3.5])
  }
}

/// Mains as a house might have them.
enum MadeUpMains {
  /// Readings every six seconds, with a gap and rows without a reading now and then.
  static func readings(_ count: Int, seed: UInt64) -> ReadingBlock {
    var generator = RandomGenerator(seed: seed)
    var (time, times, values) = (Int64(1_400_000_000) * 1_000_000_000, [Int64](), [Double]())
    var level = 300.0
    for _ in 0..<count {
      if generator.uniform() < 0.02 { level = 60 + 3440 * generator.uniform() }
      time += generator.uniform() < 0.002 ? 900_000_000_000 : 6_000_000_000
      times.append(time)
      values.append(generator.uniform() < 0.01 ? .nan : level + generator.uniform() * 20)
    }
    return ReadingBlock(times: times, values: values)
  }

  static func windows(_ count: Int, of window: Int, seed: UInt64) -> [Float] {
    var generator = RandomGenerator(seed: seed)
    return (0..<count * window).map { _ in Float(generator.uniform()) * 3000 }
  }
}
