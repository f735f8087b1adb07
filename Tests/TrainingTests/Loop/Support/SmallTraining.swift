import Kernels
import Networks
import Work

@testable import Training

/// A small network on made-up readings, trained in memory.
struct SmallTraining {
  /// Keeps every state that it is given.
  final class Memory: CheckpointKeeper {
    private(set) var states: [LearningState] = []
    private(set) var best: Int?

    func keep(_ state: LearningState, isBest: Bool) throws(TrainingError) -> String {
      states.append(state)
      if isBest { best = states.count - 1 }
      return "state \(states.count)"
    }

    var bestPath: String? { best.map { "state \($0 + 1)" } }
  }

  /// What training told, apart from progress.
  final class Journal {
    var events: [TrainingEvent] = []

    var epochs: [EpochSummary] {
      events.compactMap { if case .epoch(let summary) = $0 { summary } else { nil } }
    }
    var warnings: [String] {
      events.compactMap { if case .warning(let text) = $0 { text } else { nil } }
    }
  }

  let written: WrittenStore
  let plan: NetworkPlan
  var configuration: TrainingConfiguration
  let memory = Memory()
  let journal = Journal()

  /// Layers behind a window of 15 samples, on a house of 3,000.
  ///
  /// - Parameters:
  ///   - layers: The network.
  ///   - testOffset: Watts that the test range has more than it would.
  ///   - change: What differs from the usual configuration.
  /// - Throws: What making the store does.
  init(
    layers: [LayerSpecification] = SmallTraining.layers, testOffset: Float = 0,
    change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws {
    let kettle = SmallTraining.kettle(3000)
    let test = 2880...
    func offset(_ values: [Float]) -> [Float] {
      Array(values[..<test.lowerBound]) + values[test].map { $0 + testOffset }
    }
    written = try WrittenStore([
      .init(mains: offset(SmallTraining.mains(kettle)), appliances: ["kettle": offset(kettle)])
    ])
    plan = try NetworkPlan(architecture: "small", window: 15, padding: .valid, layers: layers)
    configuration = TrainingConfiguration(
      store: written.store.path, appliances: ["kettle"],
      ranges: .init(
        train: RangeRequest(to: "2013-01-02T12:00"),
        validation: RangeRequest(from: "2013-01-02T12:00", to: "2013-01-03"),
        test: RangeRequest(from: "2013-01-03")))
    configuration.batchSize = 32
    configuration.windowsPerEpoch = 500
    configuration.epochs = 3
    configuration.seed = 7
    change(&configuration)
  }

  static let layers: [LayerSpecification] = [
    .convolution(name: "conv1", filters: 4, kernel: 5, isRectified: true), .dropout(rate: 0.1),
    .dense(name: "dense1", outputs: 8, isRectified: true),
    .dense(name: "dense2", outputs: 1, isRectified: false),
  ]

  /// Trains on, until `stopping` says so of an event.
  @discardableResult
  func run(
    from state: LearningState? = nil, threads: Int = 1, record: StepRecord? = nil,
    stopping: (TrainingEvent) -> Bool = { _ in false }
  ) throws -> (outcome: TrainedOutcome, state: LearningState) {
    let cancellation = Cancellation()
    let journal = journal
    return try withoutActuallyEscaping(stopping) { stopping in
      let training = try training(state, threads, record, cancellation) { event in
        switch event {
        case .progress, .validating: break
        default: journal.events.append(event)
        }
        if stopping(event) { cancellation.cancel() }
      }
      let outcome = try training.run()
      return (outcome, training.snapshot)
    }
  }

  private func training(
    _ state: LearningState?, _ threads: Int, _ record: StepRecord?, _ cancellation: Cancellation,
    observe: @escaping (TrainingEvent) -> Void
  ) throws -> NetworkTraining {
    let problem = try TrainingProblem(
      configuration, appliance: "kettle", plan: plan, store: written.store)
    let pool = ThreadPool(width: threads)
    let engine = NetworkEngine(
      plan: problem.plan, maximumBatch: configuration.batchSize, pool: pool)
    return try NetworkTraining(
      configuration, problem,
      from: try state ?? beginning(problem), engine: engine,
      estimator: try configuration.engine.estimator(
        of: problem.plan, pool: pool, cancellation: cancellation),
      keeper: memory, record: record, cancellation: cancellation, observe: observe)
  }

  /// The state before the first step, its weights changed one by one.
  func beginning(_ change: (inout Tensor) -> Void) throws -> LearningState {
    let problem = try TrainingProblem(
      configuration, appliance: "kettle", plan: plan, store: written.store)
    var state = try beginning(problem)
    for index in state.network.parameters.indices { change(&state.network.parameters[index]) }
    return state
  }

  private func beginning(_ problem: TrainingProblem) throws -> LearningState {
    let weights = try InitialWeights(configuration, problem.plan)
    return try LearningState(beginning: configuration, problem, with: weights.network)
  }

  /// Now and then 2 kW for some minutes.
  private static func kettle(_ samples: Int) -> [Float] {
    var generator = RandomGenerator(seed: 3)
    var values: [Float] = []
    while values.count < samples {
      values += [Float](repeating: 0, count: generator.whole(10...40))
      values += [Float](repeating: 2000, count: generator.whole(2...6))
    }
    return Array(values.prefix(samples))
  }

  /// The kettle above something that wanders.
  private static func mains(_ kettle: [Float]) -> [Float] {
    var generator = RandomGenerator(seed: 4)
    return kettle.map { $0 + 300 + Float(generator.uniform(0...200)) }
  }
}
