package import Disaggregation
package import Files
package import MeterData

/// Estimates of one appliance on one store, scored beside baselines on the same samples.
///
/// It holds all that tables, JSON and reports show.
package struct Evaluation: Sendable {
  /// Where the estimates come from.
  package enum Subject: Sendable {
    /// A trained model: the path as named, and what its file says.
    case model(path: String, ModelDescription)
    /// Another tool's output.
    case predictions(path: String)
  }

  /// The store that truth and mains come from.
  package struct Source: Sendable, Equatable {
    package var path: String
    package var dataset: String?
    package var timezone: String
    /// Of the file or folder that the store was made from, hexadecimal.
    package var sha256: String
    /// "power active", or as the store spells it.
    package var mainsQuantity: String
    /// The configuration that the store was made with, YAML.
    package var configuration: String
    /// SHA-256 of what the store's header says, hexadecimal: another content has another one.
    package var headerSHA256: String

    package init(
      path: String, dataset: String?, timezone: String, sha256: String, mainsQuantity: String,
      configuration: String, headerSHA256: String = ""
    ) {
      self.path = path
      self.dataset = dataset
      self.timezone = timezone
      self.sha256 = sha256
      self.mainsQuantity = mainsQuantity
      self.configuration = configuration
      self.headerSHA256 = headerSHA256
    }
  }

  /// Something that was scored, under its name: "model", "zero", "mean", "fhmm".
  package struct Contender: Sendable {
    package var name: String
    package var scores: Scores
    /// The model minus this one; empty for the model itself.
    package var comparisons: [PairedComparison]
    /// How it was made, one sentence; nil where its name says all.
    package var note: String?

    package init(
      name: String, scores: Scores, comparisons: [PairedComparison] = [], note: String? = nil
    ) {
      self.name = name
      self.scores = scores
      self.comparisons = comparisons
      self.note = note
    }
  }

  /// One house in one range: what was there, and what was estimated.
  package struct Series: Sendable {
    package var truth: ScoredSeries
    /// Watts, clamped; NaN where there is none.
    package var estimate: [Float]
    package var flags: [SampleFlag]

    /// Arrays of equal length.
    package init(truth: ScoredSeries, estimate: [Float], flags: [SampleFlag]) {
      precondition(
        truth.count == estimate.count && estimate.count == flags.count,
        "\(truth.count), \(estimate.count) and \(flags.count) samples")
      self.truth = truth
      self.estimate = estimate
      self.flags = flags
    }
  }

  /// What two contenders are compared by.
  package static let comparedMetrics: [Metric] = Metric.headline + [.mae, .f1]

  /// Whose estimates they are.
  package var subject: Subject
  /// What they are held against.
  package var source: Source
  /// As NILM Metadata names it: "dish washer".
  package var appliance: String
  /// When it counts as on, in truth and estimate alike.
  package var rule: ActivationRule
  package var period: TimeSpan
  package var clamping: Clamping
  package var model: Contender
  package var baselines: [Contender]
  package var series: [Series]
  /// What of the samples the model has learnt from or was chosen by; not empty marks every output.
  package var overlaps: [String]
  /// Full sentences that belong beside the figures: what makes them doubtful.
  package var warnings: [String]
  /// Full sentences of how the figures came about, which makes none of them doubtful.
  package var remarks: [String]
  /// SHA-256 of the model's weights, hexadecimal; nil of predictions.
  package var weightsSHA256: String?

  package init(
    subject: Subject, source: Source, appliance: String, rule: ActivationRule, period: TimeSpan,
    clamping: Clamping, model: Contender, baselines: [Contender], series: [Series],
    overlaps: [String] = [], warnings: [String] = [], remarks: [String] = [],
    weightsSHA256: String? = nil
  ) {
    self.subject = subject
    self.source = source
    self.appliance = appliance
    self.rule = rule
    self.period = period
    self.clamping = clamping
    self.model = model
    self.baselines = baselines
    self.series = series
    self.overlaps = overlaps
    self.warnings = warnings
    self.remarks = remarks
    self.weightsSHA256 = weightsSHA256
  }

  /// From the first sample to the end of the last one, of all houses; nanoseconds UTC.
  package var range: Range<Int64> {
    let starts = series.map(\.truth.start)
    let ends = series.map { $0.truth.start + Int64($0.truth.count) * $0.truth.period }
    return (starts.min() ?? 0)..<max(starts.min() ?? 0, ends.max() ?? 0)
  }

  /// Of the samples in range, the share that is scored.
  package var coverage: Double {
    let all = series.reduce(0) { $0 + $1.truth.count }
    return all == 0 ? 0 : Double(model.scores.samples) / Double(all)
  }
}

/// Evaluations that were made together, and what they say of all appliances at once.
package struct EvaluationSet: Sendable {
  package var evaluations: [Evaluation]
  /// nil for a single evaluation.
  package var overall: Overall?
  /// Those of the same appliance beside each other; empty where each has one of its own.
  package var comparisons: [Comparison]

  package init(
    evaluations: [Evaluation], overall: Overall? = nil, comparisons: [Comparison] = []
  ) {
    self.evaluations = evaluations
    self.overall = overall
    self.comparisons = comparisons
  }

  /// How two evaluations of one appliance differ on the same samples, by paired blocks of days.
  package struct Comparison: Sendable, Equatable {
    package var appliance: String
    /// Whose figures are subtracted from, and whose are, by their paths.
    package var first: String
    package var second: String
    /// First minus second.
    package var differences: [PairedComparison]

    package init(
      appliance: String, first: String, second: String, differences: [PairedComparison]
    ) {
      self.appliance = appliance
      self.first = first
      self.second = second
      self.differences = differences
    }
  }

  /// Figures over a set of appliances, on the samples that all of them share.
  package struct Overall: Sendable, Equatable {
    /// The plain mean over appliances, where the metric is defined for each.
    package var macro: [Metric: Double]
    /// The metric of all samples of all appliances together.
    package var micro: [Metric: Double]
    /// Of the set: 1 − Σ|ŷ − y| / (2 Σ mains), always-zero's beside it, and with the appliances'
    /// energy below the line.
    package var tecaMains: Double?
    package var tecaMainsOfZero: Double?
    package var tecaAppliances: Double?
    /// Of the mains' energy, the share that the estimates explain, and that the truth does.
    package var explainedShare: Double?
    package var trueShare: Double?
    package var samples: Int

    package init(
      macro: [Metric: Double], micro: [Metric: Double], tecaMains: Double?,
      tecaMainsOfZero: Double?, tecaAppliances: Double?, explainedShare: Double?,
      trueShare: Double?, samples: Int
    ) {
      self.macro = macro
      self.micro = micro
      self.tecaMains = tecaMains
      self.tecaMainsOfZero = tecaMainsOfZero
      self.tecaAppliances = tecaAppliances
      self.explainedShare = explainedShare
      self.trueShare = trueShare
      self.samples = samples
    }
  }
}
