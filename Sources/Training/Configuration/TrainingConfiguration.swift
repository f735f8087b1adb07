package import Disaggregation
package import Files
package import Networks

/// Everything that decides what `energy train` does: checked values, whoever wrote them.
package struct TrainingConfiguration: Sendable, Equatable {
  /// The prepared store that is trained on.
  package var store: String
  /// The run folder; nil leaves its name to the command.
  package var output: String?
  /// As NILM Metadata names them, one network each; none is every appliance of the store.
  package var appliances: [String]
  package var ranges: Ranges
  package var network = NetworkChoice()
  package var normalisation = NormalisationSource.training
  /// Windows in a step, unless it is made of runs.
  package var batchSize = standardBatchSize
  package var epochs = 50
  /// nil is every window of the training range.
  package var windowsPerEpoch: Int? = nil
  /// Samples from the start of one training window to the next.
  package var stride = 1
  package var sampling = WindowSampling.uniform
  /// How many windows of the validation range are estimated at most, evenly spread.
  package var validationWindows = 100_000
  /// How they are estimated.
  package var engine = EngineChoice.series
  /// Of the first weights, the order of the windows and dropout.
  package var seed: UInt64 = 1
  /// Of the first step; see `learningRate(atStep:of:)`.
  package var learningRate = 0.001
  package var schedule = LearningRateSchedule.constant
  /// Decoupled; biases have none.
  package var weightDecay = 0.0
  /// The longest that all gradients together may be; nil leaves them as they are.
  package var gradientClip: Double? = nil
  /// nil trains all the epochs.
  package var earlyStopping: Stopping? = Stopping()
  /// Between two checkpoints within an epoch; nil saves at the end of epochs alone.
  package var checkpointEvery: TimeSpan? = TimeSpan(nanoseconds: 600 * ISOTime.second)
  /// nil is as many as there are cores.
  package var threads: Int? = nil
  /// A checkpoint whose weights training starts from.
  package var initialiseFrom: String? = nil
  /// Parameters that stay as they are: "conv*".
  package var freeze: [String] = []

  static let standardBatchSize = 256

  /// What cannot be guessed; the rest has its default.
  package init(store: String, appliances: [String], ranges: Ranges) {
    self.store = store
    self.appliances = appliances
    self.ranges = ranges
  }

  /// The learning rate of a step that is counted from 0, of all that the epochs have.
  package func learningRate(atStep step: Int, of steps: Int) -> Double {
    learningRate * schedule.factor(atStep: step, of: steps, epochs: epochs)
  }
}

/// Which network is trained.
package struct NetworkChoice: Sendable, Equatable {
  /// A name of the catalogue.
  package var architecture: String
  /// Mains samples; nil is the architecture's own.
  package var window: Int?
  /// nil is the architecture's own.
  package var padding: Padding?
  package var targetPosition: TargetPosition
  package var initialisation: Initialisation

  package init(
    architecture: String = "seq2point", window: Int? = nil, padding: Padding? = nil,
    targetPosition: TargetPosition = .middle, initialisation: Initialisation = .glorot
  ) {
    self.architecture = architecture
    self.window = window
    self.padding = padding
    self.targetPosition = targetPosition
    self.initialisation = initialisation
  }

  /// The network's layers and shapes.
  ///
  /// - Throws: `NetworksError` (78) where no such network can be built.
  package func plan() throws(NetworksError) -> NetworkPlan {
    try ArchitectureCatalogue.named(architecture)
      .plan(window: window, padding: padding, targetPosition: targetPosition)
  }
}

extension TrainingConfiguration {
  /// The three ranges that there always are.
  package struct Ranges: Sendable, Equatable {
    /// What the weights and the statistics come from.
    package var train: RangeRequest
    /// What chooses the epoch.
    package var validation: RangeRequest
    /// What training never reads.
    package var test: RangeRequest

    package init(train: RangeRequest, validation: RangeRequest, test: RangeRequest) {
      self.train = train
      self.validation = validation
      self.test = test
    }

    /// The range of a role.
    package subscript(role: RangeRole) -> RangeRequest {
      switch role {
      case .training: train
      case .validation: validation
      case .test: test
      }
    }
  }

  /// Where means and deviations come from.
  package enum NormalisationSource: String, Sendable, CaseIterable {
    /// The training range.
    case training
    /// `NormalisationPreset`.
    case preset
  }

  /// When training ends before its last epoch.
  package struct Stopping: Sendable, Equatable {
    /// The figure of the validation that is watched, of which less is better.
    package enum Monitor: String, Sendable, CaseIterable {
      /// The mean squared error of the normalised target.
      case mse
      /// The mean absolute error in watts.
      case maeW = "mae_w"
    }

    /// What is watched.
    package var monitor: Monitor
    /// Epochs without a better figure after which training ends.
    package var patience: Int

    package init(monitor: Monitor = .mse, patience: Int = 5) {
      self.monitor = monitor
      self.patience = patience
    }
  }
}
