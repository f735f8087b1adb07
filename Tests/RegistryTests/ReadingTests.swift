import Disaggregation
import Files
import Testing

@testable import Registry

@Suite("Reading the registry")
struct ReadingTests {
  @Test("finds nothing where nothing is, and what is in production sorted by name")
  func production() throws {
    let place = try RegistryPlace()
    #expect(try place.registry.production().isEmpty)
    #expect(try place.registry.aliases().isEmpty && place.registry.appliances().isEmpty)
    try place.register(seed: 1)
    try place.register("dish washer", seed: 2)
    #expect(try place.registry.production().isEmpty)
    _ = try place.promote()
    _ = try place.registry.promote(
      PromotionRequest(appliance: "Dish-Washer"), pool: place.pool)
    let found = try place.registry.production()
    #expect(found.map(\.appliance) == ["dish washer", "kettle"])
    #expect(found.map(\.name) == ["dish_washer", "kettle"] && found.map(\.version) == ["1", "1"])
    #expect(try place.registry.champion(of: "fridge") == nil)
  }

  @Test(
    "MODEL_PATH names a version, an alias, or the file in either, with its metadata",
    arguments: [
      "registry/kettle/1", "production/kettle", "registry/kettle/1/model.safetensors",
      "production/kettle/model.safetensors", "production/kettle/",
    ])
  func resolves(name: String) throws {
    let place = try RegistryPlace()
    try place.register(seed: 1)
    _ = try place.promote()
    let found = try ModelRegistry.resolve(path: place.models(name))
    let folder = FileSystem.resolved(place.models("registry/kettle/1"))
    #expect(found.file == folder + "/model.safetensors")
    #expect(found.version == "1" && found.metadata["appliance"] == "kettle")
    #expect(try TrainedModel(path: found.file).weightsDigest == place.model().weightsDigest)
    let version = try place.registry.version(at: place.models(name))
    #expect(version.folder == folder && version.metadata == found.metadata)
  }

  @Test("MODEL_PATH names a model that is not registered, too, and other metadata win")
  func unregistered() throws {
    let place = try RegistryPlace()
    let run = try place.run("a")
    let found = try ModelRegistry.resolve(path: run)
    #expect(found.file == FileSystem.resolved(run + "/best/model.safetensors"))
    #expect(found.version == nil && found.metadata == [:])
    try Publication.text(#"{"version": "mine"}"#, at: place.path("m.json"))
    let told = try ModelRegistry.resolve(path: run, metadata: place.path("m.json"))
    #expect(told.version == "mine" && told.file == found.file)
    try place.register(seed: 1)
    let other = try ModelRegistry.resolve(
      path: place.models("registry/kettle/1"), metadata: place.path("m.json"))
    #expect(other.version == "mine")
    // Another model beside the registered one has other metadata, or none.
    let copy = place.models("registry/kettle/1/other.safetensors")
    try Publication.file(at: copy) { aside in
      try FileDescriptor(creating: aside).write(FileSystem.bytes(of: found.file))
    }
    #expect(try ModelRegistry.resolve(path: copy).metadata == [:])
  }

  @Test(
    "what cannot be read is said with its path and the contract's status",
    arguments: [
      ("metadata.json", "", Files.ExitStatus.badData, "could not read the metadata"),
      ("metadata.json", "[1]", .badData, "they are no JSON object"),
      ("metadata.json", "{\"format\":", .badData, "metadata.json"),
      ("metadata.json", "{}", .badData, "not those of a registered model"),
      (
        "metadata.json",
        #"{"format":"energy-registered-model","format_version":9,"appliance":"a","version":"1"}"#,
        .badData, "Update energy."
      ),
      (
        "metadata.json",
        #"{"format":"energy-registered-model","format_version":1,"appliance":"a","version":"../1"}"#,
        .badData, "its version is not 1 to 64 letters"
      ),
      ("metadata.json", nil, .missingInput, "metadata.json"),
      ("model.safetensors", nil, .missingInput, "it has no model.safetensors"),
    ] as [(String, String?, Files.ExitStatus, String)])
  func damaged(name: String, content: String?, status: Files.ExitStatus, says: String) throws {
    let place = try RegistryPlace()
    try place.register(seed: 1)
    _ = try place.promote()
    let file = place.models("registry/kettle/1/" + name)
    try FileSystem.remove(file)
    if let content { try Publication.text(content, at: file) }
    for read in [
      { _ = try place.registry.production() },
      { _ = try place.registry.version(at: place.models("registry/kettle/1")) },
    ] {
      let error = #expect(throws: RegistryError.self) { try read() }
      #expect(error?.status == status && error?.description.contains(says) == true)
    }
    // The list still says what there is, and another version can be registered and promoted.
    let listed = try place.registry.appliance("kettle")
    #expect(listed.damaged.map(\.version) == ["1"] && listed.champion == "1")
    #expect(try place.register(seed: 2).version.version == "2")
    #expect(try place.promote("2").version.version == "2")
  }

  @Test("a version is what its folder says: a copy's metadata lead to no other folder")
  func copied() throws {
    let place = try RegistryPlace()
    try place.register(seed: 1)
    _ = try place.promote()
    let (first, copy) = (place.models("registry/kettle/1"), place.models("registry/kettle/2"))
    try FileSystem.createFolders(copy)
    for name in ["model.safetensors", "metadata.json"] {
      try FileDescriptor(creating: "\(copy)/\(name)").write(
        FileSystem.bytes(of: "\(first)/\(name)"))
    }
    let listed = try place.registry.appliance("kettle")
    #expect(listed.versions.map(\.version) == ["1"] && listed.damaged.map(\.version) == ["2"])
    let error = #expect(throws: RegistryError.self) { try place.promote("2") }
    #expect(error?.reason == "they are those of version 1 of the kettle")
    let victim = place.models("registry/other")
    try FileSystem.createFolders(victim)
    let metadata = try FileSystem.text(of: copy + "/metadata.json")
    #expect(metadata.contains(#""version": "1""#))
    try FileSystem.remove(copy + "/metadata.json")
    try Publication.text(
      metadata.replacing(#""version": "1""#, with: #""version": "../other""#),
      at: copy + "/metadata.json")
    #expect(try place.registry.prune("kettle", keeping: 0) == ["2"])
    #expect(FileSystem.exists(victim) && FileSystem.exists(first) && !FileSystem.exists(copy))
  }

  @Test("metadata of elsewhere that name a version as no header can are refused")
  func unspeakable() throws {
    let place = try RegistryPlace()
    try Publication.text(#"{"version": "3\r\nX: 1"}"#, at: place.path("m.json"))
    let run = try place.run("a")
    let error = #expect(throws: RegistryError.self) {
      try ModelRegistry.resolve(path: run, metadata: place.path("m.json"))
    }
    #expect(error?.status == .badData)
  }

  @Test("an alias that leads nowhere, and a name that is not there, are missing")
  func missing() throws {
    let place = try RegistryPlace()
    try place.register(seed: 1)
    _ = try place.promote()
    try FileSystem.remove(place.models("registry/kettle/1"))
    let error = #expect(throws: RegistryError.self) { try place.registry.production() }
    #expect(error?.status == .missingInput && error?.reason == "the link leads to nothing")
    for path in ["production/fridge", "production/kettle", "production/kettle/model.safetensors"] {
      let error = #expect(throws: RegistryError.self) {
        try ModelRegistry.resolve(path: place.models(path))
      }
      #expect(error?.status == .missingInput, "\(error?.description ?? "")")
    }
  }
}
