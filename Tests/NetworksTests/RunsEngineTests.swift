import Kernels
import Testing
import Work

@testable import Networks

@Suite("The engine for runs of windows")
struct RunsEngineTests {
  /// What a test is about: a network with one output, and runs for it.
  struct Example: CustomTestStringConvertible, Sendable {
    let layers: [LayerSpecification]
    let window: Int
    let runs: Int
    let length: Int
    /// Of the windows, how many have weight 0.
    var shareOut = 0.2

    var testDescription: String {
      "\(layers.count) layers, \(runs) runs of \(length) windows of \(window)"
    }

    func plan() throws -> NetworkPlan {
      try NetworkPlan(
        architecture: "small", window: window, padding: .valid, layers: layers)
    }

    func network() throws -> Network {
      var generator = RandomGenerator(seed: 3)
      return Network(try plan(), initialisation: .he, generator: &generator)
    }

    func batch(seed: UInt64) -> RunBatch {
      var generator = RandomGenerator(seed: seed &+ 100)
      func draw(_ count: Int, _ range: ClosedRange<Double>) -> [Float] {
        (0..<count).map { _ in Float(generator.uniform(range)) }
      }
      return RunBatch(
        inputs: draw(runs * (length + window - 1), -1...1), targets: draw(runs * length, -1...1),
        weights: draw(runs * length, 0...2).map { Double($0) < 2 * shareOut ? 0 : $0 },
        runs: runs, length: length)
    }
  }

  static let layers: [LayerSpecification] = [
    .convolution(name: "conv1", filters: 7, kernel: 9, isRectified: true),
    .convolution(name: "conv2", filters: 5, kernel: 4, isRectified: true),
    .dense(name: "dense1", outputs: 19, isRectified: true),
    .dense(name: "dense2", outputs: 1, isRectified: false),
  ]

  static let all: [Example] = [
    // No last layer, no convolution, several tiles with few runs and with many.
    Example(
      layers: [
        .convolution(name: "conv1", filters: 17, kernel: 3, isRectified: true),
        .dense(name: "dense1", outputs: 1, isRectified: false),
      ], window: 20, runs: 3, length: 31),
    Example(
      layers: [
        .dense(name: "dense1", outputs: 300, isRectified: true),
        .dense(name: "dense2", outputs: 1, isRectified: false),
      ], window: 17, runs: 2, length: 30),
    Example(
      layers: [
        .convolution(name: "conv1", filters: 3, kernel: 2, isRectified: true),
        .dense(name: "dense1", outputs: 530, isRectified: true),
        .dense(name: "dense2", outputs: 1, isRectified: false),
      ], window: 9, runs: 21, length: 12),
    Example(layers: layers, window: 31, runs: 3, length: 40),
    Example(layers: layers, window: 12, runs: 1, length: 1, shareOut: 0),
    Example(layers: layers, window: 45, runs: 7, length: 100),
    Example(layers: layers, window: 31, runs: 2, length: 65, shareOut: 0.9),
  ]

  /// An engine for the example, and one for its windows one by one.
  static func engines(
    _ example: Example, width: Int = 2
  ) throws -> (runs: RunsEngine, windows: NetworkEngine) {
    let (plan, pool) = (try example.plan(), ThreadPool(width: width))
    return (
      RunsEngine(plan: plan, runs: example.runs, length: example.length, pool: pool),
      NetworkEngine(plan: plan, maximumBatch: example.runs * example.length, pool: pool)
    )
  }

  @Test("is told windows that begin one sample after another, in the order of runs and time")
  func expansion() throws {
    let plan = try NetworkPlan(
      architecture: "small", window: 3, padding: .valid,
      layers: [.dense(name: "dense1", outputs: 1, isRectified: false)])
    let batch = RunBatch(
      inputs: [1, 2, 3, 4, 5, 6, 7, 8], targets: [10, 20, 30, 40], weights: [1, 0.5, 0, 2],
      runs: 2, length: 2)
    let windows = batch.windows(of: plan)
    #expect(windows.count == 3)
    #expect(batch.counted == 3)
    #expect(windows.inputs == [1, 2, 3, 2, 3, 4, 6, 7, 8])
    #expect(windows.targets == [10, 20, 40])
    #expect(windows.weights == [1, 0.5, 2])
  }

