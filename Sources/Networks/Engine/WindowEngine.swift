import Kernels
package import Work

/// Estimates a few windows at a time with one network, as fast as its weights can be read.
///
/// Its weights never change. It owns the memory between the layers: one thread at a time may use it,
/// which the pool's threads help. A window's estimates are the same bit for bit whatever is computed
/// with it, and on any number of threads; they differ from `NetworkEngine`'s by rounding.
package final class WindowEngine {
  package let plan: NetworkPlan
  /// Of the first dense layer's weights.
  package let precision: WeightPrecision
  /// The most windows of one call.
  package let maximumBatch: Int
  private let pool: ThreadPool
  private let convolutions: WindowConvolutions?
  private let dense: [StreamedDense]
  /// What flows into each dense layer and out of the last layer, `[batch, stride]`.
  private var signals: [Tensor]

  /// An engine for one network; in full precision it shares the network's weights.
  package init(
    _ network: Network, precision: WeightPrecision = .full, maximumBatch: Int, pool: ThreadPool
  ) {
    precondition(maximumBatch > 0, "a batch of \(maximumBatch)")
    let chain = LayerChain(network.plan)
    let parameters = network.parameters
    plan = network.plan
    self.precision = precision
    self.maximumBatch = maximumBatch
    self.pool = pool
    let places = chain.convolutions.indices
    convolutions =
      places.isEmpty
      ? nil
      : WindowConvolutions(
        layers: chain.convolutions, weights: places.map { parameters[2 * $0] },
        biases: places.map { parameters[2 * $0 + 1] })
    dense = chain.dense.enumerated().map { index, layer in
      StreamedDense(
        weight: parameters[layer.parameter], bias: parameters[layer.parameter + 1],
        isRectified: layer.isRectified, isHalf: precision == .half && index == 0, pool: pool)
    }
    let counts = [chain.flatCount ?? plan.window] + dense.map(\.outputs)
    signals = counts.map { Tensor(shape: [maximumBatch, StreamedDense.stride($0)]) }
  }

  /// Estimates in normalised units, `[count, outputs]`, from mains `[count, window]`, also
  /// normalised; more windows than a batch are taken piece by piece.
  package func outputs(of inputs: [Float], count: Int) -> [Float] {
    precondition(
      count > 0 && inputs.count == count * plan.window,
      "\(inputs.count) inputs for \(count) windows of \(plan.window)")
    guard count > maximumBatch else { return batch(inputs, count: count) }
    var outputs: [Float] = []
    outputs.reserveCapacity(count * plan.outputs)
    for first in stride(from: 0, to: count, by: maximumBatch) {
      let some = min(maximumBatch, count - first)
      let piece = inputs[first * plan.window..<(first + some) * plan.window]
      outputs += batch(Array(piece), count: some)
    }
    return outputs
  }

  private func batch(_ inputs: [Float], count: Int) -> [Float] {
    if let convolutions {
      convolutions.forward(inputs, count: count, into: &signals[0], pool: pool)
    } else {
      signals[0].replaceRows(with: inputs, width: plan.window, count: count)
    }
    for (index, layer) in dense.enumerated() {
      layer.forward(signals[index], count: count, into: &signals[index + 1], pool: pool)
    }
    return signals[dense.count].rows(count, width: plan.outputs)
  }

  /// The largest difference of its estimates from those of another engine for the same plan, in
  /// normalised units, over windows laid end to end; infinite where one is no number.
  package func largestDifference(from other: WindowEngine, over inputs: [Float]) -> Float {
    precondition(other.plan == plan, "\(plan.architecture) beside \(other.plan.architecture)")
    let count = inputs.count / plan.window
    let pairs = zip(outputs(of: inputs, count: count), other.outputs(of: inputs, count: count))
    return pairs.reduce(0) { largest, pair in
      let difference = abs(pair.0 - pair.1)
      return difference.isNaN ? .infinity : max(largest, difference)
    }
  }
}
