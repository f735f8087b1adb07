import Kernels
import Testing
import Work

@testable import Networks

@Suite("The engine of a few windows")
struct WindowEngineTests {
  /// Wider than what the kernel takes at once, with rests in every direction.
  static let wide = NetworkCase(
    name: "wide", padding: .valid, window: 167, batch: 13,
    layers: [
      .convolution(name: "conv1", filters: 9, kernel: 6, isRectified: true),
      .convolution(name: "conv2", filters: 29, kernel: 4, isRectified: true),
      .dense(name: "dense1", outputs: 71, isRectified: true),
      .dense(name: "dense2", outputs: 5, isRectified: false),
    ])
  static let cases = NetworkCase.all + [wide]

  @Test("estimates what the formulas say", arguments: cases, [1, 2])
  func agrees(_ example: NetworkCase, seed: UInt64) throws {
    let network = try example.network(seed: seed)
    let batch = try example.examples(seed: seed)
    let engine = WindowEngine(
      network, maximumBatch: example.batch, pool: ThreadPool(width: 2))
    let found = engine.outputs(of: batch.inputs, count: batch.count)
    let plain = PlainNetwork(network)
    let wanted = (0..<batch.count).flatMap { sample in
      let window = batch.inputs[sample * example.window..<(sample + 1) * example.window]
      return plain.outputs(window.map(Double.init), sample: sample, dropoutSeed: nil)
    }
    #expect(NetworkEngineTests.relativeError(found.map(Double.init), wanted) < 1e-5)
  }

  @Test(
    "gives a window the same bits whatever is computed with it, on any number of threads",
    arguments: cases, WeightPrecision.allCases)
  func isIndependent(_ example: NetworkCase, _ precision: WeightPrecision) throws {
    let network = try example.network(seed: 3)
    // More than share a core's cache.
    var inputs = try (0..<6).flatMap { try example.examples(seed: $0).inputs }
    let count = inputs.count / example.window
    let single = WindowEngine(
      network, precision: precision, maximumBatch: 1, pool: ThreadPool(width: 1))
    let wanted = (0..<count).flatMap { place in
      single.outputs(
        of: Array(inputs[place * example.window..<(place + 1) * example.window]), count: 1)
    }
    for (width, batch) in [(2, count), (5, count), (3, 4)] {
      let engine = WindowEngine(
        network, precision: precision, maximumBatch: batch, pool: ThreadPool(width: width))
      #expect(engine.outputs(of: inputs, count: count) == wanted)
      for some in 1...min(count, 9) {
        let found = engine.outputs(of: Array(inputs.prefix(some * example.window)), count: some)
        #expect(found == Array(wanted.prefix(found.count)), "\(some) windows")
      }
    }
    // A window that is no number leaves its neighbours alone, and those that come after it.
    let engine = WindowEngine(
      network, precision: precision, maximumBatch: count, pool: ThreadPool(width: 2))
    inputs[0] = .nan
    let outputs = network.plan.outputs
    let found = engine.outputs(of: inputs, count: count)
    #expect(found[..<outputs].contains { $0.isNaN })
    #expect(found[outputs...] == wanted[outputs...])
    let again = engine.outputs(of: Array(inputs[example.window...]), count: count - 1)
    #expect(again == Array(wanted[outputs...]))
  }

  @Test("in half precision is that of the rounded weights, bit for bit", arguments: cases)
  func rounds(_ example: NetworkCase) throws {
    let network = try example.network(seed: 4)
    let batch = try example.examples(seed: 4)
    var rounded = network
    if let first = network.plan.parameters.firstIndex(where: { $0.name == "dense1.weight" }) {
      for place in 0..<network.parameters[first].count {
        rounded.parameters[first][place] = Float(Float16(network.parameters[first][place]))
      }
      #expect(rounded.parameters[first] != network.parameters[first])
    }
    let pool = ThreadPool(width: 2)
    let half = WindowEngine(network, precision: .half, maximumBatch: 20, pool: pool)
    let full = WindowEngine(rounded, precision: .full, maximumBatch: 20, pool: pool)
    let found = half.outputs(of: batch.inputs, count: batch.count)
    #expect(found == full.outputs(of: batch.inputs, count: batch.count))
  }
}
