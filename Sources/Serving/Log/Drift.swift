import Files
import Glibc

/// How far mains lie from those that a model was trained on.
struct Drift: Sendable, Equatable {
  /// What the population stability index is said to mean.
  enum Verdict: String, Sendable {
    case stable, moderate, drifted
    case tooLittle = "too little data"
  }

  /// Fewer samples are too little for a verdict.
  static let fewestSamples = 5000
  /// Share of the training samples that a group of bins holds at least.
  static let groupShare = 0.05
  /// What stands for a share of none, whose logarithm is none.
  static let floor = 1e-4

  let samples: Int
  /// Samples below and above the training mains.
  let outside: Int
  /// Population stability index; nil where there is nothing to compare.
  let index: Double?
  /// Wasserstein-1 distance, watts: how far the average sample would have to move.
  let distance: Double?

  /// Compares mains with those of the training.
  ///
  /// - Parameters:
  ///   - counts: Below the bins, in each of them, and above.
  ///   - training: In each bin.
  ///   - width: Of a bin, watts.
  init(_ counts: [Int], training: [Int], width: Double) {
    precondition(
      counts.count == training.count + 2, "\(counts.count) counts of \(training.count) bins")
    samples = counts.reduce(0, +)
    outside = (counts.first ?? 0) + (counts.last ?? 0)
    guard samples > 0, training.contains(where: { $0 > 0 }) else {
      (index, distance) = (nil, nil)
      return
    }
    let expected = [0] + training + [0]
    index = Drift.index(counts, expected)
    distance = Drift.distance(counts, expected) * width
  }

  var verdict: Verdict {
    guard samples >= Drift.fewestSamples, let index else { return .tooLittle }
    return index < 0.1 ? .stable : index > 0.25 ? .drifted : .moderate
  }

  /// The population stability index: the sum over groups of (a − e) ln(a / e), where a is the share
  /// of the samples in a group, e that of the training samples, and neither is below 0.0001.
  ///
  /// Groups are neighbouring bins, from the lowest on, joined until they hold a twentieth of the
  /// training samples; what is left above, and beyond, is the last. Bins of equal width would mostly
  /// compare the few samples of high bins. (Siddiqi, Credit Risk Scorecards, 2006.)
  private static func index(_ counts: [Int], _ expected: [Int]) -> Double {
    let totals = (Double(counts.reduce(0, +)), Double(expected.reduce(0, +)))
    var sum = 0.0
    for group in groups(expected) {
      let a = max(Double(counts[group].reduce(0, +)) / totals.0, floor)
      let e = max(Double(expected[group].reduce(0, +)) / totals.1, floor)
      sum += (a - e) * log(a / e)
    }
    return sum
  }

  /// Runs of bins that hold enough training samples each, and one of what is left.
  private static func groups(_ expected: [Int]) -> [Range<Int>] {
    let fewest = Double(expected.reduce(0, +)) * groupShare
    var groups: [Range<Int>] = []
    var start = 0
    var held = 0
    for (bin, count) in expected.enumerated() {
      held += count
      guard Double(held) >= fewest else { continue }
      groups.append(start..<bin + 1)
      (start, held) = (bin + 1, 0)
    }
    return groups + [start..<expected.count]
  }

  /// The Wasserstein-1 distance in bins: the area between the two distribution functions, each
  /// sample at the middle of its bin, and those outside half a bin beyond the ends: no less.
  private static func distance(_ counts: [Int], _ expected: [Int]) -> Double {
    let totals = (Double(counts.reduce(0, +)), Double(expected.reduce(0, +)))
    var sums = (0.0, 0.0)
    var area = 0.0
    for (count, wanted) in zip(counts, expected).dropLast() {
      sums.0 += Double(count) / totals.0
      sums.1 += Double(wanted) / totals.1
      area += abs(sums.0 - sums.1)
    }
    return area
  }

  var json: [JSON.Member] {
    [
      .init(key: "samples", value: .integer(samples)),
      .init(
        key: "outside_share",
        value: samples > 0 ? JSON(Double(outside) / Double(samples)) : .null),
      .init(key: "psi", value: JSON(index)), .init(key: "distance_w", value: JSON(distance)),
      .init(key: "verdict", value: .string(verdict.rawValue)),
    ]
  }
}
