import Kernels
import Testing
import Work

@testable import Networks

/// A small network with a batch, drawn from a seed.
struct NetworkCase: CustomTestStringConvertible, Sendable {
  let name: String
  let padding: Padding
  let window: Int
  let batch: Int
  let layers: [LayerSpecification]

  var testDescription: String { "\(name) \(padding) \(window) × \(batch)" }

  func plan() throws -> NetworkPlan {
    try NetworkPlan(architecture: name, window: window, padding: padding, layers: layers)
  }

  func network(seed: UInt64) throws -> Network {
    var generator = RandomGenerator(seed: seed)
    var network = Network(try plan(), initialisation: .he, generator: &generator)
    for index in network.parameters.indices where network.plan.parameters[index].isBias {
      for place in 0..<network.parameters[index].count {
        network.parameters[index][place] = Float(generator.uniform(-0.2...0.2))
      }
    }
    return network
  }

  func examples(seed: UInt64, isWeighted: Bool = false) throws -> TrainingBatch {
    var generator = RandomGenerator(seed: seed &+ 1000)
    func draw(_ count: Int, _ range: ClosedRange<Double>) -> [Float] {
      (0..<count).map { _ in Float(generator.uniform(range)) }
    }
    return TrainingBatch(
      inputs: draw(batch * window, -1...1), targets: draw(batch * (try plan().outputs), -1...1),
      weights: isWeighted ? draw(batch, 0...2) : nil, count: batch)
  }

  static let all: [NetworkCase] = [
    NetworkCase(
      name: "one convolution", padding: .valid, window: 9, batch: 1,
      layers: [.convolution(name: "conv1", filters: 1, kernel: 1, isRectified: false)]),
    NetworkCase(
      name: "even kernels", padding: .same, window: 37, batch: 5,
      layers: [
        .convolution(name: "conv1", filters: 3, kernel: 4, isRectified: true),
        .convolution(name: "conv2", filters: 11, kernel: 10, isRectified: true),
        .convolution(name: "conv3", filters: 2, kernel: 5, isRectified: false),
      ]),
    NetworkCase(
      name: "dense alone", padding: .valid, window: 13, batch: 3,
      layers: [
        .dense(name: "dense1", outputs: 7, isRectified: true),
        .dense(name: "dense2", outputs: 1, isRectified: false),
      ]),
    NetworkCase(
      name: "odd channels", padding: .valid, window: 61, batch: 17,
      layers: [
        .convolution(name: "conv1", filters: 7, kernel: 9, isRectified: true),
        .convolution(name: "conv2", filters: 23, kernel: 3, isRectified: true),
        .dense(name: "dense1", outputs: 19, isRectified: true),
        .dense(name: "dense2", outputs: 1, isRectified: false),
      ]),
    NetworkCase(
      name: "long kernel", padding: .same, window: 70, batch: 2,
      layers: [
        .convolution(name: "conv1", filters: 5, kernel: 41, isRectified: true),
        .convolution(name: "conv2", filters: 10, kernel: 33, isRectified: true),
        .dense(name: "dense1", outputs: 1, isRectified: false),
      ]),
    NetworkCase(
      name: "dropout", padding: .valid, window: 40, batch: 9,
      layers: [
        .convolution(name: "conv1", filters: 6, kernel: 5, isRectified: true),
        .dropout(rate: 0.5),
        .convolution(name: "conv2", filters: 4, kernel: 6, isRectified: true),
        .dropout(rate: 0.25),
        .dense(name: "dense1", outputs: 12, isRectified: true), .dropout(rate: 0.5),
        .dense(name: "dense2", outputs: 3, isRectified: false),
      ]),
  ]
}
