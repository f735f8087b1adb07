import Kernels
import Testing
import Work

@testable import Networks

/// A network over a series, whose answers the plain way gives.
struct SeriesCase: CustomTestStringConvertible, Sendable {
  let architecture: String
  let window: Int
  let padding: Padding
  var targetPosition = TargetPosition.middle

  var testDescription: String { "\(architecture) \(padding) \(window)" }

  static let all = [
    SeriesCase(architecture: "seq2point", window: 30, padding: .valid),
    SeriesCase(architecture: "seq2point", window: 61, padding: .valid, targetPosition: .last),
    SeriesCase(architecture: "seq2point", window: 45, padding: .same),
    SeriesCase(architecture: "seq2point-reduced", window: 64, padding: .same),
    SeriesCase(architecture: "seq2point-dropout", window: 53, padding: .valid),
    SeriesCase(architecture: "seq2seq", window: 47, padding: .valid),
    SeriesCase(architecture: "seq2seq", window: 40, padding: .same),
    SeriesCase(architecture: "cnn-seq2seq", window: 41, padding: .same),
  ]

  func network(seed: UInt64) throws -> Network {
    let plan = try ArchitectureCatalogue.named(architecture).plan(
      window: window, padding: padding, targetPosition: targetPosition)
    var generator = RandomGenerator(seed: seed)
    var network = Network(plan, initialisation: .he, generator: &generator)
    for index in network.parameters.indices where plan.parameters[index].isBias {
      for place in 0..<network.parameters[index].count {
        network.parameters[index][place] = Float(generator.uniform(-0.2...0.2))
      }
    }
    return network
  }

  /// Something like mains: a level that jumps, and noise.
  static func samples(_ count: Int, seed: UInt64) -> [Float] {
    var generator = RandomGenerator(seed: seed)
    var level = 0.0
    return (0..<count).map { _ in
      if generator.uniform() < 0.05 { level = generator.uniform(-0.5...4) }
      return Float(level + generator.uniform(-0.1...0.1))
    }
  }
}

@Suite("The engine over whole series")
struct SeriesEngineTests {
  /// What an estimator gives at the places that have an estimate; fails where places come twice.
  static func estimates(
    _ estimator: some SeriesEstimator, _ network: Network, _ samples: [Float],
    _ runs: [Range<Int>]
  ) -> [Float] {
    let plan = network.plan
    var isWanted = [Bool](repeating: false, count: samples.count)
    for run in runs where !run.isEmpty {
      let reach = plan.isSequence ? plan.window - 1 : 0
      for place in run.lowerBound..<run.upperBound + reach { isWanted[place] = true }
    }
    var (values, next) = ([Float](repeating: .nan, count: samples.count), 0)
    estimator.estimate(network, PlainSource(values: samples), runs: runs) { first, some in
      #expect(first >= next, "\(first) behind \(next)")
      next = first + some.count
      for (place, value) in some.enumerated() where first + place < samples.count {
        if isWanted[first + place] { values[first + place] = value }
      }
    }
    return zip(values, isWanted).filter(\.1).map(\.0)
  }

  /// The largest difference, over the deviation of what was wanted.
  static func difference(_ found: [Float], _ wanted: [Float]) -> Double {
    guard found.count == wanted.count else { return .infinity }
    let mean = wanted.reduce(0) { $0 + Double($1) } / Double(max(wanted.count, 1))
    let square = wanted.reduce(1e-12) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let worst = zip(found, wanted).map { $0 == $1 ? 0 : abs(Double($0) - Double($1)) }
    guard !worst.contains(where: \.isNaN) else { return .infinity }
    return (worst.max() ?? 0) / (square / Double(max(wanted.count, 1))).squareRoot()
  }

  static func plain(_ plan: NetworkPlan) -> WindowsEstimator {
    WindowsEstimator(
      NetworkEngine(plan: plan, maximumBatch: 64, pool: ThreadPool(width: 2), isTraining: false))
  }

