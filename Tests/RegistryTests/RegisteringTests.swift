import Disaggregation
import Files
import Testing

@testable import Registry

@Suite("Registering a model")
struct RegisteringTests {
  @Test("gives the next number, and writes the model and what is known of it, without a path")
  func registers() throws {
    let place = try RegistryPlace()
    _ = try place.run("kettle-1", seed: 1)
    try place.record("kettle-1", ["skill": 0.5])
    let first = try place.register(seed: 1)
    #expect(first.isNew && first.version.version == "1" && first.remarks.isEmpty)
    #expect(try place.register(seed: 2).version.version == "2")
    #expect(try place.register("dish washer", seed: 3).version.version == "1")
    let folder = place.models("registry/kettle/1")
    let names = try FileSystem.list(folder)
    #expect(names == ["metadata.json", "model.safetensors", "source.json"])
    let text = try FileSystem.text(of: folder + "/metadata.json")
    #expect(!text.contains(place.path) && !text.contains("/home/somebody"), "\(text)")
    let metadata = first.version.metadata
    let model = try place.model(seed: 1)
    #expect(
      try metadata["sha256"]?.string == SHA256Hasher.hex(ofFile: folder + "/model.safetensors"))
    #expect(metadata["weights_sha256"]?.string == model.weightsDigest)
    #expect(metadata["architecture"] == "cnn-seq2seq" && metadata["window"] == 12)
    #expect(metadata["padding"] == "same" && metadata["period_s"]?.double == 6)
    #expect(metadata["tool_version"] == "0.1.0" && metadata["trained_with"] == "0.0.9")
    #expect(metadata["ranges"]?.elements.first?["from"] == "2013-03-18T12:00:00+00:00")
    #expect(metadata["validation"]?["mae_w"]?.double == 3.5)
    let evaluations = try #require(metadata["evaluations"]?.elements)
    #expect(evaluations.count == 1 && evaluations[0]["model"]?["skill"]?.double == 0.5)
    #expect(
      first.version.evaluations[0].range.text
        == "house 2, 2014-03-17 to 2014-04-01T06:30:00+01:00 (Simulated)")
    #expect(try TrainedModel(path: folder).description == model.description)
    #expect(try FileSystem.list(place.registry.folders.models) == ["registry", "runs"])
  }

  @Test("the same model again is the version that it is, with what was recorded since")
  func again() throws {
    let place = try RegistryPlace()
    try place.register(seed: 1)
    try place.register(seed: 2)
    try place.record("kettle-1", ["skill": 0.7])
    let second = try place.register(seed: 1)
    #expect(!second.isNew && second.version.version == "1")
    #expect(second.version.evaluations.map { $0.value(.skill) } == [0.7])
    #expect(try place.registry.version(at: second.version.folder) == second.version)
    #expect(try place.registry.appliance("kettle").all == ["1", "2"])
  }

  @Test("the same weights with another normalisation are another model")
  func normalisation() throws {
    let place = try RegistryPlace()
    try place.register(seed: 1)
    var model = try place.model(seed: 1)
    model.description.normalisation.mainsMean = 600
    model.description.goldenWindows = []
    try FileSystem.createFolders(place.path("other"))
    try model.write(into: place.path("other"))
    let second = try place.registry.register(
      place.path("other/model.safetensors"), toolVersion: "0.1.0", pool: place.pool)
    #expect(second.isNew && second.version.version == "2")
  }

  @Test("a number is not given again, not even where the highest version was pruned")
  func numbers() throws {
    let place = try RegistryPlace()
    for seed in 1...3 { try place.register(seed: UInt64(seed)) }
    _ = try place.promote("1")
    #expect(try place.registry.prune("kettle", keeping: 0) == ["2", "3"])
    #expect(try place.register(seed: 4).version.version == "4")
  }

  @Test("a model that is damaged, or estimates something else, is refused and leaves nothing")
  func refuses() throws {
    let place = try RegistryPlace()
    let run = try place.run("a")
    var bytes = try FileSystem.bytes(of: run + "/best/model.safetensors")
    bytes[bytes.count - 5] ^= 1
    try FileDescriptor(creating: place.path("bad.safetensors")).write(bytes)
    var model = try place.model()
    model.description.goldenWindows[0].outputs[0] += 100
    try FileSystem.createFolders(place.path("other"))
    try model.write(into: place.path("other"))
    var evil = try place.model()
    evil.description.target.appliance = "../../kettle"
    try FileSystem.createFolders(place.path("evil"))
    try evil.write(into: place.path("evil"))
    for (name, status, says) in [
      ("bad.safetensors", Files.ExitStatus.badData, "bad.safetensors"),
      ("other", .internalFault, "golden window 1"), ("none", .missingInput, "no such file"),
      ("evil", .badData, "no folder can be named after its appliance"),
    ] {
      let error = #expect(throws: RegistryError.self) {
        try place.registry.register(place.path(name), toolVersion: "0", pool: place.pool)
      }
      #expect(error?.status == status, "\(name): \(error?.description ?? "")")
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
    #expect(try place.registry.appliances().isEmpty)
    #expect(!FileSystem.exists(place.models("registry")))
  }

  @Test("a record that cannot be read is left out and named")
  func damagedRecord() throws {
    let place = try RegistryPlace()
    let run = try place.run("kettle-1")
    try place.record("kettle-1", ["skill": 0.5])
    try FileSystem.createFolders(run + "/evaluations/broken")
    try Publication.text("{", at: run + "/evaluations/broken/evaluation.json")
    let registered = try place.register(seed: 1)
    #expect(registered.version.evaluations.count == 1)
    #expect(registered.remarks.count == 1 && registered.remarks[0].contains("broken"))
  }
}
