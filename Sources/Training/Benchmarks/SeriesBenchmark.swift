import Kernels
package import Networks
package import Work

/// How fast a network estimates a whole series, and how far that is from window by window.
package struct SeriesBenchmark: Sendable {
  /// The figures of one run.
  package struct Report: Sendable {
    package let windowsPerSecond: Double
    /// Of the whole series.
    package let medianMilliseconds: Double
    /// Of all transforms of the weights, which the rate includes.
    package let prepareMilliseconds: Double
    /// In normalised units, over windows from all parts of the series.
    package let largestDifference: Double
    /// Over the deviation of the estimates.
    package let relativeDifference: Double
    /// Of a large product on all threads.
    package let sgemmGflops: Double
    package let peakMegabytes: Double
    /// The size of the transform; nil where none was worth it.
    package let block: Int?
  }

  /// The network, samples of the series, and threads at work.
  package let plan: NetworkPlan, samples: Int, threads: Int
  /// Bytes to work in.
  package let memory: Int
  /// How long it repeats, at least; three repetitions at least.
  package let seconds: Double

  package init(
    plan: NetworkPlan, samples: Int, threads: Int, memory: Int, seconds: Double
  ) {
    self.plan = plan
    self.samples = samples
    self.threads = threads
    self.memory = memory
    self.seconds = seconds
  }

  private static let checkedStretches = 16
  private static let checkedWindows = 16

  /// Repeats the estimates of a made-up series, after one for nothing.
  ///
  /// - Throws: `Interrupted` between two repetitions.
  package func run(
    _ engine: SeriesEngine, _ pool: ThreadPool, _ supervision: Supervision
  ) throws(Interrupted) -> Report {
    var generator = RandomGenerator(seed: 1)
    let network = Network(plan, generator: &generator)
    let series = MadeUpSeries(count: samples, generator: &generator)
    let windows = samples - plan.window + 1
    let found = estimates(network, series, [0..<windows], engine)
    let peak = ProcessMeasures.peakMegabytes
    var times: [Double] = []
    while times.count < 3 || times.reduce(0, +) < seconds {
      try supervision.advance(to: times.count * windows, of: nil)
      let started = ProcessMeasures.seconds
      _ = estimates(network, series, [0..<windows], engine)
      times.append(ProcessMeasures.seconds - started)
    }
    let median = times.sorted()[times.count / 2]
    let difference = difference(found, network, series, pool)
    return Report(
      windowsPerSecond: Double(windows) / median, medianMilliseconds: median * 1000,
      prepareMilliseconds: prepareSeconds(engine, network, windows) * 1000,
      largestDifference: difference.largest, relativeDifference: difference.relative,
      sgemmGflops: MatrixBenchmark.gflops(pool: pool), peakMegabytes: peak,
      block: engine.shape?.size)
  }

  private func prepareSeconds(
    _ engine: SeriesEngine, _ network: Network, _ windows: Int
  ) -> Double {
    let started = ProcessMeasures.seconds
    let times = engine.transformWeights(of: network, windows: windows)
    return Double(times) * (ProcessMeasures.seconds - started)
  }

  /// By place: NaN where there is none.
  private func estimates(
    _ network: Network, _ series: MadeUpSeries, _ runs: [Range<Int>],
    _ estimator: some SeriesEstimator
  ) -> [Float] {
    var estimates = [Float](repeating: .nan, count: samples)
    estimator.estimate(network, series, runs: runs) { first, values in
      for (place, value) in values.enumerated() { estimates[first + place] = value }
    }
    return estimates
  }

  /// The largest difference to the plain way, over stretches from all parts of the series.
  private func difference(
    _ found: [Float], _ network: Network, _ series: MadeUpSeries, _ pool: ThreadPool
  ) -> (largest: Double, relative: Double) {
    let stretches = SeriesBenchmark.checkedStretches
    // A sample of a sequence has its estimate from all windows that cover it.
    let length =
      SeriesBenchmark.checkedWindows + (plan.isSequence ? plan.window - 1 : 0)
    let windows = samples - plan.window + 1
    let windowByWindow = WindowsEstimator(plan: plan, pool: pool)
    var (largest, sum, squares, count) = (0.0, 0.0, 0.0, 0)
    for stretch in 0..<stretches {
      let start = max(windows - length, 0) * stretch / (stretches - 1)
      let run = start..<min(start + length, windows)
      let plain = estimates(network, series, [run], windowByWindow)
      let whole = plan.isSequence ? plan.window - 1 : 0
      for place in run.lowerBound + whole..<max(run.upperBound, run.lowerBound + whole) {
        let value = Double(plain[place])
        let difference = abs(value - Double(found[place]))
        largest = difference.isNaN ? .infinity : max(largest, difference)
        (sum, squares, count) = (sum + value, squares + value * value, count + 1)
      }
    }
    let mean = sum / Double(max(count, 1))
    let deviation = max(squares / Double(max(count, 1)) - mean * mean, 1e-30).squareRoot()
    return (largest, largest / deviation)
  }
}

/// Something like normalised mains: levels that jump, and noise.
private struct MadeUpSeries: SampleSource {
  private let values: [Float]
  var count: Int { values.count }

  init(count: Int, generator: inout RandomGenerator) {
    var level = 0.0
    values = (0..<count).map { _ in
      if generator.uniform() < 0.02 { level = generator.uniform(-0.6...4) }
      return Float(level + generator.uniform(-0.05...0.05))
    }
  }

  func read(_ range: Range<Int>, into target: inout MutableSpan<Float>) {
    precondition(target.count == range.count, "\(range) into \(target.count)")
    for (place, value) in values[range].enumerated() { target[place] = value }
  }
}
