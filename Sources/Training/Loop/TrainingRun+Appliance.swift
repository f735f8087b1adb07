import Disaggregation
import Files
import Networks

// One appliance of a run.
extension TrainingRun {
  /// Trains the network of one appliance, or goes on with it.
  func train(
    _ problem: TrainingProblem, _ engine: NetworkEngine, _ estimator: any SeriesEstimator,
    _ log: EventLog, _ tell: @escaping (TrainingEvent) throws(TrainingError) -> Void
  ) throws(TrainingError) -> TrainedOutcome {
    let place = folder.folder(of: problem.appliance)
    var origin = Origin()
    let store = CheckpointStore(folder: place) { (state) throws(TrainingError) in
      try self.describer(problem, origin, engine).description(of: state)
    }
    let found = try resumption(store, problem, tell)
    let state: LearningState
    if let found {
      (state, origin) = (found.state, try self.origin(of: found))
    } else {
      let weights = try InitialWeights(configuration, plan)
      state = try LearningState(beginning: configuration, problem, with: weights.network)
      origin = Origin(inherited: weights.inherited, notes: weights.notes)
    }
    let training = try NetworkTraining(
      configuration, problem, from: state, engine: engine,
      estimator: estimator, keeper: store,
      record: try record(in: place, after: state.adam.step), cancellation: cancellation,
      observe: tell)
    if training.isOver {
      return try report(training, try log.tellsEnd(of: problem.appliance) ? observe : tell)
    }
    if let found { try note(found, training.summaries, problem.appliance, in: log) }
    try tell(.started(start(problem, origin.notes, epochsDone: state.curve.count)))
    return try report(training, tell)
  }

  /// Where a network's weights come from.
  private struct Origin {
    /// What they were trained on before this run.
    var inherited: [LearntRange] = []
    /// Full sentences.
    var notes: [String] = []
  }

  /// What a checkpoint says of the weights that its run began with.
  private func origin(of found: CheckpointStore.Resumption) throws(TrainingError) -> Origin {
    guard configuration.initialiseFrom != nil else { return Origin() }
    return try TrainingError.wrapping {
      Origin(inherited: try TrainedModel(path: found.path, plan: plan).description.inherited)
    }
  }

  private func describer(
    _ problem: TrainingProblem, _ origin: Origin, _ engine: NetworkEngine
  ) -> ModelDescriber {
    ModelDescriber(
      problem: problem, configuration: configuration.text, toolVersion: options.toolVersion,
      inherited: origin.inherited, engine: engine)
  }

  private func note(
    _ found: CheckpointStore.Resumption, _ epochs: [EpochSummary], _ appliance: String,
    in log: EventLog
  ) throws(TrainingError) {
    try TrainingError.wrapping {
      try log.resume(
        appliance, epochs: epochs, checkpoint: found.path, step: found.state.adam.step,
        environment: options.environment)
    }
  }

  /// Trains what is left to train, and tells the outcome.
  private func report(
    _ training: NetworkTraining, _ tell: (TrainingEvent) throws(TrainingError) -> Void
  ) throws(TrainingError) -> TrainedOutcome {
    let outcome = try training.run()
    try tell(.done(outcome))
    return outcome
  }

  /// What a resumed run goes on from; nil where it had not come to its first checkpoint.
  private func resumption(
    _ store: CheckpointStore, _ problem: TrainingProblem,
    _ tell: (TrainingEvent) throws(TrainingError) -> Void
  ) throws(TrainingError) -> CheckpointStore.Resumption? {
    guard options.resumes else { return nil }
    if try store.names().isEmpty {
      try tell(
        .warning(
          "The \(problem.appliance) had no checkpoint yet: its training begins with epoch 1."))
      return nil
    }
    let found = try store.resume(plan)
    for note in found.notes { try tell(.warning(note)) }
    return found
  }

  private func record(in place: String, after step: Int) throws(TrainingError) -> StepRecord? {
    guard options.recordsLosses || options.recordsBatches else { return nil }
    return try TrainingError.wrapping {
      try StepRecord(
        in: place, losses: options.recordsLosses, batches: options.recordsBatches, after: step)
    }
  }

  private func start(
    _ problem: TrainingProblem, _ origin: [String], epochsDone: Int
  ) -> TrainingStart {
    var notes = problem.split.notes.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    notes += problem.samplingNotes(configuration) + origin
    return TrainingStart(
      appliance: problem.appliance, seed: configuration.seed, plan: plan,
      period: problem.store.provenance.period.seconds, ranges: problem.summaries,
      epochsDone: epochsDone, epochs: configuration.epochs, notes: notes)
  }
}
