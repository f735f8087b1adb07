package import Disaggregation
import Files
import MeterData

/// What the samples of a training range say: where its normalisation comes from.
///
/// Deviations are the population's; only samples that have a value count.
package struct RangeStatistics: Sendable, Equatable {
  /// One channel over all houses of the range, in watts.
  package struct Channel: Sendable, Equatable {
    /// Samples that have a value.
    package let count: Int
    package let mean: Double
    package let standardDeviation: Double
    package let minimum: Double
    package let maximum: Double
  }

  /// The mains, and the appliance.
  package let mains: Channel
  package let target: Channel
  /// Of the target, watts.
  package let targetMedian: Double
  /// Watts from which on the appliance is on.
  package let threshold: Double
  /// The share of the target's samples that are on.
  package let onShare: Double
  /// Mains samples in bins of equal width from the minimum to the maximum.
  package let mainsHistogram: [Int]

  /// Bins of the histogram.
  package static let bins = 64

  /// Goes through the samples twice: for the moments, and for the median and the histogram.
  ///
  /// - Parameters:
  ///   - series: The houses of the training range.
  ///   - threshold: Watts from which on the appliance is on.
  /// - Throws: `TrainingError` (65) where a channel has no value at all, or an infinite one.
  package init(_ series: [HouseSeries], threshold: Double) throws(TrainingError) {
    var sweep = MomentSweep(threshold: threshold)
    for house in series {
      house.expect(.ordered)
      house.mains.withValues { sweep.add(mains: $0) }
      house.target.withValues { sweep.add(target: $0) }
    }
    mains = try Channel(sweep.mains, of: "mains")
    target = try Channel(sweep.target, of: "appliance")
    var histogram = EvenHistogram(
      bins: Self.bins, minimum: mains.minimum, maximum: mains.maximum)
    var median = sweep.rank.narrowed()
    for house in series {
      house.mains.withValues { histogram.add($0) }
      house.target.withValues { median.add($0) }
    }
    mainsHistogram = histogram.counts
    targetMedian = median.value
    self.threshold = threshold
    onShare = Double(sweep.on) / Double(target.count)
  }

  /// Means and deviations of this range.
  ///
  /// - Throws: `TrainingError` (65) where a channel never changes, so that it has no deviation.
  package func normalisation() throws(TrainingError) -> Normalisation {
    for (channel, name) in [(mains, "mains"), (target, "appliance's values")]
    where Float(channel.standardDeviation) <= 0 {
      throw TrainingError(
        status: .badData, attempt: "", path: nil,
        reason: "the \(name) of the training range are \(DecimalText.fixed(channel.mean, 1)) W "
          + "throughout, and what never changes cannot be normalised",
        remedy: "Train on another range, or on another appliance.")
    }
    return Normalisation(
      mainsMean: mains.mean, mainsDeviation: mains.standardDeviation, targetMean: target.mean,
      targetDeviation: target.standardDeviation)
  }
}

extension RangeStatistics.Channel {
  fileprivate init(_ gathered: ChannelStatistics, of name: String) throws(TrainingError) {
    guard gathered.count > 0 else {
      throw TrainingError(
        status: .badData, attempt: "", path: nil,
        reason: "the \(name == "mains" ? "mains have" : "appliance has") no value in the training "
          + "range")
    }
    guard gathered.minimum.isFinite, gathered.maximum.isFinite else {
      throw TrainingError(
        status: .badData, attempt: "", path: nil,
        reason: "the \(name == "mains" ? "mains" : "appliance's values") of the training range "
          + "hold an infinite value",
        remedy: "Make the store again with energy preprocess.")
    }
    count = gathered.count
    mean = gathered.mean
    standardDeviation = gathered.standardDeviation
    minimum = gathered.minimum
    maximum = gathered.maximum
  }
}

/// The first walk through the samples.
private struct MomentSweep {
  var mains = ChannelStatistics()
  var target = ChannelStatistics()
  var rank = MedianSweep()
  var on = 0
  private let threshold: Float
  /// Sums of a block are joined to those of all before, so that no digit is lost on long series.
  private static let block = 1 << 16

  init(threshold: Double) { self.threshold = Float(leastNotBelow: threshold) }

  mutating func add(mains values: Span<Float>) {
    for first in stride(from: 0, to: values.count, by: Self.block) {
      mains.add(values.extracting(first..<min(first + Self.block, values.count)))
    }
  }

  mutating func add(target values: Span<Float>) {
    for first in stride(from: 0, to: values.count, by: Self.block) {
      target.add(values.extracting(first..<min(first + Self.block, values.count)))
    }
    rank.add(values)
    for index in values.indices where values[index] >= threshold { on += 1 }
  }
}
