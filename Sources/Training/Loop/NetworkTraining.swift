import Disaggregation
import Files
import Networks
import Work

/// One network while it is trained.
///
/// What comes out hangs on the configuration, the windows and the `LearningState` alone, which a
/// checkpoint holds: on no clock, no thread, and no earlier interruption.
final class NetworkTraining {
  let configuration: TrainingConfiguration
  let problem: TrainingProblem
  private let estimator: any SeriesEstimator
  private let keeper: any CheckpointKeeper
  private let record: StepRecord?
  private let cancellation: Cancellation
  private let observe: (TrainingEvent) throws(TrainingError) -> Void
  private let seeds: TrainingSeeds
  private let frozen: [Bool]
  private var state: LearningState
  private var steps: any StepSource
  private var stopping: EarlyStopping
  /// When this run began, and when it saved last, by the clock that never jumps.
  private let began = ProcessMeasures.seconds
  private var saved = ProcessMeasures.seconds
  /// Whether the state is the one that was kept last.
  private var isSaved = true

  /// Goes on from a state, or from the very beginning, which is a state as well.
  ///
  /// The estimator, which validates, should end early on the same cancellation.
  ///
  /// - Throws: `TrainingError` where the state belongs to other windows.
  init(
    _ configuration: TrainingConfiguration, _ problem: TrainingProblem, from state: LearningState,
    engine: NetworkEngine, estimator: any SeriesEstimator, keeper: any CheckpointKeeper,
    record: StepRecord? = nil, cancellation: Cancellation = Cancellation(),
    observe: @escaping (TrainingEvent) throws(TrainingError) -> Void
  ) throws(TrainingError) {
    self.configuration = configuration
    self.problem = problem
    self.state = state
    self.estimator = estimator
    frozen = configuration.frozen(in: problem.plan)
    self.keeper = keeper
    self.record = record
    self.cancellation = cancellation
    self.observe = observe
    seeds = TrainingSeeds(configuration.seed)
    steps = try problem.steps(configuration, from: state.place, engine)
    stopping = EarlyStopping(patience: configuration.earlyStopping?.patience)
    for point in state.curve { _ = stopping.observe(figure(point), epoch: point.progress.epoch) }
  }

  /// Trains until the epochs are done, validation stops it, or somebody does.
  ///
  /// - Throws: `TrainingError`: 65 where the loss is no number, 73 or 74 where nothing can be saved.
  func run() throws(TrainingError) -> TrainedOutcome {
    while !isOver {
      guard try trainEpoch(), let score = try validate() else {
        if !isSaved { try save(isBest: false) }
        return outcome(.interrupted)
      }
      try closeEpoch(score)
    }
    return outcome(state.progress.epoch > configuration.epochs ? .epochs : .early)
  }

  /// Whether there is nothing left to do.
  var isOver: Bool {
    state.progress.epoch > configuration.epochs || stopping.isOver(after: state.curve.count)
  }

  /// What is told of the epochs that are over.
  var summaries: [EpochSummary] {
    var watch = EarlyStopping(patience: nil)
    return state.curve.map { point in
      summary(point, isBest: watch.observe(figure(point), epoch: point.progress.epoch))
    }
  }

  /// What has come out so far.
  func outcome(_ reason: TrainedOutcome.Reason) -> TrainedOutcome {
    let best = stopping.best.map { state.curve[$0.epoch - 1] }
    return TrainedOutcome(
      appliance: problem.appliance, seed: configuration.seed, checkpoint: keeper.bestPath,
      epochs: state.curve.count, bestEpoch: best?.progress.epoch,
      validationMAE: best?.validation.mae, seconds: ProcessMeasures.seconds - began,
      stopped: reason)
  }

  /// The state with the place of the steps in it: what a checkpoint holds.
  var snapshot: LearningState {
    var snapshot = state
    snapshot.place = steps.place
    return snapshot
  }
}

// Steps.
extension NetworkTraining {
  /// Takes the steps that the epoch still lacks; false where somebody stopped it.
  private func trainEpoch() throws(TrainingError) -> Bool {
    while !cancellation.isCancelled {
      let start = ProcessMeasures.seconds
      guard let count = steps.draw() else { return true }
      try step(count)
      let end = ProcessMeasures.seconds
      state.progress.seconds += end - start
      // The last run of an epoch may go beyond it.
      let all = steps.windowsPerEpoch
      try observe(
        .progress(
          epoch: state.progress.epoch, done: min(state.progress.windows, all), of: all))
      if let every = configuration.checkpointEvery, end - saved >= every.seconds {
        try save(isBest: false)
      }
    }
    return false
  }

