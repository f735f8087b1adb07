import Disaggregation
import Networks
import Synchronization
import Work

/// What computes a model's windows, with its memory: it goes with the model.
///
/// One made of nothing makes its engine when it is first needed.
final class WindowUse: Sendable {
  /// Windows of one pass: so many as the engine reads the weights once for.
  static let maximumBatch = 48

  private let engine: Mutex<WindowEngine?>

  /// Makes an engine when it is first needed.
  init() { engine = Mutex(nil) }

  /// Makes the engine at once.
  init(_ network: Network, _ precision: WeightPrecision, pool: ThreadPool) {
    engine = Mutex(WindowUse.engine(network, precision, pool))
  }

  /// Normalised outputs, `[count, outputs]`, of normalised windows; one caller at a time.
  func outputs(
    of inputs: [Float], count: Int, network: Network, precision: WeightPrecision, pool: ThreadPool
  ) -> [Float] {
    engine.withLock { engine in
      let present = engine ?? WindowUse.engine(network, precision, pool)
      engine = present
      guard count > WindowUse.maximumBatch else { return present.outputs(of: inputs, count: count) }
      let window = network.plan.window
      var outputs: [Float] = []
      for first in stride(from: 0, to: count, by: WindowUse.maximumBatch) {
        let some = min(WindowUse.maximumBatch, count - first)
        let piece = Array(inputs[first * window..<(first + some) * window])
        outputs += present.outputs(of: piece, count: some)
      }
      return outputs
    }
  }

  private static func engine(
    _ network: Network, _ precision: WeightPrecision, _ pool: ThreadPool
  ) -> WindowEngine {
    WindowEngine(network, precision: precision, maximumBatch: maximumBatch, pool: pool)
  }
}

extension ServedModel {
  /// Estimates raw windows.
  ///
  /// - Parameters:
  ///   - inputs: Mains, watts, `[count, window]`.
  ///   - count: Windows.
  ///   - pool: The threads.
  /// - Returns: Watts, `[count, outputs]`, not clamped.
  func estimates(of inputs: [Float], count: Int, pool: ThreadPool) -> [Float] {
    use.outputs(
      of: model.normalised(inputs), count: count, network: model.network,
      precision: precision.weights, pool: pool
    ).map(model.description.normalisation.watts)
  }
}

extension ServedPrecision {
  /// As engines call it.
  var weights: WeightPrecision { self == .half ? .half : .full }
}
