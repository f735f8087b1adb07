import Kernels
import Work

/// A series through convolutions alone, each window of which estimates all its samples.
///
/// A sample has the same estimate in every window but for those at whose edge it lies.
struct ConvolutionSeries {
  private let layers: SharedLayers
  private let pool: ThreadPool
  private let cancellation: Cancellation
  private static let windowsInPass = 32_768

  init(_ layers: SharedLayers, _ pool: ThreadPool, _ cancellation: Cancellation) {
    self.layers = layers
    self.pool = pool
    self.cancellation = cancellation
  }

  func estimate(
    _ network: Network, _ source: some SampleSource, runs: [Range<Int>],
    emit: (Int, [Float]) -> Void
  ) {
    let most = min(runs.map(\.count).max() ?? 0, ConvolutionSeries.windowsInPass)
    guard most > 0 else { return }
    let window = layers.plan.window
    let features = FeatureStream(layers, features: most + layers.shared.count - 1)
    let edges = EdgeColumns(layers, windows: most)
    var columns: [Tensor?] = [layers.edges.left, layers.edges.right].map {
      $0 > 0 ? Tensor(shape: [most, $0]) : nil
    }
    // The bias is in the convolutions already.
    var means = CoveredMeans(
      runs, window: window, bias: [Float](repeating: 0, count: window))
    for run in runs {
      for start in stride(from: run.lowerBound, to: run.upperBound, by: most) {
        if cancellation.isCancelled { return }
        let windows = start..<min(start + most, run.upperBound)
        let shared = windows.count + layers.shared.count - 1
        features.take(shared, from: source, at: start, network, pool)
        edges.fill(&columns, windows: windows, source, network, pool)
        means.moveOn(to: start, emit)
        means.add(sums(windows, features.rows, columns)[...], at: start)
      }
    }
    means.moveOn(to: .max, emit)
  }

  /// The sums over some windows, from the first one's first sample on.
  private func sums(_ windows: Range<Int>, _ rows: FeatureRows, _ columns: [Tensor?]) -> [Float] {
    let (count, inside) = (windows.count, layers.shared.count)
    var sums = [Float](repeating: 0, count: count + layers.plan.window - 1)
    rows.values.withValues { values in
      for feature in 0..<(count + inside - 1) {
        let covering = min(feature, count - 1) - max(feature - inside + 1, 0) + 1
        sums[feature + layers.edges.left] = values[feature] * Float(covering)
      }
    }
    for (side, first) in [0, layers.shared.upperBound].enumerated() {
      guard let tensor = columns[side] else { continue }
      let width = tensor.shape[1]
      tensor.withValues { values in
        for window in 0..<count {
          for column in 0..<width {
            sums[window + first + column] += values[window * width + column]
          }
        }
      }
    }
    return sums
  }
}
