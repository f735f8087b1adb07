/// Estimates the windows of a series: the plain way, or what neighbours share only once.
///
/// One that has been given a `Cancellation` may end early; what it has handed out is right.
package protocol SeriesEstimator {
  /// Estimates every window that begins in one of the runs, normalised, in order of place.
  ///
  /// A window with one estimate gives it at the place where the window starts. Of a network that
  /// estimates each sample of its window, the place is the sample, and its estimate the mean over
  /// the windows of the runs that cover it. A place without an estimate may be handed out between
  /// others, and what is handed out for it means nothing.
  ///
  /// - Parameters:
  ///   - network: The weights.
  ///   - source: The samples.
  ///   - runs: Starts of windows, sorted and disjoint; every window lies inside the source.
  ///   - emit: Receives the estimates of consecutive places, and the first of these places.
  func estimate(
    _ network: Network, _ source: some SampleSource, runs: [Range<Int>],
    emit: (_ first: Int, _ values: [Float]) -> Void)
}
