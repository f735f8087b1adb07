import Files

/// The bins of one house: left-closed, of equal length, aligned to the Unix epoch.
package struct Grid: Sendable, Equatable {
  /// Nanoseconds in a bin.
  package let period: Int64
  /// Bin numbers counted from the epoch; bin `n` holds the times from `n · period` on.
  package let bins: Range<Int>

  package init(period: Int64, bins: Range<Int>) {
    precondition(period > 0, "a grid's period is positive, not \(period)")
    self.period = period
    self.bins = bins
  }

  /// Samples from the first bin to the last.
  package var count: Int { bins.count }
  /// Nanoseconds UTC of the first bin's left edge.
  package var start: Int64 { Int64(bins.lowerBound) * period }
  /// Nanoseconds UTC of the right edge of the last bin.
  package var end: Int64 { Int64(bins.upperBound) * period }

  /// The left edge of the bin at an index of the grid, nanoseconds UTC.
  package func time(at index: Int) -> Int64 { Int64(bins.lowerBound + index) * period }

  /// The bin that holds a moment.
  package static func bin(of time: Int64, period: Int64) -> Int {
    Int(time.flooredDivision(by: period))
  }

  /// The bins that lie wholly within a range of time.
  package static func wholeBins(in range: Range<Int64>, period: Int64) -> Range<Int> {
    let first = Int((range.lowerBound + (period - 1)).flooredDivision(by: period))
    let end = Int(range.upperBound.flooredDivision(by: period))
    return first..<max(first, end)
  }

  /// The bins that share any moment with a range of time.
  package static func touchedBins(in range: Range<Int64>, period: Int64) -> Range<Int> {
    guard !range.isEmpty else { return 0..<0 }
    let first = bin(of: range.lowerBound, period: period)
    return first..<(bin(of: range.upperBound - 1, period: period) + 1)
  }
}
