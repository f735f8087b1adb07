import Disaggregation
import Files
import Kernels
import MeterData
import Networks
import Work

@testable import Training

/// States of a tiny network without any store, and a folder for their checkpoints.
final class SmallRun {
  let folder: String
  let plan: NetworkPlan
  private let isOwned: Bool

  /// Works in a folder that stays; without one, it makes one that goes with it.
  init(
    in folder: String? = nil,
    layers: [LayerSpecification] = [.dense(name: "dense1", outputs: 1, isRectified: false)]
  ) throws {
    isOwned = folder == nil
    self.folder =
      folder
      ?? FileSystem.joined(
        FileSystem.temporaryFolder, "energy-checkpoints-\(UInt64.random(in: 0...(.max)))")
    plan = try NetworkPlan(architecture: "small", window: 5, padding: .valid, layers: layers)
    try FileSystem.createFolders(self.folder)
  }

  deinit {
    // A folder that stays only takes room.
    if isOwned { try? FileSystem.remove(folder) }
  }

  func path(_ name: String) -> String { FileSystem.joined(folder, name) }

  var store: CheckpointStore {
    let plan = plan
    return CheckpointStore(folder: folder) { state throws(TrainingError) in
      SmallRun.description(of: plan, curve: state.curve)
    }
  }

  /// A state after so many epochs, and perhaps some windows of the next; no two are alike.
  func state(epochs: Int, windows: Int = 0) -> LearningState {
    var generator = RandomGenerator(seed: UInt64(epochs * 1000 + windows))
    let network = Network(plan, generator: &generator)
    var adam = AdamState(for: network)
    adam.first = Network(plan, generator: &generator).parameters
    adam.second = Network(plan, generator: &generator).parameters
    adam.step = epochs * 100 + windows
    var progress = EpochProgress(epoch: epochs + 1)
    progress.windows = windows
    progress.lossSum = Double(windows) / 3
    progress.seconds = 0.1 * Double(windows)
    let place = SamplerPlace(
      generator: generator.state,
      walks: [SamplerPlace.Walk(count: 1000, seed: generator.next(), position: windows)])
    return LearningState(
      network: network, adam: adam, place: place, progress: progress,
      curve: (0..<epochs).map(SmallRun.point))
  }

  private static func point(_ number: Int) -> CurvePoint {
    CurvePoint(
      progress: EpochProgress(
        epoch: number + 1, lossSum: 1 / Double(number + 3), windows: 7, seconds: 0.3),
      learningRate: 0.001,
      validation: ValidationScore(
        loss: 0.1 + 0.2, mae: 12, constantMAE: 20.1, onCount: 3,
        peak: number == 0 ? nil : 2000.5))
  }

  static func description(of plan: NetworkPlan, curve: [CurvePoint]) -> ModelDescription {
    ModelDescription(
      toolVersion: "0.1.0", plan: plan, period: TimeSpan(nanoseconds: 6_000_000_000),
      mains: ModelDescription.Mains(
        quantity: "power active", maximumGap: TimeSpan(nanoseconds: 0),
        histogram: MainsHistogram(minimum: 0, maximum: 4000.5, counts: [3, 0, 1])),
      target: ModelDescription.Target(
        appliance: "kettle", mean: 12.25, median: 0, rule: ActivationRule(threshold: 2000)),
      normalisation: Normalisation(
        mainsMean: 300, mainsDeviation: 400, targetMean: 12.25, targetDeviation: 150),
      ranges: [], configuration: "training:\n  seed: 1\n", curve: .array(curve.map(\.json)))
  }
}

extension LearningState {
  /// Whether nothing at all differs.
  func equals(_ other: LearningState) -> Bool {
    network.parameters == other.network.parameters && adam.first == other.adam.first
      && adam.second == other.adam.second && adam.step == other.adam.step && place == other.place
      && progress == other.progress && curve == other.curve
  }
}
