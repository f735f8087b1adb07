/// Counts of values in bins of equal width.
struct EvenHistogram {
  private(set) var counts: [Int]
  private let minimum: Double
  private let scale: Double

  /// Values at the maximum belong to the last bin.
  init(bins: Int, minimum: Double, maximum: Double) {
    counts = [Int](repeating: 0, count: bins)
    self.minimum = minimum
    scale = maximum > minimum ? Double(bins) / (maximum - minimum) : 0
  }

  /// Adds the values that are not NaN; all lie from the minimum to the maximum.
  mutating func add(_ values: Span<Float>) {
    for index in values.indices where !values[index].isNaN {
      let bin = Int((Double(values[index]) - minimum) * scale)
      counts[min(bin, counts.count - 1)] += 1
    }
  }
}
