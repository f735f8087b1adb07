import Kernels
import Work

/// A series through a network with dense layers, pass by pass.
struct SlidingSeries {
  private let layers: SharedLayers
  private let network: Network
  private let workspace: SlidingWorkspace
  private let pool: ThreadPool
  private let cancellation: Cancellation
  private let layer: SlidingLayer
  private let edges: EdgeProduct?

  init(
    _ layers: SharedLayers, _ dense: LayerChain.DenseLayer, _ network: Network,
    _ workspace: SlidingWorkspace, _ pool: ThreadPool, _ cancellation: Cancellation
  ) {
    self.layers = layers
    self.network = network
    self.workspace = workspace
    self.pool = pool
    self.cancellation = cancellation
    layer = SlidingLayer(layers, dense, network)
    edges =
      workspace.edges == nil
      ? nil
      : EdgeProduct(
        layer, channels: layers.channels, windows: workspace.shape.windows,
        tile: workspace.shape.tile)
  }

  func estimate(
    _ source: some SampleSource, runs: [Range<Int>], emit: (Int, [Float]) -> Void
  ) {
    switch layers.head {
    case .point(_, let last):
      let head = PointHead(
        workspace.shape, layer,
        last: last.map { (network.parameters[$0.parameter], network.parameters[$0.parameter + 1]) })
      forEachPass(runs) { windows in
        take(windows, source, head)
        emit(windows.lowerBound, head.estimates(windows.count))
      }
    case .sequence(_, let last): estimate(source, runs: runs, last, emit)
    case .convolutions: preconditionFailure("no dense layer")
    }
  }

  private func estimate(
    _ source: some SampleSource, runs: [Range<Int>], _ last: LayerChain.DenseLayer,
    _ emit: (Int, [Float]) -> Void
  ) {
    let shape = workspace.shape
    let head = SequenceHead(shape, layer, last: network.parameters[last.parameter], pool: pool)
    var means = CoveredMeans(
      runs, window: layers.plan.window, bias: network.parameters[last.parameter + 1].values)
    forEachPass(runs) { windows in
      head.count(windows, in: runs)
      take(windows, source, head)
      means.moveOn(to: windows.lowerBound, emit)
      for block in 0..<((windows.count + shape.step - 1) / shape.step) {
        let first = windows.lowerBound + block * shape.step
        let count = min(shape.step, windows.upperBound - first) + layers.plan.window - 1
        means.add(head.sums(ofBlock: block).prefix(count), at: first)
      }
    }
    if !cancellation.isCancelled { means.moveOn(to: .max, emit) }
  }

  /// One pass through the layers.
  private func take(
    _ windows: Range<Int>, _ source: some SampleSource, _ head: some SlidingHead
  ) {
    workspace.features.take(
      workspace.shape.features(of: windows.count), from: source, at: windows.lowerBound, network,
      pool)
    if let edges {
      workspace.edges?.fill(&edges.features, windows: windows, source, network, pool)
    }
    workspace.sliding.apply(
      layer, to: workspace.features.rows, windows: windows.count, edges: edges, head: head,
      pool: pool)
  }

  private func forEachPass(_ runs: [Range<Int>], _ body: (Range<Int>) -> Void) {
    for pass in SeriesPasses(runs, windows: workspace.shape.windows) {
      if cancellation.isCancelled { return }
      body(pass)
    }
  }
}

extension SequenceHead {
  /// Notes which of the windows lie in runs.
  fileprivate func count(_ windows: Range<Int>, in runs: [Range<Int>]) {
    for place in 0..<windows.count { counts[place] = false }
    runs.forEachPart(in: windows) { part in
      for window in part { counts[window - windows.lowerBound] = true }
    }
  }
}
