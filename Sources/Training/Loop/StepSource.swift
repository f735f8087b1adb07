import Networks
import Work

/// What the steps of training are made of: windows from anywhere, or runs of consecutive ones.
protocol StepSource {
  /// How far it has come, as a checkpoint keeps it.
  var place: SamplerPlace { get }
  /// Windows that count in an epoch.
  var windowsPerEpoch: Int { get }
  /// Where the windows begin that count in the step that was drawn.
  var starts: [WindowStart] { get }

  /// Draws the epoch's next step.
  ///
  /// - Returns: The windows that count in it; nil once the epoch is over.
  mutating func draw() -> Int?

  /// Takes the step that was drawn.
  func take(_ state: inout LearningState, _ settings: StepSettings) -> StepReport

  /// Begins the next epoch.
  mutating func beginEpoch()

  /// Where the latest step lies among all those of the epochs, as the learning rate counts them.
  ///
  /// - Parameters:
  ///   - step: The latest step, counted from 1 over all epochs.
  ///   - epoch: The one that it belongs to, counted from 1.
  ///   - epochs: All there will be.
  /// - Returns: How much lies before it, and how much there is in all, in steps or in windows.
  func progress(step: Int, epoch: Int, of epochs: Int) -> (before: Int, of: Int)
}

extension TrainingProblem {
  /// The steps from a place on.
  ///
  /// - Throws: `TrainingError` (65) where the place belongs to other windows.
  func steps(
    _ configuration: TrainingConfiguration, from place: SamplerPlace, _ engine: NetworkEngine
  ) throws(TrainingError) -> any StepSource {
    if case .runs(let runs) = configuration.sampling {
      return try RunSteps(self, configuration, runs, from: place, engine.pool)
    }
    return try WindowSteps(self, configuration, from: place, engine)
  }

  /// The place before the first step.
  ///
  /// - Throws: `TrainingError` (78) where balanced sampling has nothing to draw.
  func firstPlace(_ configuration: TrainingConfiguration) throws(TrainingError) -> SamplerPlace {
    let generator = RandomGenerator(seed: TrainingSeeds(configuration.seed).windows)
    if case .runs(let runs) = configuration.sampling {
      return try RunSampler.beginning(
        of: training, shape: RunShape(of: plan, runs), onShare: runs.onShare,
        generator: generator)
    }
    return try WindowSampler(
      training, sampling: configuration.sampling,
      windowsPerEpoch: configuration.windowsPerEpoch, generator: generator
    ).place
  }
}
