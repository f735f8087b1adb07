import Disaggregation
import Files
import Networks
import Testing
import Work

@testable import Training

@Suite("Training over runs of windows")
struct RunTrainingTests {
  static let sampling = WindowSampling.runs(RunSampling(runsPerBatch: 3, length: 20))

  /// The cells of the lines of a record, without its header.
  static func record(
    _ name: String, of training: SmallTraining
  ) throws -> [[Double]] {
    let scratch = try Scratch()
    let record = try StepRecord(in: scratch.path, losses: true, batches: true, after: 0)
    try training.run(record: record)
    return try FileSystem.text(of: scratch.path + "/\(name).csv").split(separator: "\n").dropFirst()
      .map { line in line.split(separator: ",").compactMap { Double($0) } }
  }

  @Test("tells each epoch with the windows that counted")
  func epochs() throws {
    let training = try SmallTraining {
      $0.sampling = Self.sampling
      $0.learningRate = 0.01
      $0.windowsPerEpoch = nil
    }
    var progress: [Int] = []
    let state = try training.run { event in
      if case .progress(_, let done, let all) = event {
        progress.append(done)
        #expect(all == 2146)
      }
      return false
    }.state
    let epochs = training.journal.epochs
    // 2,160 samples of training have 2,146 windows; none is missing.
    #expect(epochs.map(\.windows) == [2146, 2146, 2146])
    #expect(epochs.last.map { $0.trainLoss < epochs[0].trainLoss } == true)
    #expect(progress.count == state.adam.step && progress.last == 2146)
    // 108 or 109 runs, three in a step.
    #expect((3 * 36...3 * 37).contains(state.adam.step))
  }

  @Test("an epoch that is asked for ends with the run that reaches its windows")
  func shortEpochs() throws {
    let training = try SmallTraining { $0.sampling = Self.sampling }
    try training.run { event in
      if case .progress(_, let done, let all) = event { #expect(done <= all && all == 500) }
      return false
    }
    #expect(training.journal.epochs.allSatisfy { (500..<520).contains($0.windows) })
  }

  @Test("has the loss of the windows that it records, taken one by one", arguments: [nil, 0.4])
  func loss(share: Double?) throws {
    let training = try SmallTraining(
      layers: SmallTraining.layers.filter { if case .dropout = $0 { false } else { true } }
    ) {
      let runs = RunSampling(
        runsPerBatch: 3, length: 20, onShare: share, importanceWeights: share != nil)
      $0.sampling = .runs(runs)
    }
    let start = try training.beginning { _ in }
    let problem = try TrainingProblem(
      training.configuration, appliance: "kettle", plan: training.plan,
      store: training.written.store)
    let numbers = try Self.record("batches", of: training).filter { $0[0] == 1 }.map { line in
      try #require(
        problem.training.number(of: WindowStart(house: Int(line[1]), sample: Int(line[2]))))
    }
    let loss = try #require(try Self.record("losses", of: training).first)[3]
    var batch = TrainingBatch(inputs: [], targets: [], count: 0)
    batch.fill(numbers, of: problem.training, problem.normalisation)
    if let share {
      let importance = RunImportance(problem.training, length: 20, share: share)
      batch.weights = numbers.map { number in
        let place = problem.training.place(of: number)
        return importance.weights(
          of: WindowRun(house: place.house, starts: place.start..<place.start + 1))[0]
      }
    }
    let engine = NetworkEngine(
      plan: training.plan, maximumBatch: 60, pool: ThreadPool(width: 1))
    let wanted = engine.gradients(of: start.network, batch, dropoutSeed: 0).loss
    #expect(abs(loss - wanted) < 1e-5 * wanted)
    #expect(numbers.count <= 60)
  }

  @Test("a cosine goes from the whole rate down to nothing, whatever steps an epoch has")
  func cosine() throws {
    let training = try SmallTraining {
      $0.sampling = Self.sampling
      $0.schedule = .cosine
      $0.epochs = 5
      $0.learningRate = 1
      $0.gradientClip = 1e-9
    }
    let rates = try Self.record("losses", of: training).map { $0[2] }
    #expect(rates[0] == 1)
    #expect(rates == rates.sorted(by: >))
    #expect(try #require(rates.last) < 0.01)
    #expect(abs(rates[rates.count / 2] - 0.5) < 0.1)
    // What an epoch is told to have ended with is what its last step had.
    #expect(training.journal.epochs.last?.learningRate == rates.last)
  }

  @Test("a step schedule changes the rate with the epoch")
  func steps() throws {
    let training = try SmallTraining {
      $0.sampling = Self.sampling
      $0.schedule = .step(every: 1, factor: 0.5)
    }
    let lines = try Self.record("losses", of: training)
    for epoch in 1...3 {
      let rates = Set(lines.filter { Int($0[1]) == epoch }.map { $0[2] })
      #expect(rates == [0.001 / Double(1 << (epoch - 1))])
    }
  }

  @Test("a run says what a step is, and what has no effect")
  func notes() throws {
    let trial = try RunTrial(epochs: 1)
    trial.configuration.sampling = Self.sampling
    let events = try trial.run().events
    let notes = events.compactMap { if case .started(let start) = $0 { start.notes } else { nil } }
    #expect(
      notes.first?.suffix(2) == [
        "A step takes 3 runs of 20 consecutive windows at most, an epoch at least 9 steps.",
        "batch_size: 50 does not change a step of sampling: runs, whose size is runs_per_batch.",
      ])
  }

  @Test("a run resumes to the same weights, and records the steps of one go")
  func resume() throws {
    func trial() throws -> RunTrial {
      let trial = try RunTrial(epochs: 2)
      trial.configuration.sampling = .runs(
        RunSampling(runsPerBatch: 3, length: 20, onShare: 0.5))
      return trial
    }
    let (whole, stopped) = (try trial(), try trial())
    try whole.run(records: true)
    for stop in [4, 6] {
      var steps = 0
      let refused = refusal {
        try stopped.run(resuming: stop > 4, records: true) { event in
          if case .progress = event { steps += 1 }
          return steps == stop
        }
      }
      #expect(refused?.status == .interrupted)
    }
    try stopped.run(resuming: true, records: true)
    #expect(try whole.last().network.parameters == (try stopped.last()).network.parameters)
    for name in ["/losses.csv", "/batches.csv"] {
      #expect(
        try FileSystem.text(of: whole.output + name) == FileSystem.text(of: stopped.output + name))
    }
  }
}
