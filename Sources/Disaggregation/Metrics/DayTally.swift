/// Sums over the scored samples of one local day of one house, from which every metric comes.
///
/// The tallies of several days add up; watts are summed over samples, in Double.
package struct DayTally: Sendable, Equatable {
  /// Days with a scored sample: 1, or how many were added up.
  package var days = 0
  /// Scored samples.
  package var samples = 0
  /// Σ y, Σ ŷ and Σ mains.
  package var truth = 0.0
  package var estimate = 0.0
  package var mains = 0.0
  /// Σ y², Σ (ŷ − y)², Σ |ŷ − y|.
  package var truthSquares = 0.0
  package var errorSquares = 0.0
  package var errors = 0.0
  /// Σ |m − y| with the median m of all the truth that is scored.
  package var constantErrors = 0.0
  /// Σ min(ŷ, y) and Σ max(ŷ, y).
  package var smaller = 0.0
  package var larger = 0.0
  /// Σ |ŷ − y| where the truth is on.
  package var errorsOn = 0.0
  /// |Σ (ŷ − y)| of each day, watt-hours.
  package var energyErrors = 0.0
  /// Samples by whether truth and estimate are at or above the rule's threshold.
  package var confusion = Scores.Confusion()
  /// The same for NILMTK's 10 W.
  package var confusionAt10W = Scores.Confusion()
  /// Activations that begin on the day.
  package var activations = 0
  package var estimatedActivations = 0
  /// Of these, how many have a match, which may begin on another day.
  package var matched = 0
  package var estimatedMatched = 0
  /// Σ of absolute differences of the matched activations of the truth: seconds, watt-hours.
  package var startErrors = 0.0
  package var durationErrors = 0.0
  package var activationEnergyErrors = 0.0

  /// A day on which nothing has been scored.
  package init() {}

  package static func + (first: DayTally, second: DayTally) -> DayTally {
    var sum = first
    sum += second
    return sum
  }

  package static func += (sum: inout DayTally, day: DayTally) {
    sum.days += day.days
    sum.samples += day.samples
    sum.truth += day.truth
    sum.estimate += day.estimate
    sum.mains += day.mains
    sum.truthSquares += day.truthSquares
    sum.errorSquares += day.errorSquares
    sum.errors += day.errors
    sum.constantErrors += day.constantErrors
    sum.smaller += day.smaller
    sum.larger += day.larger
    sum.errorsOn += day.errorsOn
    sum.energyErrors += day.energyErrors
    sum.confusion += day.confusion
    sum.confusionAt10W += day.confusionAt10W
    sum.activations += day.activations
    sum.estimatedActivations += day.estimatedActivations
    sum.matched += day.matched
    sum.estimatedMatched += day.estimatedMatched
    sum.startErrors += day.startErrors
    sum.durationErrors += day.durationErrors
    sum.activationEnergyErrors += day.activationEnergyErrors
  }

  /// One more scored sample, watts.
  ///
  /// - Parameters:
  ///   - y: The truth.
  ///   - estimated: The clamped estimate.
  ///   - total: The mains.
  ///   - threshold: From which on the appliance is on.
  ///   - constant: The median of all the truth that is scored.
  @inline(__always)
  mutating func add(
    truth y: Double, estimate estimated: Double, mains total: Double, threshold: Double,
    constant: Double
  ) {
    let error = abs(estimated - y)
    samples += 1
    truth += y
    estimate += estimated
    mains += total
    truthSquares += y * y
    errorSquares += error * error
    errors += error
    constantErrors += abs(constant - y)
    smaller += min(y, estimated)
    larger += max(y, estimated)
    if y >= threshold { errorsOn += error }
    confusion.count(truth: y >= threshold, estimate: estimated >= threshold)
    confusionAt10W.count(truth: y >= 10, estimate: estimated >= 10)
  }
}

extension Scores.Confusion {
  /// One more sample.
  @inline(__always)
  mutating func count(truth: Bool, estimate: Bool) {
    switch (truth, estimate) {
    case (true, true): bothOn += 1
    case (false, true): falselyOn += 1
    case (true, false): falselyOff += 1
    case (false, false): bothOff += 1
    }
  }

  package static func += (sum: inout Self, other: Self) {
    sum.bothOn += other.bothOn
    sum.falselyOn += other.falselyOn
    sum.falselyOff += other.falselyOff
    sum.bothOff += other.bothOff
  }
}
