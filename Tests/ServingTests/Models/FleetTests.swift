import Disaggregation
import Files
import HTTP
import Testing
import Work

@testable import Serving

@Suite("A fleet of models")
struct FleetTests {
  private let place: SmallModels
  private let heard = Heard()

  init() throws { place = try SmallModels() }

  private func fleet(_ sources: [ModelSource]) -> Fleet {
    Fleet(sources, pool: ThreadPool(width: 1), log: heard.hear)
  }

  /// An alias that leads to a version, replaced in one instant.
  private func alias(_ name: String, to version: String) throws {
    let folder = place.path("production")
    try FileSystem.createFolders(folder)
    let aside = place.path("aside")
    _ = FileSystem.link(aside, to: place.path(version))
    try FileSystem.rename(aside, to: FileSystem.joined(folder, name))
  }

  @Test("is ready once its models are loaded, in the order of their names")
  func loads() throws {
    let kettle = try place.write(SmallModels.model("kettle"), "a")
    let fridge = try place.write(SmallModels.model("dish washer", seed: 2), "b")
    let fleet = fleet([.checkpoint(kettle), .path(fridge, metadata: nil)])
    #expect(!fleet.isReady && fleet.current.isEmpty)
    try fleet.load()
    #expect(fleet.isReady)
    #expect(fleet.current.map(\.name) == ["dish_washer", "kettle"])
    #expect(fleet.current[1].version == String(try SmallModels.model().weightsDigest.prefix(8)))
    #expect(heard.kinds == [.loaded, .loaded])
  }

  @Test("of two models of one appliance the first serves, and the other is told of once")
  func shadows() throws {
    let first = try place.write(SmallModels.model(seed: 1), "one")
    let second = try place.write(SmallModels.model(seed: 2), "two")
    let fleet = fleet([.checkpoint(first), .checkpoint(second)])
    try fleet.load()
    _ = fleet.reload()
    #expect(fleet.isReady && fleet.current.count == 1)
    #expect(
      fleet.current.first?.version == String(try SmallModels.model(seed: 1).weightsDigest.prefix(8))
    )
    #expect(heard.kinds == [.loaded, .loaded, .shadowed])
  }

  @Test("a checkpoint that is not there is named")
  func absent() throws {
    let error = #expect(throws: ServingError.self) {
      try fleet([.checkpoint(place.path("nothing"))]).load()
    }
    #expect(error?.status == .missingInput)
    #expect(throws: ServingError.self) { try fleet([.production(models: place.folder)]).load() }
  }

  @Test("a changed alias switches; what somebody holds stays as it was")
  func switches() throws {
    try place.write(SmallModels.model(seed: 1), "one")
    try place.write(SmallModels.model(seed: 2), "two")
    try alias("kettle", to: "one")
    let fleet = fleet([.production(models: place.folder)])
    try fleet.load()
    let held = try #require(fleet.current.first)
    try alias("kettle", to: "two")
    #expect(fleet.reload().map(\.result) == [.switched])
    #expect(fleet.current.first?.version != held.version)
    #expect(held.version == String(try SmallModels.model(seed: 1).weightsDigest.prefix(8)))
    #expect(fleet.reload().map(\.result) == [.unchanged])
  }

  @Test("the weights of a version that nobody uses any more are gone")
  func releases() throws {
    try place.write(SmallModels.model(seed: 1), "one")
    try place.write(SmallModels.model(seed: 2), "two")
    try alias("kettle", to: "one")
    let fleet = fleet([.production(models: place.folder)])
    try fleet.load()
    weak let old = fleet.current.first
    #expect(old != nil)
    try alias("kettle", to: "two")
    _ = fleet.reload()
    #expect(old == nil)
  }

  @Test("a bad version is refused once, and the old one keeps serving", arguments: Damage.allCases)
  func refuses(damage: Damage) throws {
    try place.write(SmallModels.model(seed: 1), "one")
    try alias("kettle", to: "one")
    let fleet = fleet([.production(models: place.folder)])
    try fleet.load()
    let version = fleet.current.first?.version
    try damage.write(place)
    try alias("kettle", to: "bad")
    for _ in 0..<3 {
      let outcome = try #require(fleet.reload().first)
      #expect(outcome.result == (damage == .removed ? .missing : .refused))
      #expect(outcome.version == version && outcome.reason?.contains("/") == false)
    }
    #expect(fleet.current.first?.version == version && fleet.isReady)
    #expect(heard.kinds == [.loaded, damage == .removed ? .missing : .refused])
    try alias("kettle", to: "one")
    #expect(fleet.reload().map(\.result) == [.unchanged])
    #expect(heard.kinds.last == .restored)
  }

  /// What can be wrong with a version.
  enum Damage: CaseIterable {
    case truncated, removed, golden, appliance, nonsense

    func write(_ place: SmallModels) throws {
      switch self {
      case .removed: return
      case .appliance: try place.write(SmallModels.model("fridge"), "bad")
      case .golden:
        var model = try SmallModels.model(seed: 3)
        model.description.goldenWindows[0].outputs[0] += 50
        try place.write(model, "bad")
      case .nonsense:
        try FileSystem.createFolders(place.path("bad"))
        try FileDescriptor(creating: place.path("bad/model.safetensors")).write(Array("?".utf8))
      case .truncated:
        let path = try place.write(SmallModels.model(seed: 3), "bad") + "/model.safetensors"
        let bytes = try FileSystem.bytes(of: path)
        try FileDescriptor(creating: path).write(Array(bytes.dropLast(1000)))
      }
    }
  }

  @Test("a new alias appears; of one that is gone the model keeps serving")
  func comesAndGoes() throws {
    try place.write(SmallModels.model("kettle"), "one")
    try place.write(SmallModels.model("fridge"), "two")
    try alias("kettle", to: "one")
    let fleet = fleet([.production(models: place.folder)])
    try fleet.load()
    try alias("fridge", to: "two")
    #expect(fleet.reload().map(\.result) == [.unchanged, .loaded])
    try FileSystem.remove(place.path("production/kettle"))
    #expect(fleet.reload().map(\.result) == [.missing, .unchanged])
    #expect(fleet.current.map(\.name) == ["fridge", "kettle"] && fleet.isReady)
    try FileSystem.remove(place.path("two"))
    _ = fleet.reload()
    #expect(fleet.current.count == 2)
  }

  @Test("the watching thread sees a changed alias by itself, and does what it is asked")
  func watches() throws {
    try place.write(SmallModels.model(seed: 1), "one")
    try place.write(SmallModels.model(seed: 2), "two")
    try alias("kettle", to: "one")
    var settings = FleetSettings()
    settings.reloadEvery = 0.01
    let fleet = Fleet(
      [.production(models: place.folder)], settings, pool: ThreadPool(width: 1), log: heard.hear)
    try fleet.load()
    fleet.startWatching()
    defer { fleet.stop() }
    try alias("kettle", to: "two")
    while !heard.kinds.contains(.switched) { Doorbell().wait(seconds: 0.005) }
    let answer = LateAnswer<[ReloadOutcome]>()
    fleet.reload { answer.put($0) }
    #expect(answer.get().map(\.result) == [.unchanged])
  }
}