  @Test("has the loss and the gradients of the windows that count", arguments: all)
  func gradients(_ example: Example) throws {
    let (network, batch) = (try example.network(), example.batch(seed: 1))
    let engines = try Self.engines(example)
    let found = engines.runs.gradients(of: network, batch, dropoutSeed: 0)
    let wanted = engines.windows.gradients(
      of: network, batch.windows(of: network.plan), dropoutSeed: 0)
    #expect(abs(found.loss - wanted.loss) <= 1e-5 * wanted.loss)
    for (index, (left, right)) in zip(found.gradients, wanted.gradients).enumerated() {
      let (left, right) = (left.values.map(Double.init), right.values.map(Double.init))
      #expect(
        NetworkEngineTests.relativeError(left, right) < 1e-4,
        "\(network.plan.parameters[index].name)")
    }
  }

  @Test(
    "has them for the published networks too",
    arguments: [
      ("seq2point", 129, 3, 157), ("seq2point", 61, 5, 33), ("seq2point-reduced", 64, 2, 90),
      ("seq2point", 299, 2, 60),
    ])
  func published(architecture: String, window: Int, runs: Int, length: Int) throws {
    let plan = try ArchitectureCatalogue.named(architecture).plan(window: window)
    var generator = RandomGenerator(seed: 7)
    let network = Network(plan, initialisation: .he, generator: &generator)
    let example = Example(layers: [], window: window, runs: runs, length: length)
    let batch = example.batch(seed: 4)
    let found = RunsEngine(plan: plan, runs: runs, length: length, pool: ThreadPool(width: 2))
      .gradients(of: network, batch, dropoutSeed: 0)
    let wanted = NetworkEngine(
      plan: plan, maximumBatch: runs * length, pool: ThreadPool(width: 2)
    ).gradients(of: network, batch.windows(of: plan), dropoutSeed: 0)
    #expect(abs(found.loss - wanted.loss) <= 1e-5 * wanted.loss)
    for (index, (left, right)) in zip(found.gradients, wanted.gradients).enumerated() {
      let (left, right) = (left.values.map(Double.init), right.values.map(Double.init))
      #expect(
        NetworkEngineTests.relativeError(left, right) < 1e-4, "\(plan.parameters[index].name)")
    }
  }

  @Test("with dropout, has the gradients of the loss that the same seed gives")
  func dropout() throws {
    let example = Example(
      layers: [
        .convolution(name: "conv1", filters: 6, kernel: 5, isRectified: true),
        .dropout(rate: 0.3),
        .dense(name: "dense1", outputs: 21, isRectified: true), .dropout(rate: 0.5),
        .dense(name: "dense2", outputs: 1, isRectified: false),
      ], window: 20, runs: 4, length: 30)
    let (network, batch) = (try example.network(), example.batch(seed: 1))
    let engine = try Self.engines(example).runs
    let found = engine.gradients(of: network, batch, dropoutSeed: 6)
    #expect(found.loss != engine.gradients(of: network, batch, dropoutSeed: 7).loss)
    for parameter in network.parameters.indices {
      var generator = RandomGenerator(seed: UInt64(parameter))
      var (derivatives, wanted): ([Double], [Double]) = ([], [])
      for _ in 0..<8 {
        let place = generator.whole(0...network.parameters[parameter].count - 1)
        let losses = [-1e-2, 1e-2].map { change in
          var moved = network
          moved.parameters[parameter][place] += Float(change)
          return engine.gradients(of: moved, batch, dropoutSeed: 6).loss
        }
        derivatives.append(Double(found.gradients[parameter][place]))
        wanted.append((losses[1] - losses[0]) / 2e-2)
      }
      // A step crosses a few kinks of ReLU; a wrong mask would be off by half and more.
      #expect(
        NetworkEngineTests.relativeError(derivatives, wanted) < 0.03,
        "\(network.plan.parameters[parameter].name)")
    }
  }

  @Test(
    "leaves frozen parameters alone and moves the others as if nothing were frozen",
    arguments: [["conv"], ["dense1.weight"], ["dense1.weight", "conv"]])
  func frozen(prefixes: [String]) throws {
    let example = Self.all[3]
    let engines = try Self.engines(example)
    let before = try example.network()
    let frozen = before.plan.parameters.map { parameter in
      prefixes.contains { parameter.name.hasPrefix($0) }
    }
    #expect(frozen.contains(true) && frozen.contains(false))
    let networks = [[], frozen].map { frozen in
      var network = before
      var adam = AdamState(for: network)
      _ = engines.runs.step(
        &network, &adam, example.batch(seed: 2),
        StepSettings(learningRate: 0.01, frozen: frozen))
      return network.parameters
    }
    for (index, isFrozen) in frozen.enumerated() {
      #expect(networks[1][index] == (isFrozen ? before.parameters[index] : networks[0][index]))
    }
  }

  @Test("steps as the windows that count do", arguments: all, [nil, 0.01])
  func step(_ example: Example, clip: Double?) throws {
    let engines = try Self.engines(example)
    var (network, reference) = (try example.network(), try example.network())
    var (adam, referenceAdam) = (AdamState(for: network), AdamState(for: reference))
    var frozen = [Bool](repeating: false, count: network.parameters.count)
    // What is frozen is left out of the norm that is clipped, too.
    frozen[0] = true
    let batch = example.batch(seed: 2)
    let settings = StepSettings(
      learningRate: 0.01, weightDecay: 0.1, gradientClip: clip, frozen: frozen)
    let report = engines.runs.step(&network, &adam, batch, settings)
    let wanted = engines.windows.step(
      &reference, &referenceAdam, batch.windows(of: network.plan), settings)
    #expect(abs(report.loss - wanted.loss) <= 1e-5 * wanted.loss)
    #expect(abs(report.largestGradient - wanted.largestGradient) < 1e-4 * wanted.largestGradient)
    #expect((report.gradientNorm == nil) == (clip == nil))
    #expect(
      abs((report.gradientNorm ?? 1) - (wanted.gradientNorm ?? 1))
        < 1e-4 * (wanted.gradientNorm ?? 1))
    #expect(adam.step == 1)
    #expect(network.parameters[0] == (try example.network().parameters[0]))
    for (left, right) in zip(adam.first, referenceAdam.first) {
      let (left, right) = (left.values.map(Double.init), right.values.map(Double.init))
      #expect(NetworkEngineTests.relativeError(left, right) < 1e-4)
    }
  }

  @Test("steps alike on any number of threads", arguments: all)
  func threads(_ example: Example) throws {
    let weights = try [1, 2, 3].map { width in
      var network = try example.network()
      var adam = AdamState(for: network)
      let engine = try Self.engines(example, width: width).runs
      for step in 0..<3 {
        _ = engine.step(
          &network, &adam, example.batch(seed: UInt64(step)), StepSettings(learningRate: 0.01))
      }
      return network.parameters
    }
    #expect(weights[0] == weights[1])
    #expect(weights[0] == weights[2])
  }

  @Test("counts a step in which no window counts, and changes nothing else", arguments: [nil, 1])
  func nothingCounts(clip: Double?) throws {
    let example = Self.all[3]
    let engine = try Self.engines(example).runs
    var network = try example.network()
    var adam = AdamState(for: network)
    _ = engine.step(&network, &adam, example.batch(seed: 1), StepSettings(learningRate: 0.01))
    let (before, moments) = (network.parameters, adam.first)
    var batch = example.batch(seed: 2)
    batch.weights = batch.weights.map { _ in 0 }
    let report = engine.step(
      &network, &adam, batch, StepSettings(learningRate: 0.01, gradientClip: clip))
    #expect(report.loss == 0 && report.isFinite)
    #expect(adam.step == 2)
    #expect(network.parameters == before)
    #expect(adam.first == moments)
    #expect(engine.gradients(of: network, batch, dropoutSeed: 0).loss == 0)
  }

  @Test("changes nothing where the loss is no number")
  func nonFinite() throws {
    let example = Self.all[3]
    var network = try example.network()
    network.parameters[0][0] = .nan
    let before = network.parameters
    var adam = AdamState(for: network)
    let report = try Self.engines(example).runs.step(
      &network, &adam, example.batch(seed: 1), StepSettings(learningRate: 0.01))
    #expect(!report.isFinite)
    #expect(network.parameters == before)
    #expect(adam.step == 0)
  }
}
