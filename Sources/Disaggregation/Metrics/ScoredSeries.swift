/// The truth of one house in one range, and which of its samples are scored.
package struct ScoredSeries: Sendable {
  package var house: Int
  /// Of the first sample, nanoseconds UTC; a multiple of the period.
  package var start: Int64
  /// Between two samples, nanoseconds.
  package var period: Int64
  /// Watts, NaN where missing.
  package var mains: [Float]
  /// Watts of the appliance, NaN where missing.
  package var truth: [Float]
  /// Whether a sample is scored: the same ones for everything that is compared.
  package var isScored: [Bool]

  /// Arrays of equal length.
  package init(
    house: Int, start: Int64, period: Int64, mains: [Float], truth: [Float], isScored: [Bool]
  ) {
    precondition(
      mains.count == truth.count && truth.count == isScored.count,
      "\(mains.count), \(truth.count) and \(isScored.count) samples")
    self.house = house
    self.start = start
    self.period = period
    self.mains = mains
    self.truth = truth
    self.isScored = isScored
  }

  /// Samples, scored or not.
  package var count: Int { truth.count }
}

/// Estimates for some series, watts, not clamped.
package enum Estimates: Sendable {
  /// The same watts always.
  case constant(Double)
  /// As many arrays as there are series, as long as each; NaN where there is none.
  case series([[Float]])
}
