import Networks
import Work

extension LearningState {
  /// The state before the first step, with weights drawn from the seed.
  ///
  /// - Throws: `TrainingError` (78) where balanced sampling has nothing to draw.
  init(
    beginning configuration: TrainingConfiguration, _ problem: TrainingProblem
  ) throws(TrainingError) {
    var generator = RandomGenerator(seed: TrainingSeeds(configuration.seed).weights)
    let network = Network(
      problem.plan, initialisation: configuration.network.initialisation, generator: &generator)
    try self.init(network, configuration, problem)
  }

  /// The state before the first step, with weights from elsewhere.
  ///
  /// - Throws: `TrainingError` (78) where balanced sampling has nothing to draw.
  init(
    _ network: Network, _ configuration: TrainingConfiguration, _ problem: TrainingProblem
  ) throws(TrainingError) {
    let sampler = try WindowSampler(
      problem.training, sampling: configuration.sampling,
      windowsPerEpoch: configuration.windowsPerEpoch,
      generator: RandomGenerator(seed: TrainingSeeds(configuration.seed).windows))
    self.init(
      network: network, adam: AdamState(for: network), place: sampler.place,
      progress: EpochProgress(), curve: [])
  }
}
