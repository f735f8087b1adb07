package import Networks
package import Work

/// How a series is estimated: `--engine`.
package enum EngineChoice: String, Sendable, CaseIterable {
  /// What neighbouring windows share is computed once.
  case series
  /// Each window by itself, which is slow and is what the other is held against.
  case windows
}

extension EngineChoice {
  /// What estimates the series of a network's plan.
  ///
  /// - Parameters:
  ///   - plan: Of the networks to come.
  ///   - memory: Bytes to work in, beside weights and series, where windows share.
  ///   - pool: The threads.
  ///   - cancellation: Ends an estimate after the piece that is going on.
  /// - Throws: `NetworksError` (78) where windows of the plan have nothing to share.
  /// - Returns: It holds its memory from one series to the next.
  package func estimator(
    of plan: NetworkPlan, memory: Int = SeriesEngine.standardMemory, pool: ThreadPool,
    cancellation: Cancellation = Cancellation()
  ) throws(NetworksError) -> any SeriesEstimator {
    switch self {
    case .series:
      return try SeriesEngine(plan: plan, memory: memory, pool: pool, cancellation: cancellation)
    case .windows:
      return WindowsEstimator(plan: plan, pool: pool, cancellation: cancellation)
    }
  }
}
