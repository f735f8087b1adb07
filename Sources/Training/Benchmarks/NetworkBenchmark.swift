import Kernels
package import Networks
package import Work

/// How fast a network is trained, or estimates windows from random places.
package struct NetworkBenchmark: Sendable {
  /// What is repeated.
  package enum Workload: String, Sendable, CaseIterable {
    /// Forward, loss, backward and Adam.
    case trainStep = "train-step"
    /// Forward.
    case inferWindows = "infer-windows"
  }

  /// The figures of one run.
  package struct Report: Sendable {
    package let windowsPerSecond: Double
    /// Of one repetition.
    package let medianMilliseconds: Double
    /// Of the arithmetic that the plain formulas need.
    package let gflops: Double
    /// Of a large product on all threads, before and after: the better one.
    package let sgemmGflops: Double
    package let peakMegabytes: Double
  }

  /// The work, the network, windows of one repetition, and threads at work.
  package let workload: Workload
  package let plan: NetworkPlan
  package let batch: Int
  package let threads: Int
  /// How the engine of a few windows keeps its weights; nil estimates with the engine that trains.
  package let precision: WeightPrecision?
  /// How long it repeats, at least; five repetitions at least.
  package let seconds: Double

  package init(
    workload: Workload, plan: NetworkPlan, batch: Int, threads: Int, seconds: Double,
    precision: WeightPrecision? = nil
  ) {
    self.workload = workload
    self.plan = plan
    self.batch = batch
    self.threads = threads
    self.seconds = seconds
    self.precision = precision
  }

  /// Repeats the work on random windows; two repetitions before the clock starts.
  ///
  /// - Throws: `Interrupted` between two repetitions.
  package func run(_ supervision: Supervision) throws(Interrupted) -> Report {
    let pool = ThreadPool(width: threads)
    let yardstick = MatrixBenchmark.gflops(pool: pool)
    var generator = RandomGenerator(seed: 1)
    let network = Network(plan, generator: &generator)
    let examples = TrainingBatch(
      inputs: (0..<batch * plan.window).map { _ in Float(generator.uniform(-1...1)) },
      targets: (0..<batch * plan.outputs).map { _ in Float(generator.uniform(-1...1)) },
      count: batch)
    let times =
      switch workload {
      case .trainStep: try trainingTimes(network, examples, pool, supervision)
      case .inferWindows: try inferenceTimes(network, examples, pool, supervision)
      }
    let median = times.sorted()[times.count / 2]
    let peak = ProcessMeasures.peakMegabytes
    return Report(
      windowsPerSecond: Double(batch) / median, medianMilliseconds: median * 1000,
      gflops: Double(batch) * flops / median * 1e-9,
      sgemmGflops: max(yardstick, MatrixBenchmark.gflops(pool: pool)), peakMegabytes: peak)
  }

  /// Of one window: two for a multiply-add, three passes in training, of which the first layer's
  /// input needs none.
  private var flops: Double {
    guard workload == .trainStep else { return 2 * Double(plan.multiplyAdds) }
    let first = plan.parameters[0].shape.reduce(1, *) * plan.shapes[1].length
    return 6 * Double(plan.multiplyAdds) - 2 * Double(first)
  }

  private func trainingTimes(
    _ start: consuming Network, _ examples: TrainingBatch, _ pool: ThreadPool,
    _ supervision: Supervision
  ) throws(Interrupted) -> [Double] {
    let engine = NetworkEngine(plan: plan, maximumBatch: batch, pool: pool)
    var network = start
    var adam = AdamState(for: network)
    return try times(supervision) { step in
      let settings = StepSettings(learningRate: 1e-3, dropoutSeed: UInt64(step))
      _ = engine.step(&network, &adam, examples, settings)
    }
  }

  private func inferenceTimes(
    _ network: Network, _ examples: TrainingBatch, _ pool: ThreadPool, _ supervision: Supervision
  ) throws(Interrupted) -> [Double] {
    if let precision {
      let engine = WindowEngine(network, precision: precision, maximumBatch: batch, pool: pool)
      return try times(supervision) { _ in
        _ = engine.outputs(of: examples.inputs, count: batch)
      }
    }
    let engine = NetworkEngine(
      plan: plan, maximumBatch: min(batch, 256), pool: pool, isTraining: false)
    return try times(supervision) { _ in
      _ = engine.outputs(of: network, inputs: examples.inputs, count: batch)
    }
  }

  private func times(
    _ supervision: Supervision, _ body: (Int) -> Void
  ) throws(Interrupted) -> [Double] {
    body(0)
    body(1)
    var times: [Double] = []
    while times.count < 5 || times.reduce(0, +) < seconds {
      try supervision.advance(to: times.count * batch, of: nil)
      let started = ProcessMeasures.seconds
      body(times.count + 2)
      times.append(ProcessMeasures.seconds - started)
    }
    return times
  }
}
