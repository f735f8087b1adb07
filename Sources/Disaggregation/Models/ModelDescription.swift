package import Files
package import MeterData
package import Networks

/// What must be known of a network to use it on a house's mains: all that a model's file says
/// beside the weights.
package struct ModelDescription: Sendable, Equatable {
  /// The mains that it was trained on.
  package struct Mains: Sendable, Equatable {
    /// "power active", or as the store spells it.
    package var quantity: String
    /// How long a gap between two readings is bridged.
    package var maximumGap: TimeSpan
    /// Of the training range: what drift is measured against.
    package var histogram: MainsHistogram

    package init(quantity: String, maximumGap: TimeSpan, histogram: MainsHistogram) {
      self.quantity = quantity
      self.maximumGap = maximumGap
      self.histogram = histogram
    }
  }

  /// The appliance that it estimates.
  package struct Target: Sendable, Equatable {
    /// As NILM Metadata names it: "dish washer".
    package var appliance: String
    /// Of the training range, watts: the constants that any estimate must beat.
    package var mean: Double
    package var median: Double
    /// When it counts as on.
    package var rule: ActivationRule

    package init(appliance: String, mean: Double, median: Double, rule: ActivationRule) {
      self.appliance = appliance
      self.mean = mean
      self.median = median
      self.rule = rule
    }
  }

  /// Of the tool that wrote the model.
  package var toolVersion: String
  /// The architecture, its window and padding, and which sample of the window is estimated.
  package var plan: NetworkPlan
  /// Between two samples.
  package var period: TimeSpan
  package var mains: Mains
  package var target: Target
  package var normalisation: Normalisation
  /// What it was trained and validated on.
  package var ranges: [LearntRange]
  /// What the models were trained on whose weights it began with.
  package var inherited: [LearntRange]
  /// The training configuration as resolved, YAML.
  package var configuration: String
  /// Epoch by epoch, as the training tells it.
  package var curve: JSON
  /// Of the validation range, by name.
  package var metrics: JSON
  /// Windows with the estimates that they gave when the model was written.
  package var goldenWindows: [GoldenWindow]

  package init(
    toolVersion: String, plan: NetworkPlan, period: TimeSpan, mains: Mains, target: Target,
    normalisation: Normalisation, ranges: [LearntRange], inherited: [LearntRange] = [],
    configuration: String, curve: JSON = [], metrics: JSON = [:], goldenWindows: [GoldenWindow] = []
  ) {
    self.toolVersion = toolVersion
    self.plan = plan
    self.period = period
    self.mains = mains
    self.target = target
    self.normalisation = normalisation
    self.ranges = ranges
    self.inherited = inherited
    self.configuration = configuration
    self.curve = curve
    self.metrics = metrics
    self.goldenWindows = goldenWindows
  }
}

/// Counts of mains samples in bins of equal width.
package struct MainsHistogram: Sendable, Equatable {
  /// The lower edge of the first bin, watts.
  package var minimum: Double
  /// The upper edge of the last bin, watts.
  package var maximum: Double
  package var counts: [Int]

  package init(minimum: Double, maximum: Double, counts: [Int]) {
    self.minimum = minimum
    self.maximum = maximum
    self.counts = counts
  }
}

/// A stretch of one house that a model has learnt from, or was chosen by.
package struct LearntRange: Sendable, Equatable {
  /// What the samples were for.
  package enum Use: String, Sendable, CaseIterable {
    case training = "train"
    case validation
  }

  /// What its samples were for.
  package var use: Use
  /// Of the source, where it says so.
  package var dataset: String?
  /// Of the file or folder that the store was made from, hexadecimal.
  package var sourceSHA256: String
  package var building: Int
  /// Nanoseconds UTC.
  package var times: Range<Int64>

  package init(
    use: Use, dataset: String?, sourceSHA256: String, building: Int, times: Range<Int64>
  ) {
    self.use = use
    self.dataset = dataset
    self.sourceSHA256 = sourceSHA256
    self.building = building
    self.times = times
  }
}

/// A window and what the network said of it: a model that says something else is not itself.
package struct GoldenWindow: Sendable, Equatable {
  /// Mains, watts.
  package var inputs: [Float]
  /// Estimates, watts, not clamped.
  package var outputs: [Float]

  package init(inputs: [Float], outputs: [Float]) {
    self.inputs = inputs
    self.outputs = outputs
  }
}
