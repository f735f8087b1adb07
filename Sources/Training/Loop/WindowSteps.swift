import Disaggregation
import Networks

/// Steps of windows from anywhere in the training range.
struct WindowSteps: StepSource {
  private let problem: TrainingProblem
  private let batchSize: Int
  private let engine: NetworkEngine
  private var sampler: WindowSampler
  private var numbers: [Int] = []
  /// Filled anew for each step.
  private var batch = TrainingBatch(inputs: [], targets: [], count: 0)

  init(
    _ problem: TrainingProblem, _ configuration: TrainingConfiguration, from place: SamplerPlace,
    _ engine: NetworkEngine
  ) throws(TrainingError) {
    self.problem = problem
    self.engine = engine
    batchSize = configuration.batchSize
    sampler = try WindowSampler(
      problem.training, sampling: configuration.sampling,
      windowsPerEpoch: configuration.windowsPerEpoch, resuming: place)
  }

  var place: SamplerPlace { sampler.place }
  var windowsPerEpoch: Int { sampler.windowsPerEpoch }
  var starts: [WindowStart] { numbers.map(problem.training.start) }

  mutating func draw() -> Int? {
    guard let draw = sampler.next(batchSize) else { return nil }
    numbers = draw.numbers
    batch.fill(numbers, of: problem.training, problem.normalisation, weights: draw.weights)
    return batch.count
  }

  func take(_ state: inout LearningState, _ settings: StepSettings) -> StepReport {
    engine.step(&state.network, &state.adam, batch, settings)
  }

  mutating func beginEpoch() { sampler.beginEpoch() }

  func progress(step: Int, epoch: Int, of epochs: Int) -> (before: Int, of: Int) {
    (step - 1, (windowsPerEpoch + batchSize - 1) / batchSize * epochs)
  }
}

extension TrainingBatch {
  /// Takes windows in place of those it has, in the same memory.
  mutating func fill(
    _ numbers: [Int], of windows: WindowSet, _ normalisation: Normalisation,
    weights: [Float]? = nil
  ) {
    windows.gather(numbers, normalisation, inputs: &inputs, targets: &targets)
    self.weights = weights
    count = numbers.count
  }
}
