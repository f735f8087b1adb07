import Files
import MeterData
import Networks

/// Every key of the section `training`, in the order in which files have them.
enum TrainingKeys {
  static let all: [TrainingKey] =
    [store, output, appliances, network, ranges, normalisation] + windows + steps + ending + start

  private static let store = TrainingKey(
    "store", \.store, .text("a path"), required: "Name a store of energy preprocess.",
    "The prepared store, as `energy preprocess` writes it.")

  private static let output = TrainingKey(
    "output", \.output, .optional(.text("a path")),
    absent: "named by the configuration and the date",
    "The folder of the run: its configuration, events and checkpoints.")

  private static let appliances = TrainingKey(
    "appliances", \.appliances, .appliances,
    required: "Name appliances of the store, as in appliances: [kettle], or all.",
    "What is estimated, one network for each.")

  private static let network = TrainingKey.section(
    "network",
    keys: [
      TrainingKey(
        "architecture", \.network.architecture, .choice(ArchitectureCatalogue.all.map(\.name)),
        "The layers; `energy models architectures` shows them."),
      TrainingKey(
        "window", \.network.window, .optional(.wholeNumber(1...1_000_000)),
        absent: "the architecture's own", "Mains samples that one estimate is made of."),
      TrainingKey(
        "padding", \.network.padding, .optional(.word),
        absent: "the architecture's own",
        "Whether convolutions keep to the window (`valid`) or go on over zeros beside it (`same`)."
      ),
      TrainingKey(
        "target_position", \.network.targetPosition, .targetPosition,
        "The sample of the window that is estimated: `last` knows nothing of what comes after it, "
          + "and needs not wait for it."),
      TrainingKey(
        "initialisation", \.network.initialisation, .word,
        "How the weights are drawn before the first step; biases are zero."),
    ],
    "Which network is trained.")

  private static let ranges = TrainingKey.section(
    "ranges",
    keys: [
      range(
        "train",
        (\.ranges.train.buildings, \.ranges.train.from, \.ranges.train.to),
        "It is what the weights are fitted to, and normalisation comes from it.",
        "What the weights are fitted to.",
        more: [
          TrainingKey(
            "except_from", \.ranges.train.exceptFrom, .optional(.time), absent: "nothing",
            "Where a stretch in its middle begins that is left out, for validation and test."),
          TrainingKey(
            "except_to", \.ranges.train.exceptTo, .optional(.time), absent: "nothing",
            "Where it ends, itself not included."),
        ]),
      range(
        "validation",
        (\.ranges.validation.buildings, \.ranges.validation.from, \.ranges.validation.to),
        "It says which epoch is best, and must not be trained on.",
        "What says which epoch is best, and when to stop."),
      range(
        "test", (\.ranges.test.buildings, \.ranges.test.from, \.ranges.test.to),
        "It is kept for judging the network: named now, so that training keeps away from it.",
        "What is kept for judging the network; training never reads it.",
        more: [
          TrainingKey(
            "store", \.ranges.test.store, .optional(.text("a path")),
            absent: "the one that is trained on", "Another store that it lies in.")
        ]),
    ],
    required: "Name three ranges, train, validation and test, by time or by house.",
    "Three ranges of the store that share no sample; where two meet in a house, a window's "
      + "samples are left out between them.")

  private static func range(
    _ name: String,
    _ paths: (
      buildings: TrainingKey.Path<[Int]>, from: TrainingKey.Path<String?>,
      to: TrainingKey.Path<String?>
    ),
    _ reason: String, _ sentence: String, more: [TrainingKey] = []
  ) -> TrainingKey {
    .section(
      name,
      keys: [
        TrainingKey(
          "buildings", paths.buildings,
          .wholeNumbers("the number of a house or a list of them"),
          absent: "those with the appliance", "Houses by their numbers."),
        TrainingKey(
          "from", paths.from, .optional(.time),
          absent: "the beginning", "When it starts; a date is local midnight."),
        TrainingKey(
          "to", paths.to, .optional(.time),
          absent: "the end", "When it ends, itself not included."),
      ] + more,
      required: reason + " Write it as \(name): {buildings: [1], from: \"2013-06-03\"}.", sentence)
  }

  private static let normalisation = TrainingKey(
    "normalisation", \.normalisation, .word,
    "Means and deviations of the training range, or those that publications share.")
}

extension TrainingKeys {
  private static let windows: [TrainingKey] = [
    TrainingKey(
      "batch_size", \.batchSize, .wholeNumber(1...65_536),
      "Windows in a step; steps of `sampling: runs` are counted in runs instead."),
    TrainingKey(
      "epochs", \.epochs, .wholeNumber(1...100_000), "How often training goes over its windows."),
    TrainingKey(
      "windows_per_epoch", \.windowsPerEpoch, .either(.wholeNumber(1...Int.max), or: "all"),
      "Windows in an epoch; the next epoch goes on with the windows that come after them."),
    TrainingKey(
      "stride", \.stride, .wholeNumber(1...1_000_000),
      "Samples from the start of one training window to the next."),
    sampling,
    TrainingKey(
      "validation_windows", \.validationWindows, .wholeNumber(1...Int.max),
      "How many windows of the validation range are estimated at most, evenly spread."),
    TrainingKey(
      "engine", \.engine, .word,
      "How they are estimated: `series` computes what they share once, `windows` each by itself. "
        + "Both agree to the rounding of the numbers."),
  ]

