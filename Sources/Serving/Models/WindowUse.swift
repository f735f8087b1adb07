import Disaggregation
import Networks
import Synchronization
import Work

/// What computes a model's windows, with its memory: made when it is first needed, and given back
/// with the model.
final class WindowUse: Sendable {
  private let engine = Mutex<NetworkEngine?>(nil)

  /// Normalised outputs of normalised windows; one caller at a time.
  func outputs(
    of inputs: [Float], count: Int, network: Network, maximumBatch: Int, pool: ThreadPool
  ) -> [Float] {
    engine.withLock { engine in
      let present =
        engine
        ?? NetworkEngine(
          plan: network.plan, maximumBatch: maximumBatch, pool: pool, isTraining: false)
      engine = present
      return present.outputs(of: network, inputs: inputs, count: count)
    }
  }
}

extension ServedModel {
  /// Estimates raw windows, in pieces of `maximumBatch`.
  ///
  /// - Parameters:
  ///   - inputs: Mains, watts, `[count, window]`.
  ///   - count: Windows.
  ///   - maximumBatch: Windows of one pass.
  ///   - pool: The threads.
  /// - Returns: Watts, `[count, outputs]`, not clamped.
  func estimates(
    of inputs: [Float], count: Int, maximumBatch: Int, pool: ThreadPool
  ) -> [Float] {
    use.outputs(
      of: model.normalised(inputs), count: count, network: model.network,
      maximumBatch: maximumBatch, pool: pool
    ).map(model.description.normalisation.watts)
  }
}