  static func shape(_ plan: NetworkPlan, size: Int, blocks: Int, tile: Int) throws -> SlidingShape?
  {
    let layers = try #require(SharedLayers(plan))
    guard let dense = layers.dense else { return nil }
    let overlap = plan.isSequence ? plan.window : layers.shared.count
    return SlidingShape(
      channels: layers.channels, length: layers.shared.count, outputs: dense.outputs, size: size,
      step: size - overlap + 1, blocks: blocks, tile: tile)
  }

  @Test(
    "answers as window by window does, wherever blocks and passes end",
    arguments: SeriesCase.all, [(64, 1, 16), (80, 3, 128), (150, 2, 1024)])
  func boundaries(_ example: SeriesCase, cut: (size: Int, blocks: Int, tile: Int)) throws {
    let network = try example.network(seed: 3)
    let engine = try SeriesEngine(plan: network.plan, pool: ThreadPool(width: 2))
    let shape = try SeriesEngineTests.shape(
      network.plan, size: cut.size, blocks: cut.blocks, tile: cut.tile)
    engine.fixedShape = shape
    let step = shape?.step ?? 50
    let most = 3 * step * cut.blocks + 2
    let samples = SeriesCase.samples(most + example.window - 1, seed: 5)
    let plain = SeriesEngineTests.plain(network.plan)
    for count in [1, step - 1, step, step + 1, step * cut.blocks + 1, most] where count > 0 {
      let some = Array(samples[..<(count + example.window - 1)])
      let found = SeriesEngineTests.estimates(engine, network, some, [0..<count])
      let wanted = SeriesEngineTests.estimates(plain, network, some, [0..<count])
      // A deviation over a few windows says little: those of one are all alike.
      let limit = count < 20 ? 1e-3 : 1e-4
      #expect(
        count == 1 || SeriesEngineTests.difference(found, wanted) < limit, "\(count) windows")
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-4 }, "\(count) windows")
    }
  }

  @Test("leaves out what lies between runs", arguments: SeriesCase.all, [1, 2, 3])
  func runs(_ example: SeriesCase, seed: UInt64) throws {
    let network = try example.network(seed: seed)
    let engine = try SeriesEngine(plan: network.plan, pool: ThreadPool(width: 3))
    engine.fixedShape = try SeriesEngineTests.shape(
      network.plan, size: 72, blocks: 2, tile: 64)
    let samples = SeriesCase.samples(900, seed: seed)
    var generator = RandomGenerator(seed: seed)
    var (runs, place): ([Range<Int>], Int) = ([], 0)
    while place < samples.count - example.window {
      let start = place + generator.whole(0...90)
      let end = min(start + generator.whole(0...60), samples.count - example.window + 1)
      if start <= end { runs.append(start..<end) }
      place = max(start, end) + 1
    }
    let found = SeriesEngineTests.estimates(engine, network, samples, runs)
    let wanted = SeriesEngineTests.estimates(
      SeriesEngineTests.plain(network.plan), network, samples, runs)
    #expect(!wanted.isEmpty && SeriesEngineTests.difference(found, wanted) < 1e-4)
  }

  @Test(
    "counts the windows of runs alone where there are convolutions alone", arguments: [1, 2, 3])
  func convolutions(seed: UInt64) throws {
    let example = SeriesCase(architecture: "cnn-seq2seq", window: 41, padding: .same)
    let network = try example.network(seed: seed)
    let layers = try #require(SharedLayers(network.plan))
    let series = ConvolutionSeries(layers, ThreadPool(width: 2), Cancellation())
    let samples = SeriesCase.samples(600, seed: seed)
    for runs in [[0..<1, 2..<5, 9..<9, 60..<61, 300..<420], [7..<8], [0..<560]] {
      let found = SeriesEngineTests.estimates(series, network, samples, runs)
      let wanted = SeriesEngineTests.estimates(
        SeriesEngineTests.plain(network.plan), network, samples, runs)
      #expect(!wanted.isEmpty && SeriesEngineTests.difference(found, wanted) < 1e-4)
    }
  }

  @Test("gives the same bits on one thread and on three, and again", arguments: SeriesCase.all)
  func threads(_ example: SeriesCase) throws {
    let network = try example.network(seed: 8)
    let samples = SeriesCase.samples(700, seed: 2)
    let runs = [0..<200, 230..<samples.count - example.window + 1]
    let engines = try [1, 3].map {
      try SeriesEngine(plan: network.plan, pool: ThreadPool(width: $0))
    }
    let shape = try SeriesEngineTests.shape(network.plan, size: 96, blocks: 3, tile: 32)
    for engine in engines { engine.fixedShape = shape }
    let first = SeriesEngineTests.estimates(engines[0], network, samples, runs)
    #expect(first == SeriesEngineTests.estimates(engines[1], network, samples, runs))
    // Nothing of an earlier series is left in the memory.
    _ = SeriesEngineTests.estimates(
      engines[0], network, SeriesCase.samples(700, seed: 9), [0..<samples.count - example.window])
    #expect(first == SeriesEngineTests.estimates(engines[0], network, samples, runs))
  }

  @Test("chooses its blocks by itself, within the memory", arguments: SeriesCase.all)
  func choice(_ example: SeriesCase) throws {
    let network = try example.network(seed: 8)
    let samples = SeriesCase.samples(5000, seed: 2)
    let runs = [0..<samples.count - example.window + 1]
    let wanted = SeriesEngineTests.estimates(
      SeriesEngineTests.plain(network.plan), network, samples, runs)
    for memory in [SeriesEngine.standardMemory, 20_000_000, 12_000_000] {
      let engine = try SeriesEngine(
        plan: network.plan, memory: memory, pool: ThreadPool(width: 2))
      let found = SeriesEngineTests.estimates(engine, network, samples, runs)
      #expect(SeriesEngineTests.difference(found, wanted) < 1e-4, "\(memory) bytes")
    }
  }

  @Test("cuts a series the same way on any number of threads")
  func cut() throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(window: 64)
    var generator = RandomGenerator(seed: 1)
    let network = Network(plan, generator: &generator)
    let source = PlainSource(values: SeriesCase.samples(20_063, seed: 1))
    let shapes = try [1, 2, 16].map { width in
      let engine = try SeriesEngine(
        plan: plan, memory: 6_000_000, pool: ThreadPool(width: width))
      engine.estimate(network, source, runs: [0..<20_000]) { _, _ in }
      let shape = try #require(engine.shape)
      // The memory is short enough for several passes.
      #expect(shape.windows < 20_000)
      engine.estimate(network, source, runs: [0..<1]) { _, _ in }
      #expect(engine.shape == nil)
      return shape
    }
    #expect(shapes[0] == shapes[1] && shapes[0] == shapes[2])
  }

  @Test("says how much memory it needs, and does with that")
  func memory() throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan()
    let pool = ThreadPool(width: 2)
    let refusal = #expect(throws: NetworksError.self) {
      _ = try SeriesEngine(plan: plan, memory: 1_000_000, pool: pool)
    }
    #expect(refusal?.status == .badConfiguration)
    let words = try #require(refusal?.remedy?.split(separator: " "))
    let megabytes = try #require(words.compactMap { Int($0) }.first)
    #expect(megabytes > 1 && megabytes < 40)
    _ = try SeriesEngine(plan: plan, memory: megabytes * 1_000_000, pool: pool)
    #expect(throws: NetworksError.self) {
      _ = try SeriesEngine(plan: plan, memory: (megabytes - 1) * 1_000_000, pool: pool)
    }
  }

  @Test("refuses a plan whose windows have nothing to share")
  func nothingShared() throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(window: 29, padding: .same)
    #expect(throws: NetworksError.self) {
      _ = try SeriesEngine(plan: plan, pool: ThreadPool(width: 1))
    }
  }

  @Test("takes a few windows one by one, and many together")
  func short() throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(window: 129)
    var generator = RandomGenerator(seed: 1)
    let network = Network(plan, generator: &generator)
    for (windows, isShared) in [(2, false), (4000, true)] {
      let engine = try SeriesEngine(plan: plan, pool: ThreadPool(width: 2))
      let samples = SeriesCase.samples(windows + 128, seed: 1)
      engine.estimate(network, PlainSource(values: samples), runs: [0..<windows]) { _, _ in }
      #expect((engine.shape != nil) == isShared, "\(windows) windows")
    }
  }
}
