import Disaggregation
import Files
import Kernels
import Networks
import Testing
import Work

@testable import Training

@Suite("Training a network")
struct NetworkTrainingTests {
  /// Weights, moments and curve, bit for bit; the clock's part left out.
  private static func isSame(_ left: LearningState, _ right: LearningState) -> Bool {
    left.network.parameters == right.network.parameters && left.adam.first == right.adam.first
      && left.adam.second == right.adam.second && left.adam.step == right.adam.step
      && left.place == right.place
      && left.curve.map(\.validation) == right.curve.map(\.validation)
      && left.curve.map(\.progress.lossSum) == right.curve.map(\.progress.lossSum)
  }

  @Test("fits a linear problem within a hundred steps")
  func linear() throws {
    let training = try SmallTraining(
      layers: [.dense(name: "dense1", outputs: 1, isRectified: false)]
    ) {
      $0.learningRate = 0.05
      $0.windowsPerEpoch = 3200
      $0.epochs = 1
    }
    let outcome = try training.run()
    // The kettle is the mains but for what wanders: 58 W of its deviation.
    #expect(outcome.state.adam.step == 100)
    #expect(try #require(training.journal.epochs.last).validationLoss < 0.02)
    #expect(try #require(training.journal.epochs.last?.skill) > 0.8)
  }

  @Test("tells each epoch, keeps it, and names the best")
  func epochs() throws {
    let training = try SmallTraining { $0.learningRate = 0.01 }
    let (outcome, state) = try training.run()
    let epochs = training.journal.epochs
    #expect(epochs.map(\.epoch) == [1, 2, 3])
    #expect(epochs.allSatisfy { $0.windows == 500 && $0.seed == 7 && $0.appliance == "kettle" })
    #expect(training.memory.states.map(\.curve.count) == [1, 2, 3])
    #expect(epochs.last.map { $0.trainLoss < epochs[0].trainLoss } == true)
    let best = try #require(epochs.last { $0.isBest })
    #expect(outcome.bestEpoch == best.epoch && outcome.validationMAE == best.validationMAE)
    #expect(outcome.checkpoint == "state \(best.epoch)")
    #expect(outcome.epochs == 3 && outcome.stopped == .epochs)
    // 16 batches of 32 windows an epoch, the last of 20.
    #expect(state.adam.step == 48)
  }

  /// Each way of drawing.
  static let samplings: [WindowSampling] = [
    .uniform, .balanced(onShare: 0.5, importanceWeights: true),
    .runs(RunSampling(runsPerBatch: 3, length: 20)),
    .runs(RunSampling(runsPerBatch: 2, length: 15, onShare: 0.5, importanceWeights: true)),
  ]

  @Test(
    "ends in the same weights on any number of threads", arguments: [2, 3], samplings)
  func threads(width: Int, sampling: WindowSampling) throws {
    let one = try SmallTraining { $0.sampling = sampling }.run(threads: 1)
    let several = try SmallTraining { $0.sampling = sampling }.run(threads: width)
    #expect(Self.isSame(one.state, several.state))
  }

  @Test("ends in other weights with another seed")
  func seeds() throws {
    let one = try SmallTraining().run()
    let other = try SmallTraining { $0.seed = 8 }.run()
    #expect(one.state.network.parameters != other.state.network.parameters)
  }

  @Test("validation leaves no trace in the weights", arguments: [1, 40, 100_000])
  func validation(windows: Int) throws {
    let one = try SmallTraining { $0.validationWindows = 17 }.run()
    let other = try SmallTraining { $0.validationWindows = windows }.run()
    #expect(one.state.network.parameters == other.state.network.parameters)
  }

  @Test("validation finds the same by whole series as window by window")
  func engines() throws {
    let found = try EngineChoice.allCases.map { engine in
      try SmallTraining { $0.engine = engine }.run().state
    }
    #expect(found[0].network.parameters == found[1].network.parameters)
    for (series, windows) in zip(found[0].curve, found[1].curve) {
      let (left, right) = (series.validation, windows.validation)
      #expect(abs(left.loss - right.loss) < 1e-5 * right.loss)
      #expect(abs(left.mae - right.mae) < 1e-5 * right.mae)
      #expect(left.onCount == right.onCount)
    }
  }

  @Test("what lies in the test range changes nothing")
  func testRange() throws {
    let one = try SmallTraining().run()
    let other = try SmallTraining(testOffset: 500).run()
    #expect(Self.isSame(one.state, other.state))
  }

