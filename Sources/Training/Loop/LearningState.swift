import Networks

/// Everything that decides how training goes on, apart from the configuration and the store.
struct LearningState: Sendable {
  var network: Network
  /// With the number of steps taken.
  var adam: AdamState
  /// Where the order of the windows stands.
  var place: SamplerPlace
  var progress: EpochProgress
  /// The epochs that are over.
  var curve: [CurvePoint]
}

/// How far an epoch has come.
struct EpochProgress: Sendable, Equatable {
  /// The epoch that is going on, counted from 1.
  var epoch = 1
  /// Σ loss · windows of the epoch's steps.
  var lossSum = 0.0
  /// Windows of the epoch's steps.
  var windows = 0
  /// Seconds that the epoch's steps took.
  var seconds = 0.0

  /// The mean loss of the epoch's windows so far.
  var loss: Double { windows > 0 ? lossSum / Double(windows) : 0 }
}

/// How an epoch went, as the curve keeps it.
struct CurvePoint: Sendable, Equatable {
  /// With the epoch's last loss, windows and seconds.
  let progress: EpochProgress
  /// Of the epoch's last step.
  let learningRate: Double
  let validation: ValidationScore
}

/// Keeps what training has come to, so that a crash at any moment loses little.
protocol CheckpointKeeper {
  /// Keeps a state, whole or not at all.
  ///
  /// - Parameters:
  ///   - state: What to keep.
  ///   - isBest: Whether it ends the best epoch so far.
  /// - Returns: Where it lies.
  /// - Throws: `TrainingError`; what was kept before is as it was.
  func keep(_ state: LearningState, isBest: Bool) throws(TrainingError) -> String

  /// Where the best state lies, or the last one where none is best yet; nil where there is none.
  var bestPath: String? { get }
}
