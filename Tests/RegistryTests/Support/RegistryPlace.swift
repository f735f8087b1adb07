import Disaggregation
import Files
import MeterData
import Networks
import Work

@testable import Registry

/// A folder with little models that nobody trained, and a registry for them.
final class RegistryPlace: Sendable {
  let path = FileSystem.joined(
    FileSystem.temporaryFolder, "energy-registry-\(UInt64.random(in: 0...(.max)))")
  let registry: ModelRegistry
  let pool = ThreadPool(width: 1)

  init() throws {
    registry = ModelRegistry(RegistryFolders(models: FileSystem.joined(path, "models")))
    try FileSystem.createFolders(path)
  }

  deinit {
    // A folder that stays only takes room.
    try? FileSystem.remove(path)
  }

  func path(_ name: String) -> String { FileSystem.joined(path, name) }
  func models(_ name: String) -> String { FileSystem.joined(registry.folders.models, name) }

  /// A model with a golden window; another seed gives other weights.
  func model(_ appliance: String = "kettle", seed: UInt64 = 1) throws -> TrainedModel {
    let plan = try ArchitectureCatalogue.named("cnn-seq2seq").plan(window: 12)
    var generator = RandomGenerator(seed: seed)
    var model = TrainedModel(
      network: Network(plan, generator: &generator),
      description: ModelDescription(
        toolVersion: "0.0.9", plan: plan, period: TimeSpan(nanoseconds: 6_000_000_000),
        mains: ModelDescription.Mains(
          quantity: "power active", maximumGap: TimeSpan(nanoseconds: 180_000_000_000),
          histogram: MainsHistogram(minimum: 0, maximum: 4000, counts: [3, 1])),
        target: ModelDescription.Target(
          appliance: appliance, mean: 12, median: 0, rule: ActivationRule(threshold: 100)),
        normalisation: Normalisation(
          mainsMean: 522, mainsDeviation: 814, targetMean: 700, targetDeviation: 1000),
        ranges: [
          LearntRange(
            use: .training, dataset: "UK-DALE", sourceSHA256: "ab", building: 1,
            times: 1_363_608_000_000_000_000..<1_400_000_000_000_000_000)
        ],
        configuration: "training:\n  seed: \(seed)\n", metrics: ["mae_w": 3.5]))
    let engine = NetworkEngine(plan: plan, maximumBatch: 1, pool: pool, isTraining: false)
    let inputs = (0..<plan.window).map { 200 + 13.7 * Float($0) }
    model.description.goldenWindows = [
      GoldenWindow(inputs: inputs, outputs: model.estimates(of: inputs, count: 1, engine))
    ]
    return model
  }

  /// A run's folder with one checkpoint, as training leaves it.
  func run(_ name: String, _ appliance: String = "kettle", seed: UInt64 = 1) throws -> String {
    let folder = models("runs/\(name)")
    try FileSystem.createFolders(folder + "/epoch-0001")
    try model(appliance, seed: seed).write(into: folder + "/epoch-0001")
    for link in ["best", "last"] {
      try Publication.link(at: folder + "/" + link, to: "epoch-0001")
    }
    return folder
  }

  /// Registers a model of its own run.
  @discardableResult
  func register(_ appliance: String = "kettle", seed: UInt64) throws -> Registration {
    try registry.register(
      try run("\(appliance)-\(seed)", appliance, seed: seed), toolVersion: "0.1.0", pool: pool)
  }

  /// Writes what `energy evaluate --record` leaves of a run's model.
  func record(
    _ name: String, _ figures: [String: Double], range: String = "2014-03-17", seen: Bool = false,
    weights: String? = nil
  ) throws {
    let folder = models("runs/\(name)")
    let digest = try weights ?? TrainedModel(path: folder).weightsDigest
    let document: JSON = [
      "format": "energy-evaluation", "format_version": 1,
      "results": [
        [
          "checkpoint": .string(folder), "data": "/home/somebody/sim.h5", "appliance": "kettle",
          "period_s": 6,
          "range": ["from": .string("\(range)T00:00:00+00:00"), "to": "2014-04-01T06:30:00+01:00"],
          "houses": [
            ["building": 2, "from": .string(range), "to": "2014-04-01", "samples": 9, "scored": 9]
          ],
          "samples": 9, "coverage": 1, "clamping": "zero", "rule": ["threshold_w": 100],
          "overlaps": seen ? ["it was trained on house 2"] : [],
          "model": .object(figures.map { JSON.Member(key: $0.key, value: JSON($0.value)) }),
          "baselines": ["zero": ["mae_w": 9]],
          "store": [
            "path": "/home/somebody/sim.h5", "dataset": "Simulated", "timezone": "Europe/London",
            "source_sha256": "cd", "header_sha256": "ef", "mains_quantity": "power active",
            "configuration": "",
          ],
          "weights_sha256": .string(digest),
        ]
      ],
    ]
    let place = "\(folder)/evaluations/kettle-house2-\(range)"
    try FileSystem.createFolders(place)
    try Publication.text(document.text, at: place + "/evaluation.json")
  }

  func promote(
    _ version: String? = nil, force: Bool = false, metric: Metric = .skill, keeping kept: Int = 3
  ) throws -> Promotion {
    var request = PromotionRequest(appliance: "kettle", version: version)
    request.metric = metric
    request.isForced = force
    request.kept = kept
    return try registry.promote(request, pool: pool)
  }
}
