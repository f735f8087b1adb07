import Networks
import Training

/// A short training of a kettle, as its events tell of it.
enum TrainingSample {
  static func start(
    epochsDone: Int = 0, target: TargetPosition = .middle, notes: [String] = []
  ) throws -> TrainingStart {
    TrainingStart(
      appliance: "kettle", seed: 1,
      plan: try ArchitectureCatalogue.named("seq2point").plan(window: 129, targetPosition: target),
      period: 6,
      ranges: [
        RangeSummary(
          role: .train, buildings: [1, 3, 4, 5], seconds: 1_412 * 86_400, windows: 120_000,
          lostToGaps: 6_000),
        RangeSummary(
          role: .validation, buildings: [1], seconds: 9.5 * 86_400, windows: 28_000, lostToGaps: 0),
        RangeSummary(
          role: .test, buildings: [2], seconds: 14 * 86_400, windows: 100_000, lostToGaps: nil),
      ], epochsDone: epochsDone, epochs: 12, notes: notes)
  }

  static func epoch(
    _ epoch: Int, train: Double, validation: Double, mae: Double, skill: Double?, best: Bool
  ) -> EpochSummary {
    EpochSummary(
      appliance: "kettle", seed: 1, epoch: epoch, trainLoss: train, validationLoss: validation,
      validationMAE: mae, skill: skill, learningRate: 0.001, windows: 120_000, seconds: 75,
      isBest: best)
  }

  static let epochs = [
    epoch(1, train: 0.5, validation: 0.25, mae: 11.94, skill: 0.55, best: true),
    epoch(2, train: 0.25, validation: 0.125, mae: 8.66, skill: 0.675, best: true),
    epoch(3, train: 0.125, validation: 0.1875, mae: 108.66, skill: -3.081, best: false),
    epoch(4, train: 0.000125, validation: 0.1875, mae: 8.66, skill: nil, best: false),
  ]

  static func outcome(
    _ stopped: TrainedOutcome.Reason, epochs: Int = 4, best: Int? = 2, appliance: String = "kettle"
  ) -> TrainedOutcome {
    TrainedOutcome(
      appliance: appliance, seed: 1, checkpoint: best.map { _ in "models/runs/kettle/best" },
      epochs: epochs, bestEpoch: best, validationMAE: best.map { _ in 8.66 }, seconds: 312,
      stopped: stopped)
  }
}
