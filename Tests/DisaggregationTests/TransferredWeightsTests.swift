import Files
import Kernels
import Networks
import Testing

@testable import Disaggregation

@Suite("Weights from an earlier training")
struct TransferredWeightsTests {
  private func write(_ shapes: [(String, [Int])], to path: String) throws {
    let tensors = shapes.map {
      SafetensorsWriter.NamedTensor(name: $0.0, tensor: Tensor(shape: $0.1))
    }
    try SafetensorsWriter.write(tensors, metadata: [], to: path)
  }

  @Test("are taken over from a model, with the ranges that it has seen")
  func fromModel() throws {
    let small = try SmallModel()
    var model = small.model(seed: 1)
    model.description.inherited = [model.description.ranges[1]]
    try model.write(into: small.folder)
    var network = small.network(seed: 2)
    let weights = try TransferredWeights(path: small.folder, into: &network)
    #expect(network.parameters == model.network.parameters)
    #expect(weights.taken == small.plan.parameters.map(\.name))
    #expect(weights.missing.isEmpty && weights.unused.isEmpty)
    #expect(weights.ranges == model.description.inherited + model.description.ranges)
  }

  @Test("are taken over from a bare file where names agree")
  func fromBareFile() throws {
    let small = try SmallModel()
    let path = small.path("bare.safetensors")
    try write([("other", [3]), ("conv1.weight", [16, 1, 9])], to: path)
    let before = small.network(seed: 2)
    var network = before
    let weights = try TransferredWeights(path: path, into: &network)
    #expect(weights.taken == ["conv1.weight"])
    #expect(weights.unused == ["other"])
    #expect(weights.missing == small.plan.parameters.dropFirst().map(\.name))
    #expect(weights.ranges.isEmpty)
    #expect(network.parameters[0] == Tensor(shape: [16, 1, 9]))
    #expect(network.parameters[1...] == before.parameters[1...])
  }

  @Test("of another shape are refused with both, and nothing is changed")
  func otherShape() throws {
    let small = try SmallModel()
    let path = small.path("bare.safetensors")
    try write([("conv1.weight", [16, 1, 9]), ("conv1.bias", [15])], to: path)
    var network = small.network(seed: 2)
    let error = #expect(throws: DisaggregationError.self) {
      _ = try TransferredWeights(path: path, into: &network)
    }
    #expect(error?.status == .badConfiguration)
    #expect(error?.reason == "conv1.bias has the shape [15] there, and the network needs [16]")
    #expect(network.parameters == small.network(seed: 2).parameters)
  }

  @Test("of which none has a name of the network's are refused")
  func noName() throws {
    let small = try SmallModel()
    let path = small.path("bare.safetensors")
    try write([("layers.0.weight", [16, 1, 9])], to: path)
    var network = small.network(seed: 2)
    let error = #expect(throws: DisaggregationError.self) {
      _ = try TransferredWeights(path: path, into: &network)
    }
    #expect(error?.status == .badConfiguration)
    #expect(
      error?.reason == "no parameter of the network is in it (it has layers.0.weight)")
  }

  @Test("are refused where a byte of a model is another, also in the names of its texts")
  func damaged() throws {
    let small = try SmallModel()
    try small.model(seed: 1).write(into: small.folder)
    let path = small.path("model.safetensors")
    let whole = try FileSystem.bytes(of: path)
    for place in Array(0..<100) + [whole.count - 1] {
      var bytes = whole
      bytes[place] ^= 1
      try FileDescriptor(creating: path).write(bytes)
      var network = small.network(seed: 2)
      let error = #expect(throws: DisaggregationError.self, "byte \(place)") {
        _ = try TransferredWeights(path: path, into: &network)
      }
      #expect(error?.status == .badData, "byte \(place)")
    }
  }
}
