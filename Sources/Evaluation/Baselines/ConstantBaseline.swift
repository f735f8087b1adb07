package import Disaggregation
package import MeterData
package import Training

/// A baseline that always gives the same watts.
package struct ConstantBaseline: Sendable, Equatable {
  /// What the mean and the median are of.
  package enum Origin: Sendable, Equatable {
    /// The range that the model was trained on, as its file says.
    case model
    /// The training ranges of a store.
    case store(path: String)
    /// The very samples that are scored: a constant that no tool could have known.
    case scoredTruth
  }

  /// "zero", "mean" or "median".
  package let name: String
  package let watts: Double
  /// What it is, one sentence; nil where its name says all.
  package let note: String?

  /// What is scored.
  package var estimates: Estimates { .constant(watts) }

  /// Zero, the mean and the median.
  ///
  /// - Parameters:
  ///   - mean: Watts.
  ///   - median: Watts.
  ///   - origin: What the two are of.
  /// - Returns: The three.
  package static func all(mean: Double, median: Double, of origin: Origin) -> [ConstantBaseline] {
    func note(_ statistic: String) -> String {
      switch origin {
      case .model: "The \(statistic) of the range that the model was trained on."
      case .store(let path): "The \(statistic) of the training range of \(path)."
      case .scoredTruth:
        "The \(statistic) of the very samples that are scored, which no tool could have known."
      }
    }
    return [
      ConstantBaseline(name: "zero", watts: 0, note: nil),
      ConstantBaseline(name: "mean", watts: mean, note: note("mean")),
      ConstantBaseline(name: "median", watts: median, note: note("median")),
    ]
  }

  /// Those of a model's own training range.
  package static func all(of target: ModelDescription.Target) -> [ConstantBaseline] {
    all(mean: target.mean, median: target.median, of: .model)
  }

  /// Those of an appliance in some ranges of a store.
  ///
  /// - Parameters:
  ///   - appliance: However it is spelled.
  ///   - store: A training store.
  ///   - ranges: nil is all of every house that has the appliance.
  /// - Returns: The three.
  /// - Throws: `EvaluationError` (65) where the appliance is not there, or has no value.
  package static func all(
    of appliance: String, in store: PreparedStore, ranges: [HouseRange]? = nil
  ) throws(EvaluationError) -> [ConstantBaseline] {
    try EvaluationError.wrapping {
      let ranges = try ranges ?? FittingRanges.whole(of: store, appliance: appliance)
      let series = try HouseSeries.open(ranges, of: store, appliance: appliance)
      let statistics = try RangeStatistics(series, threshold: 0)
      return all(
        mean: statistics.target.mean, median: statistics.targetMedian,
        of: .store(path: store.path))
    }
  }

  /// Those of the samples that are scored; none where there are no such samples.
  package static func all(ofScored scorer: Scorer) -> [ConstantBaseline] {
    guard let median = scorer.bestConstant else { return [] }
    let sum = scorer.tallies(of: .constant(0)).reduce(DayTally(), +)
    return all(mean: sum.truth / Double(sum.samples), median: median, of: .scoredTruth)
  }
}
