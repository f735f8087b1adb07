import Testing
import Work

@testable import Networks

@Suite("Estimating a series window by window")
struct WindowsEstimatorTests {
  /// One window, runs longer than a batch, neighbours, windows over each other and apart, none.
  static let runs: [[Range<Int>]] = [
    [0..<1], [7..<37], [0..<40], [0..<3, 3..<4, 6..<9, 20..<40], [2..<2, 5..<6, 39..<40], [],
  ]
  static let window = 11
  static let samples: [Float] = (0..<50).map { Float(($0 * 37) % 101) / 50 - 1 }

  private func network(_ layers: [LayerSpecification]) throws -> Network {
    let plan = try NetworkPlan(
      architecture: "small", window: Self.window, padding: .same, layers: layers)
    var generator = RandomGenerator(seed: 4)
    return Network(plan, generator: &generator)
  }

  /// What each window alone gives, averaged by place.
  private func alone(_ network: Network, _ runs: [Range<Int>]) -> [Int: Double] {
    let plain = PlainNetwork(network)
    var values: [Int: [Double]] = [:]
    for start in runs.joined() {
      let window = Self.samples[start..<start + Self.window].map(Double.init)
      for (place, value) in plain.outputs(window, sample: 0, dropoutSeed: nil).enumerated() {
        values[start + place, default: []].append(value)
      }
    }
    return values.mapValues { $0.reduce(0, +) / Double($0.count) }
  }

  private func check(_ network: Network, _ runs: [Range<Int>], batch: Int) {
    let engine = NetworkEngine(
      plan: network.plan, maximumBatch: batch, pool: ThreadPool(width: 2), isTraining: false)
    var found: [Int: Double] = [:]
    var next = 0
    let source = PlainSource(values: Self.samples)
    WindowsEstimator(engine).estimate(network, source, runs: runs) { first, values in
      #expect(first >= next && !values.isEmpty)
      next = first + values.count
      for (place, value) in values.enumerated() { found[first + place] = Double(value) }
    }
    let wanted = alone(network, runs)
    #expect(Set(found.keys) == Set(wanted.keys))
    for (place, value) in wanted { #expect(abs((found[place] ?? .nan) - value) < 1e-5) }
  }

  @Test("gives each window's estimate where it begins", arguments: runs, [1, 4, 64])
  func points(_ runs: [Range<Int>], batch: Int) throws {
    let network = try network([.dense(name: "dense1", outputs: 1, isRectified: false)])
    check(network, runs, batch: batch)
  }

  @Test("gives each sample the mean over the windows that cover it", arguments: runs, [1, 4, 64])
  func sequences(_ runs: [Range<Int>], batch: Int) throws {
    let network = try network([
      .convolution(name: "conv1", filters: 3, kernel: 4, isRectified: true),
      .dense(name: "dense1", outputs: Self.window, isRectified: false),
    ])
    check(network, runs, batch: batch)
  }

  @Test("ends after the batch in which it is stopped")
  func stopping() throws {
    let network = try network([.dense(name: "dense1", outputs: 1, isRectified: false)])
    let engine = NetworkEngine(
      plan: network.plan, maximumBatch: 4, pool: ThreadPool(width: 1), isTraining: false)
    let cancellation = Cancellation()
    var found: [Int] = []
    WindowsEstimator(engine, cancellation: cancellation).estimate(
      network, PlainSource(values: Self.samples), runs: [0..<40]
    ) { first, values in
      found.append(first)
      if first == 8 { cancellation.cancel() }
    }
    #expect(found == [0, 4, 8])
  }
}
