import Disaggregation
import Files
import MeterData
import Networks
import Work

/// A little model of the catalogue's smallest network, and a folder of its own.
final class SmallModel {
  let folder = FileSystem.joined(
    FileSystem.temporaryFolder, "energy-model-\(UInt64.random(in: 0...(.max)))")
  let plan: NetworkPlan

  init(window: Int = 12) throws {
    plan = try ArchitectureCatalogue.named("cnn-seq2seq").plan(window: window)
    try FileSystem.createFolders(folder)
  }

  deinit {
    // A folder that stays only takes room.
    try? FileSystem.remove(folder)
  }

  func path(_ name: String) -> String { FileSystem.joined(folder, name) }

  func network(seed: UInt64) -> Network {
    var generator = RandomGenerator(seed: seed)
    return Network(plan, generator: &generator)
  }

  var engine: NetworkEngine {
    NetworkEngine(plan: plan, maximumBatch: 4, pool: ThreadPool(width: 1), isTraining: false)
  }

  /// A model with one golden window.
  func model(seed: UInt64) -> TrainedModel {
    var model = TrainedModel(network: network(seed: seed), description: description)
    let inputs = (0..<plan.window).map { 200 + 13.7 * Float($0) }
    model.description.goldenWindows = [
      GoldenWindow(inputs: inputs, outputs: model.estimates(of: inputs, count: 1, engine))
    ]
    return model
  }

  /// With something in each place, and a blank, a quote or a missing value in some.
  var description: ModelDescription {
    ModelDescription(
      toolVersion: "0.1.0", plan: plan, period: TimeSpan(nanoseconds: 6_000_000_000),
      mains: ModelDescription.Mains(
        quantity: "power active", maximumGap: TimeSpan(nanoseconds: 180_000_000_000),
        histogram: MainsHistogram(minimum: 0.1, maximum: 4000.5, counts: [3, 0, 1])),
      target: ModelDescription.Target(
        appliance: "dish washer", mean: 12.3456789, median: 0,
        rule: ActivationRule(threshold: 10, maximum: nil, minimumOn: 1800, minimumOff: 0.5)),
      normalisation: Normalisation(
        mainsMean: 522, mainsDeviation: 814.000000001, targetMean: 700, targetDeviation: 1000),
      ranges: [
        LearntRange(
          use: .training, dataset: "UK-DALE", sourceSHA256: "ab", building: 1,
          times: 1_363_608_000_000_000_001..<1_400_000_000_000_000_000),
        LearntRange(
          use: .validation, dataset: nil, sourceSHA256: "ab", building: 2, times: -6..<0),
      ],
      configuration: "training:\n  # \"quoted\"\n  seed: 1\n",
      curve: [["epoch": 1, "loss": 0.30000000000000004]], metrics: ["mae_w": 3.5, "skill": nil])
  }
}
