import Foundation
import Kernels

@testable import Networks

/// What PyTorch computed of one architecture: a file of Fixtures, see scripts/fixtures/networks.py.
struct SavedValues: Sendable {
  let plan: NetworkPlan
  let batch: Int
  let dropoutSeed: UInt64
  private let strides: [Int]
  private let tensors: [String: [Float]]

  static let all: [String] = [
    "seq2point-valid-43", "seq2point-valid-30", "seq2point-same-35",
    "seq2point-reduced-valid-37", "seq2point-reduced-same-32", "seq2point-dropout-valid-45",
    "seq2point-dropout-same-31", "seq2seq-valid-43", "seq2seq-same-31", "cnn-seq2seq-same-41",
  ]

  init(_ name: String) throws {
    let folder = URL(filePath: #filePath).appending(path: "../../Fixtures").standardized
    let file = try SafetensorsFile(path: folder.appending(path: "\(name).safetensors").path())
    let facts = file.header.metadata
    func whole(_ key: String) -> Int { facts[key].flatMap { Int($0) } ?? 0 }
    let architecture = try ArchitectureCatalogue.named(facts["architecture"] ?? "")
    plan = try architecture.plan(
      window: whole("window"), padding: Padding(rawValue: facts["padding"] ?? ""))
    batch = whole("batch")
    dropoutSeed = UInt64(whole("dropout_seed"))
    strides = plan.parameters.map { whole("stride \($0.name)") }
    var tensors: [String: [Float]] = [:]
    for entry in file.header.entries { tensors[entry.name] = try file.floats(entry.name).values }
    self.tensors = tensors
  }

  /// The values of a tensor that has no parameter's name.
  func values(_ name: String) -> [Float] { tensors[name] ?? [] }

  /// The stored elements of a parameter, and the same ones of ours.
  func pair(
    _ kind: String, _ parameter: Int, of ours: Tensor
  ) -> (ours: [Double], stored: [Double]) {
    let stored = values("\(kind).\(plan.parameters[parameter].name)")
    let taken = stride(from: 0, to: ours.count, by: strides[parameter]).map { Double(ours[$0]) }
    return (taken, stored.map(Double.init))
  }

  /// The network that both sides begin with.
  var network: Network {
    let parameters = plan.parameters.enumerated().map { number, parameter in
      let bound = (6 / Double(parameter.fanIn + parameter.fanOut)).squareRoot()
      let scale = parameter.isBias ? Float(0.1) : Float(bound)
      let count = parameter.shape.reduce(1, *)
      return Tensor(
        shape: parameter.shape, values: SavedValues.hashed(number, count).map { $0 * scale })
    }
    return Network(plan, parameters: parameters)
  }

  /// The batch of a step, counted from 0.
  func examples(_ step: Int) -> TrainingBatch {
    TrainingBatch(
      inputs: SavedValues.hashed(1000 + step, batch * plan.window).map { $0 * 2 },
      targets: SavedValues.hashed(2000 + step, batch * plan.outputs), count: batch)
  }

  private static func hashed(_ tensor: Int, _ count: Int) -> [Float] {
    (0..<UInt32(count)).map { index in
      var x = index &+ UInt32(tensor) &* 0x9e37_79b9
      x ^= x >> 16
      x = x &* 0x7feb_352d
      x ^= x >> 15
      x = x &* 0x846c_a68b
      x ^= x >> 16
      return Float(x >> 8) / 8_388_608 - 1
    }
  }
}
