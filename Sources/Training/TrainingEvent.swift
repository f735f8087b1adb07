package import Networks

/// What training tells of itself while it runs; whoever listens decides how it looks.
package enum TrainingEvent: Sendable, Equatable {
  /// An appliance's network is about to be trained (or trained on).
  case started(TrainingStart)
  /// Windows of the epoch that steps have been taken for; epochs count from 1.
  case progress(epoch: Int, done: Int, of: Int)
  /// Validation samples that have been estimated after the epoch.
  case validating(epoch: Int, done: Int, of: Int)
  /// An epoch is over, with its validation.
  case epoch(EpochSummary)
  /// A full sentence about something unusual.
  case warning(String)
  /// A checkpoint stands complete at that path.
  case saved(path: String)
  /// The appliance's network is trained.
  case done(TrainedOutcome)
}

/// What is known of an appliance's training before its first step.
package struct TrainingStart: Sendable, Equatable {
  /// As NILM Metadata names it: "dish washer".
  package let appliance: String
  package let seed: UInt64
  package let plan: NetworkPlan
  /// Seconds between two samples.
  package let period: Double
  /// Train, validation and test, in this order.
  package let ranges: [RangeSummary]
  /// Epochs that are behind it already, above 0 where training is resumed.
  package let epochsDone: Int
  /// Epochs there will be unless it stops early.
  package let epochs: Int
  /// Full sentences about the choices that were made.
  package let notes: [String]

  package init(
    appliance: String, seed: UInt64, plan: NetworkPlan, period: Double, ranges: [RangeSummary],
    epochsDone: Int = 0, epochs: Int, notes: [String] = []
  ) {
    self.appliance = appliance
    self.seed = seed
    self.plan = plan
    self.period = period
    self.ranges = ranges
    self.epochsDone = epochsDone
    self.epochs = epochs
    self.notes = notes
  }
}

/// One of the three ranges, as it came out of the store.
package struct RangeSummary: Sendable, Equatable {
  /// What a range is for.
  package enum Role: String, Sendable, CaseIterable {
    case train, validation, test
  }

  /// What it is for.
  package let role: Role
  /// The houses it takes samples from.
  package let buildings: [Int]
  /// Time covered in all houses, in seconds, gaps included.
  package let seconds: Double
  /// Windows that can be used; of a range that nobody has read, those that fit in.
  package let windows: Int
  /// Windows that a missing sample took; nil of a range that nobody has read.
  package let lostToGaps: Int?

  package init(role: Role, buildings: [Int], seconds: Double, windows: Int, lostToGaps: Int?) {
    self.role = role
    self.buildings = buildings
    self.seconds = seconds
    self.windows = windows
    self.lostToGaps = lostToGaps
  }
}

/// How an epoch went.
package struct EpochSummary: Sendable, Equatable {
  package let appliance: String
  package let seed: UInt64
  /// Counted from 1.
  package let epoch: Int
  /// Mean squared errors of the normalised target.
  package let trainLoss: Double
  package let validationLoss: Double
  /// Mean absolute error over the validation windows, in watts.
  package let validationMAE: Double
  /// 1 − MAE / MAE of the best constant; nil where the truth is a constant.
  package let skill: Double?
  package let learningRate: Double
  /// Windows trained on in this epoch, and the seconds that took, without validation.
  package let windows: Int
  package let seconds: Double
  /// Whether no earlier epoch validated better.
  package let isBest: Bool

  package init(
    appliance: String, seed: UInt64, epoch: Int, trainLoss: Double, validationLoss: Double,
    validationMAE: Double, skill: Double?, learningRate: Double, windows: Int, seconds: Double,
    isBest: Bool
  ) {
    self.appliance = appliance
    self.seed = seed
    self.epoch = epoch
    self.trainLoss = trainLoss
    self.validationLoss = validationLoss
    self.validationMAE = validationMAE
    self.skill = skill
    self.learningRate = learningRate
    self.windows = windows
    self.seconds = seconds
    self.isBest = isBest
  }

  /// The speed of the epoch's steps.
  package var windowsPerSecond: Double { seconds > 0 ? Double(windows) / seconds : 0 }
}

/// Where training an appliance's network ended.
package struct TrainedOutcome: Sendable, Equatable {
  /// Why it ended.
  package enum Reason: String, Sendable {
    /// Validation was no better for `patience` epochs.
    case early
    case epochs, interrupted
  }

  /// Whose training it was: the appliance's and the seed's.
  package let appliance: String
  package let seed: UInt64
  /// The folder of the best checkpoint; of the last where none is best yet; nil without any.
  package let checkpoint: String?
  /// Epochs completed, resumed ones included.
  package let epochs: Int
  /// Counted from 1; nil before the first validation.
  package let bestEpoch: Int?
  /// Of the best epoch, in watts.
  package let validationMAE: Double?
  /// Of this run, validation and checkpoints included.
  package let seconds: Double
  package let stopped: Reason

  package init(
    appliance: String, seed: UInt64, checkpoint: String?, epochs: Int, bestEpoch: Int?,
    validationMAE: Double?, seconds: Double, stopped: Reason
  ) {
    self.appliance = appliance
    self.seed = seed
    self.checkpoint = checkpoint
    self.epochs = epochs
    self.bestEpoch = bestEpoch
    self.validationMAE = validationMAE
    self.seconds = seconds
    self.stopped = stopped
  }
}
