package import Files
import Kernels
import MeterData
import Networks
package import Work

/// Trains a network for each appliance of a configuration, one after another, into a run's folder.
///
/// Everything that can be refused is refused before anything is written.
package struct TrainingRun {
  /// How a run begins, beside its configuration.
  package struct Options: Sendable {
    /// Whether it goes on with the run that lies in the output folder.
    package var resumes: Bool
    /// Whether it replaces the run that lies there.
    package var overwrites: Bool
    /// What `environment.json` holds.
    package var environment: JSON
    package var toolVersion: String
    /// Whether each step's loss is written to `losses.csv`, and its windows to `batches.csv`.
    package var recordsLosses: Bool
    package var recordsBatches: Bool

    package init(
      resumes: Bool = false, overwrites: Bool = false, environment: JSON = [:],
      toolVersion: String, recordsLosses: Bool = false, recordsBatches: Bool = false
    ) {
      self.resumes = resumes
      self.overwrites = overwrites
      self.environment = environment
      self.toolVersion = toolVersion
      self.recordsLosses = recordsLosses
      self.recordsBatches = recordsBatches
    }
  }

  let configuration: TrainingConfiguration
  let options: Options
  private let store: PreparedStore
  let plan: NetworkPlan
  private let problems: [TrainingProblem]
  let folder: RunFolder
  let cancellation: Cancellation
  let observe: (TrainingEvent) -> Void

  /// Checks the configuration against the store and the output folder; writes nothing.
  ///
  /// - Parameters:
  ///   - configuration: What to train, on what, into which folder.
  ///   - options: How to begin.
  ///   - cancellation: Stops training after the step that is going on; it is saved then.
  ///   - observe: Hears every event.
  /// - Throws: `TrainingError`: 65 where the store lacks something, 66 where there is no store or
  ///   nothing to resume, 73 where another run lies in the output folder, 78 where the
  ///   configuration does not fit the store or the run that is to be resumed.
  package init(
    _ configuration: TrainingConfiguration, _ options: Options,
    cancellation: Cancellation = Cancellation(), observe: @escaping (TrainingEvent) -> Void
  ) throws(TrainingError) {
    self.options = options
    self.cancellation = cancellation
    self.observe = observe
    let store = try TrainingRun.open(configuration.store)
    var resolved = configuration
    resolved.appliances = try TrainingRun.appliances(configuration, store)
    self.configuration = resolved
    self.store = store
    let plan = try TrainingError.wrapping { try configuration.network.plan() }
    self.plan = plan
    guard let output = configuration.output else {
      throw TrainingError(
        status: .badConfiguration, attempt: "", path: nil, reason: "training.output is missing",
        remedy: "Name the folder of the run.")
    }
    folder = RunFolder(path: output, appliances: resolved.appliances)
    try TrainingRun.check(folder, resolved, options, store)
    // Read for its faults alone: each appliance begins with weights of its own.
    if !options.resumes { _ = try InitialWeights(resolved, plan) }
    var problems: [TrainingProblem] = []
    for appliance in resolved.appliances {
      problems.append(
        try TrainingProblem(resolved, appliance: appliance, plan: plan, store: store))
    }
    self.problems = problems
  }

  /// Trains; the last event of each appliance is `done`.
  ///
  /// - Throws: `TrainingError`: 65 where a loss is no number or a checkpoint is damaged, 73 or 74
  ///   where nothing can be written, 130 where it was stopped.
  package func run() throws(TrainingError) -> [TrainedOutcome] {
    let log = try TrainingError.wrapping { try open() }
    let pool = ThreadPool(width: configuration.threads ?? ThreadPool.availableCores)
    let engine = NetworkEngine(
      plan: plan, maximumBatch: configuration.batchSize, pool: pool,
      // Runs have an engine of their own to learn with.
      isTraining: !configuration.sampling.takesRuns)
    let estimator = try TrainingError.wrapping {
      try configuration.engine.estimator(of: plan, pool: pool, cancellation: cancellation)
    }
    func tell(_ event: TrainingEvent) throws(TrainingError) {
      do throws(FilesError) { try log.append(event) } catch { throw TrainingError(error) }
      observe(event)
    }
    if let warning = TrainingRun.crowding(pool.width) { try tell(.warning(warning)) }
    var outcomes: [TrainedOutcome] = []
    for problem in problems {
      let outcome = try train(problem, engine, estimator, log, tell)
      outcomes.append(outcome)
      if outcome.stopped == .interrupted { throw TrainingError(Interrupted()) }
    }
    return outcomes
  }

  private static func open(_ path: String) throws(TrainingError) -> PreparedStore {
    do {
      return try PreparedStore(path: path)
    } catch  where error.status == .missingInput && !FileSystem.exists(path) {
      throw TrainingError(
        status: .missingInput, attempt: "train on", path: path, reason: "there is no such store",
        remedy: "Make it first: energy preprocess, with the configuration that names it as output.")
    } catch { throw TrainingError(error) }
  }

  /// The appliances that are trained, as NILM Metadata names them; all of the store unless named.
  private static func appliances(
    _ configuration: TrainingConfiguration, _ store: PreparedStore
  ) throws(TrainingError) -> [String] {
    var names: [String] = []
    let all = store.houses.flatMap { $0.channels.compactMap(\.appliance) }
    for name in configuration.appliances.isEmpty ? all : configuration.appliances {
      let name = ApplianceNames.canonical(name)
      if !names.contains(name) { names.append(name) }
    }
    guard names.isEmpty else { return names }
    throw TrainingError(
      status: .badData, attempt: "train on", path: store.path, reason: "it holds no appliance",
      remedy: "Make the store again with --appliance.")
  }

  private static func check(
    _ folder: RunFolder, _ configuration: TrainingConfiguration, _ options: Options,
    _ store: PreparedStore
  ) throws(TrainingError) {
    try folder.check(options.meeting)
    guard options.resumes else { return }
    let environment = try folder.readEnvironment()
    try TrainingError.wrapping { try StoreFingerprint(store) }.check(
      against: environment, store.path)
    // The cosine reaches zero at the last epoch: with more epochs, every rate would be another.
    try folder.checkUnchanged(
      configuration.text, mayAddEpochs: configuration.schedule != .cosine)
  }

  /// Why more threads than cores are no help; nil where there are not.
  private static func crowding(_ threads: Int) -> String? {
    let cores = ThreadPool.availableCores
    guard threads > cores else { return nil }
    return "\(threads) threads are more than the \(cores) cores of this machine, and slower than "
      + "--threads \(cores)."
  }

  private func open() throws -> EventLog {
    if options.resumes {
      try Publication.text(configuration.text, at: folder.configuration)
    } else {
      let mark = JSON.Member(key: "store", value: try StoreFingerprint(store).json)
      try folder.begin(
        options.meeting, configuration: configuration.text,
        environment: options.environment.adding(mark))
    }
    return try EventLog(folder.events, isNew: !options.resumes)
  }
}

extension JSON {
  /// The object with one more member.
  fileprivate func adding(_ member: Member) -> JSON {
    guard case .object(let members) = self else { return .object([member]) }
    return .object(members + [member])
  }
}

extension TrainingRun.Options {
  fileprivate var meeting: RunFolder.Meeting {
    resumes ? .resume : overwrites ? .overwrite : .refuse
  }
}
