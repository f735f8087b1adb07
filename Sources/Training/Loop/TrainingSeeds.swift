import Work

/// The seeds that one seed of a configuration stands for, so that no two uses share numbers.
struct TrainingSeeds: Sendable {
  /// Of the weights before the first step.
  let weights: UInt64
  /// Of the order of the windows.
  let windows: UInt64
  private let dropout: UInt64

  init(_ seed: UInt64) {
    var mixer = seed
    weights = RandomGenerator.mixed(&mixer)
    windows = RandomGenerator.mixed(&mixer)
    dropout = RandomGenerator.mixed(&mixer)
  }

  /// Of the masks of a step, which hang on its number alone; steps count from 1.
  func dropout(step: Int) -> UInt64 {
    var mixer = dropout &+ UInt64(step)
    return RandomGenerator.mixed(&mixer)
  }
}
