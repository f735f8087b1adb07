import Work

@testable import Serving

/// A server without a model.
final class NoModels: ServedModels {
  var current: [ServedModel] { [] }
  var isReady: Bool { false }
}

/// Nobody computes.
final class NoLanes: ComputeLanes {
  var depth: (windows: Int, series: Int) { (0, 0) }

  func windows(
    _ inputs: [Float], count: Int, of model: ServedModel, cancellation: Cancellation,
    _ done: @escaping @Sendable (Result<[Float], Refusal>) -> Void
  ) {
    done(.failure(Refusal(503, "none", "none")))
  }

  func series(
    _ work: SeriesWork, _ done: @escaping @Sendable (Result<SeriesAnswer, Refusal>) -> Void
  ) {
    done(.failure(Refusal(503, "none", "none")))
  }
}
