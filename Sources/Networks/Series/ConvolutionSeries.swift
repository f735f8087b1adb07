import Kernels
import Work

/// A series through convolutions alone, each window of which estimates all its samples.
///
/// A sample has the same estimate in every window but for those at whose edge it lies.
struct ConvolutionSeries: SeriesEstimator {
  private let layers: SharedLayers
  private let pool: ThreadPool
  private let cancellation: Cancellation
  private let windowsInPass = 32_768

  init(_ layers: SharedLayers, _ pool: ThreadPool, _ cancellation: Cancellation) {
    self.layers = layers
    self.pool = pool
    self.cancellation = cancellation
  }

  func estimate(
    _ network: Network, _ source: some SampleSource, runs: [Range<Int>],
    emit: (_ first: Int, _ values: [Float]) -> Void
  ) {
    let most = min(
      (runs.last?.upperBound ?? 0) - (runs.first?.lowerBound ?? 0), windowsInPass)
    let window = layers.plan.window
    let features = FeatureStream(layers, features: most + layers.shared.count - 1)
    let edges = EdgeColumns(layers, windows: most)
    var columns: [Tensor?] = [layers.edges.left, layers.edges.right].map {
      $0 > 0 ? Tensor(shape: [most, $0]) : nil
    }
    // The bias is in the convolutions already.
    var means = CoveredMeans(
      runs, window: window, bias: [Float](repeating: 0, count: window))
    for windows in SeriesPasses(runs, windows: most) {
      if cancellation.isCancelled { return }
      let shared = windows.count + layers.shared.count - 1
      features.take(shared, from: source, at: windows.lowerBound, network, pool)
      edges.fill(&columns, windows: windows, source, network, pool)
      means.moveOn(to: windows.lowerBound, emit)
      var counts = [Bool](repeating: false, count: windows.count)
      runs.forEachPart(in: windows) { part in
        for window in part { counts[window - windows.lowerBound] = true }
      }
      means.add(sums(counts, features.rows, columns)[...], at: windows.lowerBound)
    }
    means.moveOn(to: .max, emit)
  }

  /// Whether that is less work than windows one by one.
  func isWorth(_ runs: [Range<Int>]) -> Bool {
    let walked = SeriesPasses(runs, windows: windowsInPass).reduce(0) {
      $0 + $1.count + layers.shared.count
    }
    let window = layers.featureMultiplyAdds + layers.edgeMultiplyAdds(outputs: 0)
    return walked * window < runs.reduce(0) { $0 + $1.count } * layers.plan.multiplyAdds
  }

  /// The sums over the windows that count, from the first window's first sample on.
  private func sums(_ counts: [Bool], _ rows: FeatureRows, _ columns: [Tensor?]) -> [Float] {
    let inside = layers.shared.count
    var sums = [Float](repeating: 0, count: counts.count + layers.plan.window - 1)
    rows.values.withValues { values in
      var covering = 0
      for feature in 0..<(counts.count + inside - 1) {
        if feature < counts.count, counts[feature] { covering += 1 }
        if feature >= inside, counts[feature - inside] { covering -= 1 }
        sums[feature + layers.edges.left] = values[feature] * Float(covering)
      }
    }
    for (side, first) in [0, layers.shared.upperBound].enumerated() {
      guard let tensor = columns[side] else { continue }
      let width = tensor.shape[1]
      tensor.withValues { values in
        for window in counts.indices where counts[window] {
          for column in 0..<width {
            sums[window + first + column] += values[window * width + column]
          }
        }
      }
    }
    return sums
  }
}
