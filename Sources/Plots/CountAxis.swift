import Files

/// Round numbers along a horizontal axis of things counted, such as epochs.
package struct CountAxis: Sendable {
  /// From low to high.
  package let ticks: [TimeAxis.Tick]

  /// Ticks for an axis of `width` columns, no closer than their labels allow.
  ///
  /// - Parameters:
  ///   - range: The counts, each `scale` times as large.
  ///   - scale: Places between one count and the next.
  ///   - width: Columns of the axis.
  package init(_ range: Range<Int64>, scale: Int64, width: Int) {
    let first = Int((range.lowerBound + scale - 1).flooredDivision(by: scale))
    let last = Int((range.upperBound - 1).flooredDivision(by: scale))
    let room = String(last).count + 2
    let most = max(width / room, 1)
    let step = CountAxis.steps.first { (last - first) / $0 < most } ?? max(last - first, 1)
    ticks = (first...max(first, last)).filter { $0.isMultiple(of: step) || step == 1 }
      .map { TimeAxis.Tick(time: Int64($0) * scale, label: String($0)) }
  }

  private static let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
}
