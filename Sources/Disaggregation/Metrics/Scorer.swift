package import Files
package import MeterData

/// What a scorer found, with the days that other estimates of the same samples have too.
package struct Scored: Sendable {
  package let scores: Scores
  /// Of each local day with a scored sample; the sum of them gives the scores.
  package let days: [DayTally]

  package init(scores: Scores, days: [DayTally]) {
    self.scores = scores
    self.days = days
  }
}

/// Scores estimates of the same samples by the same rules, and compares them.
///
/// A sample counts where it is marked as scored and neither truth nor mains is missing. All sums are
/// in Double. Activations follow NILMTK's rule, in truth and clamped estimate alike; samples that
/// are not scored are missing for both.
package struct Scorer: Sendable {
  /// The truth.
  package let series: [ScoredSeries]
  /// When the appliance is on.
  package let rule: ActivationRule
  package let clamping: Clamping
  /// The median of the scored truth, watts: the constant with the least MAE; nil where nothing is
  /// scored.
  package let bestConstant: Double?
  /// Of each series, the activations of the truth.
  package let activations: [[Activation]]
  private let days: ScoredDays
  /// What intervals draw days by.
  package let resampling: DayResampling
  private let period: Double

  /// Finds the activations, the days and the best constant of the truth.
  ///
  /// - Parameters:
  ///   - series: All of one period.
  ///   - rule: When the appliance is on.
  ///   - zone: Whose midnights part the days.
  ///   - clamping: What is done to all estimates.
  ///   - seed: Of the days that intervals draw.
  package init(
    _ series: [ScoredSeries], rule: ActivationRule, zone: TimeZoneRules, clamping: Clamping,
    seed: UInt64 = 1
  ) {
    let periods = Set(series.map(\.period))
    precondition(periods.count <= 1, "periods of \(periods.sorted()) ns")
    self.series = series
    self.rule = rule
    self.clamping = clamping
    period = series.first?.periodSeconds ?? 1
    days = ScoredDays(series, in: zone)
    resampling = DayResampling(houses: days.houses, seed: seed)
    activations = series.map { $0.activations(of: $0.truth, rule: rule) }
    bestConstant = days.count == 0 ? nil : Self.median(series)
  }

  /// Clamps estimates and computes all that is known of them.
  ///
  /// There must be an estimate for every sample that counts.
  package func score(_ estimates: Estimates) -> Scored {
    let tallies = tallies(of: estimates)
    var scores = Scores(tallies.reduce(DayTally(), +), period: period)
    scores.intervals = resampling.intervals(of: tallies, values: scores.values)
    return Scored(scores: scores, days: tallies)
  }

  /// The days alone, without intervals, which take the longer on few samples.
  package func tallies(of estimates: Estimates) -> [DayTally] {
    if case .series(let values) = estimates {
      precondition(
        values.map(\.count) == series.map(\.count),
        "\(values.map(\.count)) estimates of \(series.map(\.count)) samples")
    }
    var tallies = [DayTally](repeating: DayTally(), count: days.count)
    for index in series.indices {
      addSamples(of: index, estimates, to: &tallies)
    }
    for day in tallies.indices {
      tallies[day].days = 1
      tallies[day].energyErrors = abs(tallies[day].estimate - tallies[day].truth) * period / 3600
    }
    for index in series.indices {
      addActivations(of: index, estimates, to: &tallies)
    }
    return tallies
  }

  /// How two differ, by the same resampled days for both; metrics that are undefined for one of
  /// them are left out.
  package func compare(
    _ first: Scored, _ second: Scored, _ metrics: [Metric]
  ) -> [PairedComparison] {
    resampling.differences(first, second, metrics)
  }

  /// The clamped estimates, watts, of one series.
  package func clamped(_ estimates: [Float], ofSeries index: Int) -> [Float] {
    zip(estimates, series[index].mains).map { clamping.clamped($0, mains: $1) }
  }

  private func addSamples(
    of index: Int, _ estimates: Estimates, to tallies: inout [DayTally]
  ) {
    guard let constant = bestConstant else { return }
    let one = series[index]
    let threshold = rule.threshold
    for part in days.parts[index] {
      var tally = tallies[part.day]
      for sample in part.samples where one.counts(sample) {
        let estimate = estimate(estimates, of: index, at: sample)
        precondition(!estimate.isNaN, "no estimate of sample \(sample), which is scored")
        tally.add(
          truth: Double(one.truth[sample]), estimate: estimate, mains: Double(one.mains[sample]),
          threshold: threshold, constant: constant)
      }
      tallies[part.day] = tally
    }
  }

  private func addActivations(
    of index: Int, _ estimates: Estimates, to tallies: inout [DayTally]
  ) {
    let truth = activations[index]
    let found = series[index].activations(rule: rule) { sample in
      rounded(estimate(estimates, of: index, at: sample))
    }
    for activation in truth { tallies[day(of: activation, index)].activations += 1 }
    for activation in found { tallies[day(of: activation, index)].estimatedActivations += 1 }
    for pair in EventMatching.match(truth: truth, estimate: found, period: period) {
      let (real, other) = (truth[pair.truth], found[pair.estimate])
      tallies[day(of: other, index)].estimatedMatched += 1
      tallies[day(of: real, index)].add(match: other, of: real, period: period)
    }
  }

  private func day(of activation: Activation, _ index: Int) -> Int {
    days.day(ofSample: activation.samples.lowerBound, in: index)
  }

  @inline(__always)
  private func estimate(_ estimates: Estimates, of index: Int, at sample: Int) -> Double {
    let mains = series[index].mains[sample]
    return switch estimates {
    case .constant(let watts): clamping.clamped(watts, mains: mains)
    case .series(let values): clamping.clamped(Double(values[index][sample]), mains: mains)
    }
  }

  /// The nearest Float that is on where the Double is on.
  private func rounded(_ watts: Double) -> Float {
    let nearest = Float(watts)
    if (Double(nearest) >= rule.threshold) == (watts >= rule.threshold) { return nearest }
    return watts >= rule.threshold ? nearest.nextUp : nearest.nextDown
  }

  private static func median(_ series: [ScoredSeries]) -> Double {
    var sweep = MedianSweep()
    for one in series {
      for sample in one.truth.indices where one.counts(sample) { sweep.add(one.truth[sample]) }
    }
    var narrowed = sweep.narrowed()
    for one in series {
      for sample in one.truth.indices where one.counts(sample) { narrowed.add(one.truth[sample]) }
    }
    return narrowed.value
  }
}

extension DayTally {
  /// One more activation of the truth that has a match.
  mutating func add(match estimate: Activation, of truth: Activation, period: Double) {
    matched += 1
    startErrors +=
      Double(abs(estimate.samples.lowerBound - truth.samples.lowerBound)) * period
    durationErrors += Double(abs(estimate.samples.count - truth.samples.count)) * period
    activationEnergyErrors += abs(estimate.energy - truth.energy)
  }
}

extension Scores {
  /// What the sum of all days says; without intervals.
  ///
  /// - Parameters:
  ///   - tally: Of any number of days.
  ///   - period: Seconds between two samples.
  package init(_ tally: DayTally, period: Double) {
    let hours = period / 3600
    let count = Double(tally.matched)
    self.init(
      values: tally.values, samples: tally.samples, days: tally.days,
      activations: tally.activations, estimatedActivations: tally.estimatedActivations,
      matches: tally.matched == 0
        ? nil
        : MatchErrors(
          count: tally.matched, start: tally.startErrors / count,
          duration: tally.durationErrors / count, energy: tally.activationEnergyErrors / count),
      confusion: tally.confusion, energy: tally.truth * hours,
      estimatedEnergy: tally.estimate * hours, mainsEnergy: tally.mains * hours)
  }
}
