import Files
import Kernels
import Networks
import Testing

@testable import Disaggregation

@Suite("Trained models")
struct TrainedModelTests {
  @Test("come back with every weight and every word")
  func roundTrip() throws {
    let small = try SmallModel()
    let model = small.model(seed: 1)
    try model.write(into: small.folder)
    let read = try TrainedModel(path: small.folder)
    #expect(read.network.parameters == model.network.parameters)
    #expect(read.description == model.description)
    try read.selfTest(small.engine)
  }

  @Test("keep where the target lies", arguments: [.middle, .last, .index(7)] as [TargetPosition])
  func targetPosition(position: TargetPosition) throws {
    let small = try SmallModel()
    let plan = try ArchitectureCatalogue.named("seq2point-reduced").plan(
      window: 30, padding: .same, targetPosition: position)
    let network = Network(plan, parameters: plan.parameters.map { Tensor(shape: $0.shape) })
    var description = small.description
    description.plan = plan
    try TrainedModel(network: network, description: description).write(into: small.folder)
    #expect(try TrainedModel(path: small.folder).description.plan == plan)
  }

  @Test("fail the test of themselves with another weight")
  func selfTest() throws {
    let small = try SmallModel()
    var model = small.model(seed: 1)
    model.network.parameters[0][0] += 0.5
    let error = #expect(throws: DisaggregationError.self) { try model.selfTest(small.engine) }
    #expect(error?.reason.hasPrefix("its golden window 1 gives ") == true)
  }

  @Test("of a newer format are refused")
  func newerFormat() throws {
    let small = try SmallModel()
    let model = small.model(seed: 1)
    let metadata = model.description.metadata.map { member in
      member.key == "format_version" ? JSON.Member(key: member.key, value: "2") : member
    }
    try SafetensorsWriter.write([], metadata: metadata, to: small.path("model.safetensors"))
    let error = #expect(throws: DisaggregationError.self) {
      _ = try TrainedModel(path: small.folder)
    }
    #expect(error?.status == .badData)
    #expect(
      error?.reason
        == "it is of format version 2, and this version of energy reads versions up to 1")
  }

  @Test("without a part of the description, or with nonsense in it, are refused")
  func brokenDescription() throws {
    let small = try SmallModel()
    let model = small.model(seed: 1)
    let tensors = zip(small.plan.parameters, model.network.parameters).map {
      SafetensorsWriter.NamedTensor(name: $0.0.name, tensor: $0.1)
    }
    let whole = model.description.metadata
    for place in whole.indices {
      for isNonsense in [false, true] {
        let texts = ["format", "tool_version", "mains_quantity", "appliance", "configuration"]
        if isNonsense, texts.contains(whole[place].key) { continue }
        var metadata = whole
        if isNonsense {
          metadata[place] = JSON.Member(key: whole[place].key, value: "{\"x\": nonsense")
        } else {
          metadata.remove(at: place)
        }
        try SafetensorsWriter.write(
          tensors, metadata: metadata, to: small.path("model.safetensors"))
        let error = #expect(throws: DisaggregationError.self, "\(whole[place].key)") {
          _ = try TrainedModel(path: small.folder)
        }
        #expect(error?.status == .badData, "\(whole[place].key)")
      }
    }
  }

  @Test("lacking a parameter, or with one of another shape, are refused")
  func brokenWeights() throws {
    let small = try SmallModel()
    let model = small.model(seed: 1)
    func write(_ tensors: [SafetensorsWriter.NamedTensor]) throws {
      try SafetensorsWriter.write(
        tensors, metadata: model.description.metadata, to: small.path("model.safetensors"))
    }
    var tensors = zip(small.plan.parameters, model.network.parameters).map {
      SafetensorsWriter.NamedTensor(name: $0.0.name, tensor: $0.1)
    }
    try write(Array(tensors.dropLast()))
    let missing = #expect(throws: DisaggregationError.self) {
      _ = try TrainedModel(path: small.folder)
    }
    #expect(missing?.reason == "it has no tensor conv4.bias")
    tensors[1] = SafetensorsWriter.NamedTensor(name: "conv1.bias", tensor: Tensor(shape: [17]))
    try write(tensors)
    let other = #expect(throws: DisaggregationError.self) {
      _ = try TrainedModel(path: small.folder)
    }
    #expect(other?.reason == "conv1.bias is of shape [17], and cnn-seq2seq needs [16]")
  }

  @Test("are found by their file, their folder, a link, and the folder of a run")
  func paths() throws {
    let small = try SmallModel()
    let checkpoint = small.path("run/epoch-0002")
    try FileSystem.createFolders(checkpoint)
    try small.model(seed: 1).write(into: checkpoint)
    try Publication.link(at: small.path("run/last"), to: "epoch-0002")
    let names = ["run/epoch-0002/model.safetensors", "run/epoch-0002", "run/last", "run"]
    for name in names { _ = try TrainedModel(path: small.path(name)) }
    try FileSystem.createFolders(small.path("run/epoch-0001"))
    try small.model(seed: 2).write(into: small.path("run/epoch-0001"))
    try Publication.link(at: small.path("run/best"), to: "epoch-0001")
    let best = try TrainedModel(path: small.path("run"))
    #expect(best.network.parameters == small.network(seed: 2).parameters)
  }

  @Test("that are not there are refused with what to name instead")
  func missing() throws {
    let small = try SmallModel()
    func refusal(_ path: String) -> DisaggregationError? {
      let error = #expect(throws: DisaggregationError.self) { _ = try TrainedModel(path: path) }
      #expect(error?.status == .missingInput)
      return error
    }
    #expect(refusal(small.path("none"))?.reason == "there is no such file or folder")
    #expect(refusal(small.folder)?.reason == "there is no model in it")
    for name in ["kettle", "fridge"] {
      try FileSystem.createFolders(small.path("\(name)/epoch-0001"))
      try Publication.link(at: small.path("\(name)/last"), to: "epoch-0001")
    }
    let several = refusal(small.folder)
    #expect(several?.reason == "it holds the models of several appliances: fridge, kettle")
    #expect(several?.remedy == "Name one of them, as in \(small.path("fridge")).")
  }
}
