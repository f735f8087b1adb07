package import Work

/// Does the work of all requests on two threads, one for windows and one for series, and a pool.
///
/// Engines and their memory are theirs, shared by all models of a plan and by all requests.
package final class Lanes: ComputeLanes {
  private let windowLane: WindowLane
  private let seriesLane: SeriesLane

  /// - Parameters:
  ///   - settings: How much may wait.
  ///   - pool: The threads that compute, of both lanes.
  package init(_ settings: LaneSettings = LaneSettings(), pool: ThreadPool) {
    windowLane = WindowLane(settings, pool: pool)
    seriesLane = SeriesLane(settings, pool: pool)
  }

  deinit { drain(within: 0) }

  package func windows(
    _ inputs: [Float], count: Int, of model: ServedModel, cancellation: Cancellation,
    _ done: @escaping @Sendable (Result<[Float], Refusal>) -> Void
  ) {
    let window = model.model.network.plan.window
    precondition(
      inputs.count == count * window, "\(inputs.count) inputs for \(count) windows of \(window)")
    guard count > 0 else { return done(.success([])) }
    let request = WindowSchedule.Request(
      model: model, inputs: inputs, count: count, cancellation: cancellation, done: done)
    if let refusal = windowLane.backlog.add(request, units: count) { done(.failure(refusal)) }
  }

  package func series(
    _ work: SeriesWork, _ done: @escaping @Sendable (Result<SeriesAnswer, Refusal>) -> Void
  ) {
    precondition(!work.models.isEmpty, "no model for a series")
    let waiting = WaitingSeries(work: work, done: done)
    let refusal = seriesLane.backlog.add(waiting, units: work.gridSamples)
    if let refusal { done(.failure(refusal)) }
  }

  package var depth: (windows: Int, series: Int) {
    (windowLane.backlog.waiting.units, seriesLane.backlog.waiting.works)
  }

  /// Ends what waits, and takes nothing more; a second call waits for the same end.
  ///
  /// - Parameter seconds: After so long what still waits is answered with 503.
  package func drain(within seconds: Double = 10) {
    windowLane.backlog.close(within: seconds)
    seriesLane.backlog.close(within: seconds)
    windowLane.join()
    seriesLane.join()
  }
}