  @Test(
    "ends in the same weights however often it is stopped and resumed", arguments: samplings)
  func resume(sampling: WindowSampling) throws {
    func make() throws -> SmallTraining {
      try SmallTraining {
        $0.sampling = sampling
        $0.gradientClip = 1
        $0.weightDecay = 0.01
      }
    }
    let whole = try make().run()
    for interval in [1, 5, 7, 16, 40] {
      let training = try make()
      var state: LearningState?
      var (rounds, outcome) = (0, TrainedOutcome.Reason.interrupted)
      while outcome == .interrupted {
        var steps = 0
        let run = try training.run(from: state) { event in
          if case .progress = event { steps += 1 }
          return steps == interval
        }
        outcome = run.outcome.stopped
        state = training.memory.states.last
        rounds += 1
      }
      #expect(rounds > whole.state.adam.step / interval, "stopped \(rounds) times")
      #expect(Self.isSame(try #require(state), whole.state), "every \(interval) steps")
    }
  }

  @Test("an interrupt during validation loses no step, and validates again")
  func stoppedValidation() throws {
    // Of pieces small enough to be stopped between them.
    let whole = try SmallTraining { $0.engine = .windows }.run()
    let training = try SmallTraining { $0.engine = .windows }
    let stopped = try training.run { event in
      if case .validating(epoch: 2, _, _) = event { true } else { false }
    }
    #expect(stopped.outcome.stopped == .interrupted && stopped.outcome.epochs == 1)
    let kept = try #require(training.memory.states.last)
    #expect(kept.adam.step == 32 && kept.progress.windows == 500 && kept.curve.count == 1)
    #expect(Self.isSame(try training.run(from: kept).state, whole.state))
  }

  @Test("keeps states within an epoch at its interval, and resumes from them")
  func midway() throws {
    let whole = try SmallTraining().run()
    let training = try SmallTraining { $0.checkpointEvery = TimeSpan(nanoseconds: 0) }
    try training.run()
    let midway = try #require(training.memory.states.first { $0.adam.step == 37 })
    #expect(midway.progress.windows == 5 * 32)
    #expect(Self.isSame(try training.run(from: midway).state, whole.state))
  }

  @Test("stops when validation has not become better for its patience")
  func early() throws {
    let training = try SmallTraining {
      $0.learningRate = 0
      $0.epochs = 20
      $0.earlyStopping?.patience = 4
    }
    let outcome = try training.run().outcome
    #expect(outcome.stopped == .early)
    #expect(outcome.epochs == 5 && outcome.bestEpoch == 1)
    // Whoever resumes what is over gets the same end, without a step.
    let again = try training.run(from: training.memory.states.last)
    #expect(again.outcome.stopped == .early && again.outcome.epochs == 5)
    #expect(training.journal.epochs.count == 5)
  }

  @Test("a loss that is no number stops it, and what was kept stays")
  func diverging() throws {
    let training = try SmallTraining()
    try training.run { event in if case .epoch = event { true } else { false } }
    var wild = training
    wild.configuration.learningRate = 1e30
    let refused = try #require(refusal { try wild.run(from: training.memory.states.last) })
    #expect(refused.status == .badData)
    #expect(
      refused.text.hasPrefix(
        "could not train the network of kettle: the loss is no finite number at epoch 2, step 18 "
          + "(learning rate 1e+30, largest gradient "), "\(refused.text)")
    #expect(
      refused.text.hasSuffix(
        "Try a smaller learning_rate or a gradient_clip. The last good checkpoint is kept in "
          + "state 1."), "\(refused.text)")
    #expect(training.memory.states.count == 1)
  }

  @Test("a network that never says on is told of, during training and at its end")
  func dead() throws {
    let training = try SmallTraining {
      $0.learningRate = 0
      $0.epochs = 5
    }
    // Weights of zero say what the last bias says, and the kettle is on from 100 W on.
    let state = try training.beginning { weights in
      weights = Tensor(shape: weights.shape)
      if weights.shape == [1] { weights[0] = -0.3 }
    }
    try training.run(from: state)
    #expect(training.journal.warnings.count == 2, "\(training.journal.warnings)")
  }

  @Test("writes the loss and the windows of each step where they are wanted")
  func recorded() throws {
    let scratch = try Scratch()
    let training = try SmallTraining()
    let record = try StepRecord(in: scratch.path, losses: true, batches: true, after: 0)
    try training.run(record: record)
    let losses = try FileSystem.text(of: scratch.path + "/losses.csv").split(separator: "\n")
    #expect(losses.count == 49 && losses[48].hasPrefix("48,3,0.001,"))
    let batches = try FileSystem.text(of: scratch.path + "/batches.csv").split(separator: "\n")
    #expect(batches.count == 1501)
    // Of the training range, one house: each window begins within its samples.
    #expect(batches.dropFirst().allSatisfy { $0.split(separator: ",")[1] == "1" })
  }
}
