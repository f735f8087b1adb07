import Disaggregation
import Files
import Networks

// One appliance of a run.
extension TrainingRun {
  /// Trains the network of one appliance, or goes on with it.
  func train(
    _ problem: TrainingProblem, _ engine: NetworkEngine, _ log: EventLog,
    _ tell: @escaping (TrainingEvent) throws(TrainingError) -> Void
  ) throws(TrainingError) -> TrainedOutcome {
    let place = folder.folder(of: problem.appliance)
    let weights = try InitialWeights(configuration, plan)
    let describer = ModelDescriber(
      problem: problem, configuration: configuration.text, toolVersion: options.toolVersion,
      inherited: weights.inherited, engine: engine)
    let store = CheckpointStore(folder: place, describing: describer.description(of:))
    let found = try resumption(store, problem, tell)
    let state =
      if let found { found.state } else {
        try LearningState(beginning: configuration, problem, with: weights.network)
      }
    let training = try NetworkTraining(
      configuration, problem, from: state, engine: engine, frozen: weights.frozen, keeper: store,
      record: try record(in: place, after: state.adam.step), cancellation: cancellation,
      observe: tell)
    if training.isOver {
      return try report(training, try log.tellsEnd(of: problem.appliance) ? observe : tell)
    }
    if let found {
      try TrainingError.wrapping {
        try log.resume(
          problem.appliance, epochs: training.summaries, checkpoint: found.path,
          step: state.adam.step, environment: options.environment)
      }
    }
    try tell(.started(start(problem, weights, epochsDone: state.curve.count)))
    return try report(training, tell)
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
    _ problem: TrainingProblem, _ weights: InitialWeights, epochsDone: Int
  ) -> TrainingStart {
    var notes = problem.split.notes.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    notes += problem.samplingNotes(configuration) + weights.notes
    return TrainingStart(
      appliance: problem.appliance, seed: configuration.seed, plan: plan,
      period: problem.store.provenance.period.seconds, ranges: problem.summaries,
      epochsDone: epochsDone, epochs: configuration.epochs, notes: notes)
  }
}
