import Kernels
package import Networks
package import Work

/// How fast a network is trained over runs of consecutive windows.
package struct GradientBenchmark: Sendable {
  /// The figures of one run.
  package struct Report: Sendable {
    package let windowsPerSecond: Double
    /// Of one step: forward, backward and Adam.
    package let medianMilliseconds: Double
    /// Of a large product on all threads.
    package let sgemmGflops: Double
    /// The largest difference of a parameter's gradient from window by window, over its norm.
    package let relativeDifference: Double
    /// The largest difference of one derivative.
    package let largestDifference: Double
    package let peakMegabytes: Double
  }

  /// The network, and the runs of a step.
  package let plan: NetworkPlan
  package let shape: RunShape
  package let threads: Int
  /// How long it repeats, at least; five repetitions at least.
  package let seconds: Double

  /// A network that can be trained over runs.
  package init(plan: NetworkPlan, shape: RunShape, threads: Int, seconds: Double) {
    self.plan = plan
    self.shape = shape
    self.threads = threads
    self.seconds = seconds
  }

  /// Windows whose gradient is worked out in both ways.
  private static let checkedWindows = 256

  /// Repeats a step on made-up runs; two repetitions before the clock starts.
  ///
  /// - Throws: `Interrupted` between two repetitions.
  package func run(_ supervision: Supervision) throws(Interrupted) -> Report {
    let pool = ThreadPool(width: threads)
    var generator = RandomGenerator(seed: 1)
    var network = Network(plan, generator: &generator)
    var adam = AdamState(for: network)
    let batch = batch(shape, &generator)
    let engine = RunsEngine(plan: plan, runs: shape.runs, length: shape.length, pool: pool)
    var times: [Double] = []
    for step in 0... {
      try supervision.advance(to: step * shape.runs * shape.length, of: nil)
      let started = ProcessMeasures.seconds
      _ = engine.step(
        &network, &adam, batch, StepSettings(learningRate: 1e-4, dropoutSeed: UInt64(step)))
      if step > 1 { times.append(ProcessMeasures.seconds - started) }
      if times.count >= 5, times.reduce(0, +) >= seconds { break }
    }
    let median = times.sorted()[times.count / 2]
    let peak = ProcessMeasures.peakMegabytes
    let difference = difference(network, &generator, pool)
    return Report(
      windowsPerSecond: Double(shape.runs * shape.length) / median,
      medianMilliseconds: median * 1000, sgemmGflops: MatrixBenchmark.gflops(pool: pool),
      relativeDifference: difference.relative, largestDifference: difference.largest,
      peakMegabytes: peak)
  }

  private func batch(_ shape: RunShape, _ generator: inout RandomGenerator) -> RunBatch {
    func draw(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(generator.uniform(-1...1)) }
    }
    let windows = shape.runs * shape.length
    return RunBatch(
      inputs: draw(shape.runs * (shape.length + plan.window - 1)), targets: draw(windows),
      weights: [Float](repeating: 1, count: windows), runs: shape.runs, length: shape.length)
  }

  /// How far the gradients of a few windows are from those of the windows one by one; without
  /// dropout, of which each way draws its own.
  private func difference(
    _ network: Network, _ generator: inout RandomGenerator, _ pool: ThreadPool
  ) -> (relative: Double, largest: Double) {
    guard !plan.layers.contains(where: \.isDropout) else { return (.nan, .nan) }
    let length = min(shape.length, GradientBenchmark.checkedWindows)
    let few = RunShape(runs: max(1, GradientBenchmark.checkedWindows / length), length: length)
    let batch = batch(few, &generator)
    let found = RunsEngine(plan: plan, runs: few.runs, length: few.length, pool: pool)
      .gradients(of: network, batch, dropoutSeed: 0).gradients
    let wanted = NetworkEngine(plan: plan, maximumBatch: few.runs * few.length, pool: pool)
      .gradients(of: network, batch.windows(of: plan), dropoutSeed: 0).gradients
    var (relative, largest) = (0.0, 0.0)
    for (left, right) in zip(found, wanted) {
      var square = 0.0
      left.withValues { left in
        right.withValues { right in
          for index in left.indices {
            let difference = Double(left[index]) - Double(right[index])
            square += difference * difference
            largest = difference.isNaN ? .infinity : max(largest, abs(difference))
          }
        }
      }
      let error = (square / max(right.squareSum, 1e-30)).squareRoot()
      relative = error.isNaN ? .infinity : max(relative, error)
    }
    return (relative, largest)
  }
}

extension LayerSpecification {
  fileprivate var isDropout: Bool {
    if case .dropout = self { true } else { false }
  }
}
