package import Kernels
package import Work

/// Estimates whole series, computing what neighbouring windows share only once.
///
/// docs/whole-series.md has the method. The answers are those of `WindowsEstimator` to the rounding
/// of float32, and the same bit for bit on any number of threads.
package final class SeriesEngine: SeriesEstimator {
  /// Bytes to work in, beside weights and series, where nobody says another number.
  package static let standardMemory = 400_000_000

  package let plan: NetworkPlan
  /// Bytes to work in, beside weights and series.
  package let memory: Int
  private let pool: ThreadPool
  private let layers: SharedLayers
  private let cancellation: Cancellation
  private var workspace: SlidingWorkspace?
  /// What a few windows take, of which nothing is worth sharing.
  private lazy var windowByWindow = WindowsEstimator(
    plan: plan, pool: pool, cancellation: cancellation)
  private var lastShape: SlidingShape?
  /// The shape to take whatever it costs; tests walk around the ends of its blocks.
  var fixedShape: SlidingShape?

  /// - Parameters:
  ///   - plan: Of the networks to come.
  ///   - memory: Bytes to work in, beside weights and series.
  ///   - pool: The threads.
  ///   - cancellation: Ends an estimate after the pass that is going on.
  /// - Throws: `NetworksError` (78) where the layers of the plan cannot be shared, or not in so
  ///   little memory.
  package init(
    plan: NetworkPlan, memory: Int = SeriesEngine.standardMemory, pool: ThreadPool,
    cancellation: Cancellation = Cancellation()
  ) throws(NetworksError) {
    guard let layers = SharedLayers(plan) else { throw SeriesEngine.refusal(plan) }
    if let dense = layers.dense {
      let least = SeriesCost(
        layers: layers, dense: dense, runs: [], memory: memory
      ).leastBytes
      guard least <= memory else { throw SeriesEngine.refusal(plan, memory: memory, least: least) }
    }
    self.plan = plan
    self.memory = memory
    self.pool = pool
    self.layers = layers
    self.cancellation = cancellation
  }

  package func estimate(
    _ network: Network, _ source: some SampleSource, runs: [Range<Int>],
    emit: (_ first: Int, _ values: [Float]) -> Void
  ) {
    precondition(network.plan == plan, "a network of another plan: \(network.plan.architecture)")
    lastShape = nil
    guard runs.contains(where: { !$0.isEmpty }) else { return }
    guard let dense = layers.dense else {
      let convolutions = ConvolutionSeries(layers, pool, cancellation)
      return convolutions.isWorth(runs)
        ? convolutions.estimate(network, source, runs: runs, emit: emit)
        : windowByWindow.estimate(network, source, runs: runs, emit: emit)
    }
    let cost = SeriesCost(
      layers: layers, dense: dense, runs: runs, memory: memory)
    guard let shape = fixedShape ?? cost.best else {
      return windowByWindow.estimate(network, source, runs: runs, emit: emit)
    }
    let workspace = workspace(shape)
    lastShape = shape
    SlidingSeries(layers, dense, network, workspace, pool, cancellation)
      .estimate(source, runs: runs, emit: emit)
  }

  /// Does once more what each pass of the last series began with, for nothing but its time: it
  /// transforms the weights.
  ///
  /// - Returns: How often the last series did it; 0 where it was not needed.
  package func transformWeights(of network: Network, windows: Int) -> Int {
    guard let workspace, lastShape != nil, let dense = layers.dense else { return 0 }
    workspace.sliding.prepare(SlidingLayer(layers, dense, network), pool: pool)
    return (windows + workspace.shape.windows - 1) / workspace.shape.windows
  }

  /// How the last series was cut; nil where it was taken window by window, or has no dense layer.
  package var shape: SlidingShape? { lastShape }

  private func workspace(_ shape: SlidingShape) -> SlidingWorkspace {
    if let workspace, workspace.shape == shape { return workspace }
    workspace = nil
    let fresh = SlidingWorkspace(layers, shape)
    workspace = fresh
    return fresh
  }

  private static func refusal(_ plan: NetworkPlan) -> NetworksError {
    NetworksError(
      status: .badConfiguration, attempt: "", path: nil,
      reason: "neighbouring windows of \(plan.architecture) with a window of \(plan.window) and "
        + "padding \(plan.padding) have no layers to share",
      remedy: "Use --engine windows.")
  }
}

extension SeriesEngine {
  private static func refusal(_ plan: NetworkPlan, memory: Int, least: Int) -> NetworksError {
    func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }
    return NetworksError(
      status: .badConfiguration, attempt: "", path: nil,
      reason: "\(memory / 1_000_000) MB are too little to estimate series with "
        + "\(plan.architecture) and a window of \(plan.window)",
      remedy: "Allow at least \(megabytes(least)) MB; more is faster, up to some hundreds.")
  }
}

/// The memory of a series engine for one shape.
final class SlidingWorkspace {
  let shape: SlidingShape
  let sliding: SlidingDense
  let features: FeatureStream
  let edges: EdgeColumns?

  init(_ layers: SharedLayers, _ shape: SlidingShape) {
    self.shape = shape
    sliding = SlidingDense(shape)
    features = FeatureStream(layers, features: shape.features(of: shape.windows))
    edges =
      layers.edges.left + layers.edges.right > 0
      ? EdgeColumns(layers, windows: shape.windows) : nil
  }
}

extension SlidingLayer {
  /// The first dense layer, as sliding windows see it.
  init(_ layers: SharedLayers, _ dense: LayerChain.DenseLayer, _ network: Network) {
    self.init(
      weight: network.parameters[dense.parameter], bias: network.parameters[dense.parameter + 1],
      shared: layers.shared, columns: layers.columns, isRectified: dense.isRectified)
  }
}
