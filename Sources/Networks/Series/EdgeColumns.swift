import Kernels
import Work

/// The columns at the beginning and the end of padded windows, which no two windows share.
final class EdgeColumns {
  private let layers: SharedLayers
  private let chains: [ConvolutionChain?]
  /// Samples of a window's beginning and end that its own columns are made of.
  private let samples: Int
  private var inputs: [Float] = []

  init(_ layers: SharedLayers, windows: Int) {
    self.layers = layers
    let sides = [
      layers.edges.left > 0 ? layers.leftLayers : [],
      layers.edges.right > 0 ? layers.rightLayers : [],
    ]
    chains = sides.map {
      $0.isEmpty ? nil : ConvolutionChain(layers: $0, maximumBatch: windows, isTraining: false)
    }
    samples = layers.reach
  }

  /// Bytes that so many windows take, signals between the layers included.
  static func bytes(_ layers: SharedLayers, _ windows: Int) -> Int {
    let signals = layers.convolutions.reduce(0) { $0 + $1.channels } * (layers.reach + 160)
    return (2 * windows * layers.reach + 2 * min(windows, 32) * signals) * 4
  }

  /// Fills the features of the windows' first columns, or their last, `[windows, channels · columns]`.
  func fill(
    _ features: inout [Tensor?], windows: Range<Int>, _ source: some SampleSource,
    _ network: Network, _ pool: ThreadPool
  ) {
    let places = layers.convolutions.indices
    let weights = places.map { network.parameters[2 * $0] }
    let biases = places.map { network.parameters[2 * $0 + 1] }
    for side in 0..<2 {
      guard let chain = chains[side], var tensor = features[side] else { continue }
      features[side] = nil
      gather(windows, offset: side == 0 ? 0 : layers.plan.window - samples, source)
      chain.forward(
        inputs, count: windows.count, weights: weights, biases: biases, into: &tensor, pool: pool)
      features[side] = tensor
    }
  }

  /// The samples of each window from an offset on, one window behind the other.
  private func gather(_ windows: Range<Int>, offset: Int, _ source: some SampleSource) {
    let first = windows.lowerBound + offset
    let known = source.samples(first..<windows.upperBound + offset + samples - 1)
    if inputs.count < windows.count * samples {
      inputs = [Float](repeating: 0, count: windows.count * samples)
    }
    for window in 0..<windows.count {
      for sample in 0..<samples { inputs[window * samples + sample] = known[window + sample] }
    }
  }
}
