package import Disaggregation

/// What can be said of mains beside the histogram of a model's training mains.
package struct InputCounts: Sendable, Equatable {
  /// Samples that have a value.
  package private(set) var samples = 0
  /// Watts; NaN without samples.
  package private(set) var mean = Double.nan
  package private(set) var minimum = Double.nan
  package private(set) var maximum = Double.nan
  /// Samples below the histogram, in each of its bins, and above it.
  package private(set) var bins: [Int]

  /// Sorts mains into a model's bins.
  ///
  /// - Parameters:
  ///   - mains: Watts; what is not finite is missing.
  ///   - training: Of the model.
  package init(of mains: [Float], beside training: MainsHistogram) {
    let last = training.counts.count
    bins = [Int](repeating: 0, count: last + 2)
    let width = training.maximum - training.minimum
    let scale = width > 0 ? Double(last) / width : 0
    var sum = 0.0
    var lowest = Float.infinity
    var highest = -Float.infinity
    for value in mains where value.isFinite {
      let watts = Double(value)
      sum += watts
      samples += 1
      lowest = min(lowest, value)
      highest = max(highest, value)
      bins[InputCounts.bin(of: watts, training, scale, last)] += 1
    }
    guard samples > 0 else { return }
    (mean, minimum, maximum) = (sum / Double(samples), Double(lowest), Double(highest))
  }

  /// As training sorts: a value at the upper edge of all belongs to the last bin.
  @inline(__always)
  private static func bin(
    of watts: Double, _ training: MainsHistogram, _ scale: Double, _ last: Int
  ) -> Int {
    if watts < training.minimum { return 0 }
    if watts > training.maximum { return last + 1 }
    return 1 + min(Int((watts - training.minimum) * scale), max(last - 1, 0))
  }

  /// Samples below or above what the model was trained on.
  package var outside: Int { (bins.first ?? 0) + (bins.last ?? 0) }
}
