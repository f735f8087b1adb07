package import Files

/// Watts on a grid, NaN where missing, in memory or in the pages of a file.
package protocol WattSeries {
  var count: Int { get }

  /// Lends all values.
  func withValues<Result, Thrown: Error>(
    _ body: (Span<Float>) throws(Thrown) -> Result
  ) throws(Thrown) -> Result
}

extension MappedFloats: WattSeries {}

extension [Float]: WattSeries {
  /// Lends all values.
  package func withValues<Result, Thrown: Error>(
    _ body: (Span<Float>) throws(Thrown) -> Result
  ) throws(Thrown) -> Result {
    try body(span)
  }
}

extension Span where Element == Float {
  /// Hands out the longest runs of samples that are there, in order; an infinite one is missing.
  func forEachPresentRun(_ body: (Range<Int>) -> Void) {
    var place = 0
    while place < count {
      while place < count, !self[place].isFinite { place += 1 }
      let start = place
      while place < count, self[place].isFinite { place += 1 }
      if start < place { body(start..<place) }
    }
  }
}
