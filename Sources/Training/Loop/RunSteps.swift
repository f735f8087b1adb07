import Networks
import Work

/// Steps of runs of consecutive windows.
struct RunSteps: StepSource {
  private let problem: TrainingProblem
  private let engine: RunsEngine
  private let importance: RunImportance?
  private var sampler: RunSampler
  private var runs: [WindowRun] = []
  /// Filled anew for each step.
  private var batch: RunBatch

  init(
    _ problem: TrainingProblem, _ configuration: TrainingConfiguration, _ sampling: RunSampling,
    from place: SamplerPlace, _ pool: ThreadPool
  ) throws(TrainingError) {
    let shape = RunShape(of: problem.plan, sampling)
    self.problem = problem
    sampler = try RunSampler(
      problem.training, shape: shape, onShare: sampling.onShare,
      windowsPerEpoch: configuration.windowsPerEpoch, from: place)
    engine = RunsEngine(plan: problem.plan, runs: shape.runs, length: shape.length, pool: pool)
    batch = RunBatch(inputs: [], targets: [], weights: [], runs: 0, length: shape.length)
    importance = sampling.importanceWeights ? sampler.importance : nil
  }

  var place: SamplerPlace { sampler.place }
  var windowsPerEpoch: Int { sampler.windowsPerEpoch }
  var starts: [WindowStart] {
    runs.flatMap { problem.training.numbers(of: $0).map(problem.training.start) }
  }

  mutating func draw() -> Int? {
    guard let draw = sampler.next() else { return nil }
    runs = draw.runs
    problem.training.gather(
      runs, length: sampler.shape.length, problem.normalisation, importance: importance,
      into: &batch)
    return draw.count
  }

  func take(_ state: inout LearningState, _ settings: StepSettings) -> StepReport {
    engine.step(&state.network, &state.adam, batch, settings)
  }

  mutating func beginEpoch() { sampler.beginEpoch() }

  /// Counted in windows: how many steps an epoch has differs a little from one to the next.
  func progress(step: Int, epoch: Int, of epochs: Int) -> (before: Int, of: Int) {
    let before = place.drawnInEpoch - place.drawnInStep
    return ((epoch - 1) * windowsPerEpoch + before, windowsPerEpoch * epochs)
  }
}
