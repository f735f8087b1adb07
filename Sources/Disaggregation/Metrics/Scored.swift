/// What some estimates are worth: every metric that is defined, and what it rests on.
package struct Scores: Sendable, Equatable {
  /// Undefined ones are absent, never 0.
  package var values: [Metric: Double]
  /// 95 %, by moving-block bootstrap over days; absent where there are too few days.
  package var intervals: [Metric: ClosedRange<Double>]
  /// Samples that were scored.
  package var samples: Int
  /// Days with a sample that was scored.
  package var days: Int
  /// Activations of the truth, and of the estimate.
  package var activations: Int
  package var estimatedActivations: Int
  /// Of the activations that were matched; nil where none was.
  package var matches: MatchErrors?
  package var confusion: Confusion
  /// Watt-hours of the scored samples.
  package var energy: Double
  package var estimatedEnergy: Double
  package var mainsEnergy: Double

  /// A defined metric's value.
  package subscript(metric: Metric) -> Double? { values[metric] }

  /// Mean errors of matched activations, estimate minus truth, of absolute values.
  package struct MatchErrors: Sendable, Equatable {
    package var count: Int
    /// Seconds.
    package var start: Double
    package var duration: Double
    /// Watt-hours.
    package var energy: Double

    package init(count: Int, start: Double, duration: Double, energy: Double) {
      self.count = count
      self.start = start
      self.duration = duration
      self.energy = energy
    }
  }

  /// Samples by whether truth and estimate are on.
  package struct Confusion: Sendable, Equatable {
    package var bothOn: Int
    package var falselyOn: Int
    package var falselyOff: Int
    package var bothOff: Int

    package init(bothOn: Int = 0, falselyOn: Int = 0, falselyOff: Int = 0, bothOff: Int = 0) {
      self.bothOn = bothOn
      self.falselyOn = falselyOn
      self.falselyOff = falselyOff
      self.bothOff = bothOff
    }
  }

  package init(
    values: [Metric: Double], intervals: [Metric: ClosedRange<Double>] = [:], samples: Int,
    days: Int, activations: Int, estimatedActivations: Int, matches: MatchErrors?,
    confusion: Confusion, energy: Double, estimatedEnergy: Double, mainsEnergy: Double
  ) {
    self.values = values
    self.intervals = intervals
    self.samples = samples
    self.days = days
    self.activations = activations
    self.estimatedActivations = estimatedActivations
    self.matches = matches
    self.confusion = confusion
    self.energy = energy
    self.estimatedEnergy = estimatedEnergy
    self.mainsEnergy = mainsEnergy
  }
}

/// How two sets of estimates differ on the same samples, by paired blocks of days.
package struct PairedComparison: Sendable, Equatable {
  /// What is compared: first minus second.
  package var metric: Metric
  package var difference: Double
  /// 95 %; nil where there are too few days.
  package var interval: ClosedRange<Double>?

  package init(metric: Metric, difference: Double, interval: ClosedRange<Double>?) {
    self.metric = metric
    self.difference = difference
    self.interval = interval
  }
}