  private static let sampling = TrainingKey.alternatives(
    "sampling",
    [
      TrainingAlternative(word: "uniform"),
      TrainingAlternative(
        word: "balanced",
        keys: [
          TrainingKey(
            "on_share", \.sampling.onShare, share, "The share of windows whose target is on."),
          importanceWeights(\.sampling.importanceWeights),
        ]),
      TrainingAlternative(
        word: "runs",
        keys: [
          TrainingKey(
            "runs_per_batch", \.sampling.runs.runsPerBatch, .optional(.wholeNumber(1...65_536)),
            absent: "\(RunShape.standardRuns)",
            "Runs in a step at most; the steps of an epoch are about equally large."),
          TrainingKey(
            "run_length", \.sampling.runs.length, .optional(.wholeNumber(1...65_536)),
            absent: usualLength, "Windows in a run."),
          TrainingKey(
            "on_share", \.sampling.runs.onShare, .either(share, or: "none"),
            "The share of runs that are drawn for a window whose target is on, which may lie "
              + "anywhere in its run; `none` cuts the range evenly."),
          importanceWeights(\.sampling.runs.importanceWeights),
        ]),
    ],
    chosen: { $0.sampling.word }, choose: { $1.sampling = WindowSampling(word: $0) },
    "Whether each window is drawn as often as the next, or a fixed share with the appliance on; or "
      + "runs of windows that follow each other sample by sample, which share most of their work "
      + "(`padding: valid`, `stride: 1`, one estimate a window).")

  /// Of seq2point, whose kernels take 29 samples off a window.
  private static var usualLength: String {
    let (short, long) = (RunShape(features: 129 - 29), RunShape(features: 599 - 29))
    return "by network and window: \(short.length) at 129, \(long.length) at 599"
  }

  private static var share: ValueKind<Double> {
    .number("above 0 and below 1") { $0 > 0 && $0 < 1 }
  }

  private static func importanceWeights(_ path: TrainingKey.Path<Bool>) -> TrainingKey {
    TrainingKey(
      "importance_weights", path, .truth,
      "Whether the loss counts windows as often as they are there, not as often as drawn.")
  }

  private static let steps: [TrainingKey] = [
    TrainingKey(
      "seed", \.seed,
      ValueKind<Int>.wholeNumber(0...Int.max).mapped({ UInt64($0) }, { Int(clamping: $0) }),
      "Decides the first weights, the order of the windows and dropout."),
    TrainingKey(
      "learning_rate", \.learningRate, .number("above 0, at most 10") { $0 > 0 && $0 <= 10 },
      "How far Adam's first step goes."),
    .alternatives(
      "schedule",
      [
        TrainingAlternative(word: "constant"), TrainingAlternative(word: "cosine"),
        TrainingAlternative(
          word: "step",
          keys: [
            TrainingKey(
              "every", \.schedule.every, .wholeNumber(1...100_000), "Epochs between two changes."),
            TrainingKey(
              "factor", \.schedule.factor, .number("above 0, at most 1") { $0 > 0 && $0 <= 1 },
              "What the learning rate is multiplied with at each."),
          ]),
      ],
      chosen: { $0.schedule.word }, choose: { $1.schedule = LearningRateSchedule(word: $0) },
      "How the learning rate changes over all epochs."),
    TrainingKey(
      "weight_decay", \.weightDecay, .number("from 0 to 1") { $0 >= 0 && $0 <= 1 },
      "How much of each weight is taken away in a step, times the learning rate; not of biases."),
    TrainingKey(
      "gradient_clip", \.gradientClip, .either(.number("above 0") { $0 > 0 }, or: "none"),
      "The longest that all gradients of a step together may be."),
  ]

  private static let ending: [TrainingKey] = [
    .section(
      "early_stopping", orWord: "none",
      isPresent: { $0.earlyStopping != nil },
      setPresent: { $1.earlyStopping = $0 ? TrainingConfiguration.Stopping() : nil },
      keys: [
        TrainingKey(
          "monitor", \.stopping.monitor, .word,
          "What is watched: the mean squared error of the normalised target, or the mean absolute "
            + "error in watts."),
        TrainingKey(
          "patience", \.stopping.patience, .wholeNumber(1...100_000),
          "Epochs without a better figure after which training ends."),
      ],
      "Ends training before the last epoch; `none` never does, and the best epoch counts by mse."),
    TrainingKey(
      "checkpoint_every", \.checkpointEvery, .either(.span, or: "none"),
      "Time between two checkpoints within an epoch; each epoch's end has one anyway."),
  ]

  private static let start: [TrainingKey] = [
    TrainingKey(
      "threads", \.threads, .optional(.wholeNumber(1...4096)),
      absent: "as many as cores", "Threads that compute; results do not depend on them."),
    TrainingKey(
      "initialise_from", \.initialiseFrom, .optional(.text("the path of a checkpoint")),
      absent: "weights drawn by the seed", "A checkpoint whose weights training starts from."),
    TrainingKey(
      "freeze", \.freeze, .texts("a pattern or a list of patterns", mayBeEmpty: true),
      "Parameters that stay as they are, such as `conv*`."),
  ]
}