  /// Takes the step that was drawn, of so many windows.
  private func step(_ count: Int) throws(TrainingError) {
    isSaved = false
    let number = state.adam.step + 1
    let rate = learningRate(step: number)
    let report = steps.take(
      &state,
      StepSettings(
        learningRate: rate, weightDecay: configuration.weightDecay,
        gradientClip: configuration.gradientClip, frozen: frozen,
        dropoutSeed: seeds.dropout(step: number)))
    guard report.isFinite else {
      throw diverged("the loss", step: number, largest: report.largestGradient)
    }
    state.progress.lossSum += report.loss * Double(count)
    state.progress.windows += count
    try record(number, rate, report.loss)
  }

  /// Of the latest step, counted from 1 over all epochs.
  private func learningRate(step: Int) -> Double {
    let progress = steps.progress(
      step: step, epoch: state.progress.epoch, of: configuration.epochs)
    return configuration.learningRate(atStep: progress.before, of: progress.of)
  }

  private func record(
    _ number: Int, _ rate: Double, _ loss: Double
  ) throws(TrainingError) {
    guard let record else { return }
    do {
      try record.append(
        step: number, epoch: state.progress.epoch, learningRate: rate, loss: loss)
      guard record.wantsBatches else { return }
      try record.append(step: number, windows: steps.starts)
    } catch { throw TrainingError(error) }
  }

  /// The failure of training that came to infinite or undefined numbers.
  private func diverged(_ what: String, step: Int, largest: Float?) -> TrainingError {
    let gradient = largest.map { ", largest gradient \($0)" } ?? ""
    return TrainingError(
      status: .badData, attempt: "train the network of", path: problem.appliance,
      reason: "\(what) is no finite number at epoch \(state.progress.epoch), step \(step) "
        + "(learning rate \(learningRate(step: max(step, 1)))\(gradient))",
      remedy: "Try a smaller learning_rate or a gradient_clip. "
        + (keeper.bestPath.map { "The last good checkpoint is kept in \($0)." }
          ?? "There is no checkpoint yet."))
  }
}

// Validation, and the end of an epoch.
extension NetworkTraining {
  /// Scores the validation windows; nil where somebody stopped it.
  private func validate() throws(TrainingError) -> ValidationScore? {
    var scorer = ValidationScorer(
      mean: problem.normalisation.targetMean, deviation: problem.normalisation.targetDeviation,
      threshold: problem.rule.threshold, constants: problem.constants)
    var failure: TrainingError?
    var told = 0
    problem.validationWindows.score(
      state.network, problem.normalisation, with: estimator, into: &scorer
    ) { done in
      guard failure == nil, done - told >= configuration.batchSize else { return }
      told = done
      do throws(TrainingError) { try tellValidating(done) } catch { failure = error }
    }
    if let failure { throw failure }
    guard scorer.count == problem.validationWindows.count else { return nil }
    if told < scorer.count { try tellValidating(scorer.count) }
    let score = scorer.score
    guard score.loss.isFinite else {
      throw diverged("the validation loss", step: state.adam.step, largest: nil)
    }
    return score
  }

  private func tellValidating(_ done: Int) throws(TrainingError) {
    try observe(
      .validating(epoch: state.progress.epoch, done: done, of: problem.validationWindows.count))
  }

  private func closeEpoch(_ score: ValidationScore) throws(TrainingError) {
    let point = CurvePoint(
      progress: state.progress, learningRate: learningRate(step: max(state.adam.step, 1)),
      validation: score)
    let isBest = stopping.observe(figure(point), epoch: point.progress.epoch)
    state.curve.append(point)
    state.progress = EpochProgress(epoch: point.progress.epoch + 1)
    steps.beginEpoch()
    try save(isBest: isBest)
    try observe(.epoch(summary(point, isBest: isBest)))
    if let warning = DeadNetwork.warning(
      state.curve, problem, best: stopping.best?.epoch, isOver: isOver)
    {
      try observe(.warning(warning))
    }
  }

  private func save(isBest: Bool) throws(TrainingError) {
    let path = try keeper.keep(snapshot, isBest: isBest)
    saved = ProcessMeasures.seconds
    isSaved = true
    try observe(.saved(path: path))
  }

  /// What early stopping watches.
  private func figure(_ point: CurvePoint) -> Double {
    switch configuration.earlyStopping?.monitor ?? .mse {
    case .mse: point.validation.loss
    case .maeW: point.validation.mae
    }
  }

  /// What is told of an epoch.
  private func summary(_ point: CurvePoint, isBest: Bool) -> EpochSummary {
    EpochSummary(
      appliance: problem.appliance, seed: configuration.seed, epoch: point.progress.epoch,
      trainLoss: point.progress.loss, validationLoss: point.validation.loss,
      validationMAE: point.validation.mae, skill: point.validation.skill,
      learningRate: point.learningRate, windows: point.progress.windows,
      seconds: point.progress.seconds, isBest: isBest)
  }
}
