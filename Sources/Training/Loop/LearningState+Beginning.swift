import Networks
import Work

extension LearningState {
  /// The state before the first step.
  ///
  /// - Parameters:
  ///   - configuration: Whose seed draws the order of the windows, and the weights.
  ///   - problem: What is trained on.
  ///   - network: Weights from elsewhere; nil draws them.
  /// - Throws: `TrainingError` (78) where balanced sampling has nothing to draw.
  init(
    beginning configuration: TrainingConfiguration, _ problem: TrainingProblem,
    with network: Network? = nil
  ) throws(TrainingError) {
    let seeds = TrainingSeeds(configuration.seed)
    var generator = RandomGenerator(seed: seeds.weights)
    let network =
      network
      ?? Network(
        problem.plan, initialisation: configuration.network.initialisation, generator: &generator)
    let sampler = try WindowSampler(
      problem.training, sampling: configuration.sampling,
      windowsPerEpoch: configuration.windowsPerEpoch,
      generator: RandomGenerator(seed: seeds.windows))
    self.init(
      network: network, adam: AdamState(for: network), place: sampler.place,
      progress: EpochProgress(), curve: [])
  }
}
