package import Work

/// Where requests leave their work, and who does it.
///
/// Windows that wait together are computed together, one pass for each model. Series go through the
/// whole-series engine a piece at a time, in turn, so that a long one holds nobody up for long.
package protocol ComputeLanes: AnyObject, Sendable {
  /// Estimates raw windows.
  ///
  /// - Parameters:
  ///   - inputs: Mains, watts, `[count, window]`.
  ///   - count: Windows.
  ///   - model: Of the answer, whichever has taken its place meanwhile.
  ///   - cancellation: Once raised, what is not done yet is dropped.
  ///   - done: Receives watts, `[count, outputs]`, not clamped, on a thread of the lanes; or 503
  ///     where too much waits or the server is going down.
  func windows(
    _ inputs: [Float], count: Int, of model: ServedModel, cancellation: Cancellation,
    _ done: @escaping @Sendable (Result<[Float], Refusal>) -> Void)

  /// Disaggregates a series.
  ///
  /// - Parameters:
  ///   - work: The readings and the models.
  ///   - done: Receives the answer on a thread of the lanes, or why there is none: 422 where the
  ///     readings are too coarse for a model, 503.
  func series(
    _ work: SeriesWork, _ done: @escaping @Sendable (Result<SeriesAnswer, Refusal>) -> Void)

  /// Windows and series that wait, for /metrics.
  var depth: (windows: Int, series: Int) { get }
}
