import Kernels
package import Networks
package import Work

/// How long one window takes that comes alone, each time another one.
package struct LatencyBenchmark: Sendable {
  /// The figures of one run.
  package struct Report: Sendable {
    package let medianMilliseconds: Double
    /// What 99 of 100 windows stay below.
    package let tailMilliseconds: Double
    /// Of the arithmetic that the plain formulas need.
    package let gflops: Double
    /// Of a large product on all threads, before and after: the better one.
    package let sgemmGflops: Double
    /// In normalised units, from the plain engine in full precision.
    package let largestDifference: Double
    package let peakMegabytes: Double
  }

  /// The network, how its weights are kept, and threads at work.
  package let plan: NetworkPlan, precision: WeightPrecision, threads: Int
  /// How long it repeats, at least; a hundred windows at least.
  package let seconds: Double

  package init(plan: NetworkPlan, precision: WeightPrecision, threads: Int, seconds: Double) {
    self.plan = plan
    self.precision = precision
    self.threads = threads
    self.seconds = seconds
  }

  private static let leastWindows = 100
  private static let checkedWindows = 64

  /// Estimates made-up windows one by one; three of them before the clock starts.
  ///
  /// - Throws: `Interrupted` between two windows.
  package func run(_ supervision: Supervision) throws(Interrupted) -> Report {
    let pool = ThreadPool(width: threads)
    let yardstick = MatrixBenchmark.gflops(pool: pool)
    var generator = RandomGenerator(seed: 1)
    let network = Network(plan, generator: &generator)
    let engine = WindowEngine(network, precision: precision, maximumBatch: 1, pool: pool)
    for _ in 0..<3 { _ = engine.outputs(of: window(&generator), count: 1) }
    var times: [Double] = []
    var total = 0.0
    while times.count < LatencyBenchmark.leastWindows || total < seconds {
      if times.count.isMultiple(of: 16) { try supervision.advance(to: times.count, of: nil) }
      let inputs = window(&generator)
      let started = ProcessMeasures.seconds
      _ = engine.outputs(of: inputs, count: 1)
      times.append(ProcessMeasures.seconds - started)
      total += times[times.count - 1]
    }
    times.sort()
    let (median, peak) = (times[times.count / 2], ProcessMeasures.peakMegabytes)
    return Report(
      medianMilliseconds: median * 1000, tailMilliseconds: times[times.count * 99 / 100] * 1000,
      gflops: 2 * Double(plan.multiplyAdds) / median * 1e-9,
      sgemmGflops: max(yardstick, MatrixBenchmark.gflops(pool: pool)),
      largestDifference: largestDifference(engine, network, pool, &generator),
      peakMegabytes: peak)
  }

  /// Like normalised mains in mean and deviation.
  private func window(_ generator: inout RandomGenerator) -> [Float] {
    (0..<plan.window).map { _ in Float(generator.uniform(-1.7...1.7)) }
  }

  /// From the plain engine's estimates of the same windows.
  private func largestDifference(
    _ engine: WindowEngine, _ network: Network, _ pool: ThreadPool,
    _ generator: inout RandomGenerator
  ) -> Double {
    let plain = NetworkEngine(plan: plan, maximumBatch: 1, pool: pool, isTraining: false)
    var largest: Float = 0
    for _ in 0..<LatencyBenchmark.checkedWindows {
      let inputs = window(&generator)
      let found = engine.outputs(of: inputs, count: 1)
      for (one, other) in zip(found, plain.outputs(of: network, inputs: inputs, count: 1)) {
        largest = abs(one - other).isNaN ? .infinity : max(largest, abs(one - other))
      }
    }
    return Double(largest)
  }
}
