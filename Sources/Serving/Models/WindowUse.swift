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

  /// - Parameter engine: Of the model's network; nobody else uses it.
  init(_ engine: sending WindowEngine) { self.engine = Mutex(engine) }

  /// An engine as models that serve have it.
  static func engine(
    _ network: Network, _ precision: WeightPrecision, pool: ThreadPool
  ) -> WindowEngine {
    WindowEngine(network, precision: precision, maximumBatch: maximumBatch, pool: pool)
  }

  /// Estimates windows, watts; one caller at a time.
  func estimates(
    _ model: TrainedModel, _ precision: WeightPrecision, of inputs: [Float], count: Int,
    pool: ThreadPool
  ) -> [Float] {
    engine.withLock { engine in
      let present = engine ?? WindowUse.engine(model.network, precision, pool: pool)
      engine = present
      return model.estimates(of: inputs, count: count, present)
    }
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
    use.estimates(
      model, precision == .half ? .half : .full, of: inputs, count: count, pool: pool)
  }
}
