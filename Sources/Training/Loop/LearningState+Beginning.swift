import Networks

extension LearningState {
  /// The state before the first step.
  ///
  /// - Parameters:
  ///   - configuration: Whose seed draws the order of the windows.
  ///   - problem: What is trained on.
  ///   - network: The weights that training begins with.
  /// - Throws: `TrainingError` (78) where balanced sampling has nothing to draw.
  init(
    beginning configuration: TrainingConfiguration, _ problem: TrainingProblem,
    with network: Network
  ) throws(TrainingError) {
    self.init(
      network: network, adam: AdamState(for: network),
      place: try problem.firstPlace(configuration), progress: EpochProgress(), curve: [])
  }
}
