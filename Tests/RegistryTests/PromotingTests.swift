import Disaggregation
import Files
import Testing

@testable import Registry

@Suite("Promoting a version")
struct PromotingTests {
  /// Versions of the kettle with the skill that each has on a range.
  private static func place(_ skills: [Double?]) throws -> RegistryPlace {
    let place = try RegistryPlace()
    for (index, skill) in skills.enumerated() {
      try place.register(seed: UInt64(index + 1))
      if let skill {
        try place.record("kettle-\(index + 1)", ["skill": skill, "mae_w": 9 - skill])
      }
    }
    return place
  }

  @Test("makes the alias a relative link to its folder, which may be moved with the models")
  func alias() throws {
    let place = try Self.place([nil])
    let promoted = try place.promote()
    #expect(promoted.isChange && promoted.previous == nil && promoted.version.version == "1")
    #expect(promoted.remarks == ["Version 1 is the only one of the kettle."])
    try FileSystem.rename(place.registry.folders.models, to: place.path("moved"))
    let moved = ModelRegistry(RegistryFolders(models: place.path("moved")))
    #expect(try moved.production().map(\.version) == ["1"])
  }

  @Test("without a version takes the best on the shared range, in the metric's direction")
  func best() throws {
    let place = try Self.place([0.4, 0.8, 0.6, nil])
    let promoted = try place.promote()
    #expect(
      promoted.version.version == "2"
        && promoted.contest?.figures.map(\.version) == ["2", "3", "1"])
    #expect(
      promoted.remarks.count == 1 && promoted.remarks[0].hasPrefix("Version 4 was not compared"))
    #expect(promoted.removed == ["1"], "beside the newest three, the one in production stays")
    // MAE is better where it is less: the same order here.
    let again = try place.promote(metric: .mae)
    #expect(!again.isChange && again.version.version == "2")
    #expect(try place.registry.champion(of: "kettle")?.evaluations.count == 1)
  }

  @Test("refuses a worse one with both figures, and takes it by force")
  func worse() throws {
    let place = try Self.place([0.8, 0.4])
    _ = try place.promote("1")
    let error = #expect(throws: RegistryError.self) { try place.promote("2") }
    #expect(error?.status == .badData)
    let sentence = error?.description ?? ""
    for part in ["skill 0.400", "not skill 0.800", "house 2, 2014-03-17", "--force"] {
      #expect(sentence.contains(part), "\(sentence)")
    }
    #expect(try place.registry.champion(of: "kettle")?.version == "1")
    #expect(try place.promote("2", force: true).version.version == "2")
    // Back to the better one needs no force; nor does an equal one.
    #expect(try place.promote("1").version.version == "1")
  }

  @Test("compares nothing that was learnt from, and nothing of another range")
  func incomparable() throws {
    let place = try Self.place([nil, nil])
    try place.record("kettle-1", ["skill": 0.9], seen: true)
    try place.record("kettle-2", ["skill": 0.1])
    let error = #expect(throws: RegistryError.self) { try place.promote() }
    #expect(error?.status == .badData, "\(error?.description ?? "")")
    #expect(error?.remedy?.hasSuffix("energy models promote kettle:2.") == true)
    _ = try place.promote("1")
    let second = try place.promote("2")
    #expect(second.contest == nil && second.remarks[0].contains("was not compared with 1"))
    try place.record("kettle-1", ["skill": 0.9], range: "2014-03-20")
    #expect(throws: RegistryError.self) { try place.promote() }
    try place.record("kettle-2", ["skill": 0.1], range: "2014-03-20")
    #expect(try place.promote().version.version == "1")
  }

  @Test("an undefined figure is no figure")
  func undefined() throws {
    let place = try Self.place([.nan, 0.3])
    #expect(throws: RegistryError.self) { try place.promote() }
  }

  @Test("names the nearest appliance, and the versions that there are")
  func unknown() throws {
    let place = try Self.place([nil])
    let error = #expect(throws: RegistryError.self) { try place.registry.appliance("ketle") }
    #expect(error?.status == .badData && error?.remedy == "Did you mean kettle?")
    let version = #expect(throws: RegistryError.self) { try place.promote("7") }
    #expect(version?.status == .badData && version?.reason == "registered are 1")
  }

  @Test("refuses a version whose file is not the one that was registered")
  func exchanged() throws {
    let place = try Self.place([nil, nil])
    try place.model(seed: 9).write(into: place.models("registry/kettle/2"))
    let error = #expect(throws: RegistryError.self) { try place.promote("2") }
    #expect(error?.status == .badData && error?.reason.contains("SHA-256") == true)
    #expect(try place.registry.production().isEmpty)
  }

  @Test("rolls back again and again, over versions that are gone, to the first")
  func rollsBack() throws {
    let place = try Self.place([nil, nil, nil, nil])
    for version in ["1", "2", "3", "2", "4"] { _ = try place.promote(version, keeping: 9) }
    var chain: [String] = []
    for _ in 0..<3 {
      chain.append(try place.registry.rollback("kettle", pool: place.pool).version.version)
      #expect(try place.registry.champion(of: "kettle")?.version == chain.last)
    }
    #expect(chain == ["2", "3", "2"])
    // After a promotion it goes on from there.
    _ = try place.promote("4", keeping: 9)
    #expect(try place.registry.rollback("kettle", pool: place.pool).version.version == "2")
    #expect(try place.registry.rollback("kettle", pool: place.pool).version.version == "1")
    let error = #expect(throws: RegistryError.self) {
      try place.registry.rollback("kettle", pool: place.pool)
    }
    #expect(error?.status == .badData && error?.remedy?.contains("energy models promote") == true)
    #expect(try place.registry.champion(of: "kettle")?.version == "1")
  }

  @Test("whoever was killed between history and alias changes nothing that was said")
  func halfway() throws {
    let place = try Self.place([nil, nil, nil])
    for version in ["1", "2"] { _ = try place.promote(version) }
    let folder = place.models("registry/kettle")
    var history = try PromotionHistory(in: folder)
    history.promote("3", at: 5)
    try history.write(in: folder)
    #expect(try place.registry.appliance("kettle").champion == "2")
    #expect(try place.registry.rollback("kettle", pool: place.pool).version.version == "1")
    // A rollback that switched the alias and noted nothing.
    _ = try place.promote("3")
    try Publication.link(at: place.models("production/kettle"), to: "../registry/kettle/1")
    #expect(try place.registry.appliance("kettle").previous == nil)
    _ = try place.promote("2")
    #expect(try place.registry.rollback("kettle", pool: place.pool).version.version == "1")
  }

  @Test("a damaged history is named, and what is in production stays readable")
  func damagedHistory() throws {
    let place = try Self.place([nil])
    _ = try place.promote()
    for content in [
      "", "{", "[]", #"{"format":"energy-model-history","format_version":7,"last_version":1}"#,
    ] {
      try Publication.text(content, at: place.models("registry/kettle/history.json"))
      #expect(try place.registry.production().map(\.version) == ["1"])
      for change in [
        { _ = try place.promote("1") }, { _ = try place.register(seed: 5) },
        { _ = try place.registry.rollback("kettle", pool: place.pool) },
      ] {
        let error = #expect(throws: RegistryError.self) { try change() }
        #expect(error?.status == .badData && error?.path?.hasSuffix("history.json") == true)
      }
    }
  }

  @Test("prunes all but the newest, the one in production and the one before")
  func prunes() throws {
    let place = try Self.place([nil, nil, nil, nil, nil, nil])
    _ = try place.promote("1", keeping: 9)
    _ = try place.promote("2", keeping: 9)
    #expect(try place.registry.prune("kettle", keeping: 1, isTrial: true) == ["3", "4", "5"])
    #expect(try place.registry.appliance("kettle").all.count == 6)
    #expect(try place.registry.prune("kettle", keeping: 3) == ["3"])
    #expect(try place.registry.appliance("kettle").all == ["1", "2", "4", "5", "6"])
    #expect(try place.registry.prune("kettle", keeping: 0) == ["4", "5", "6"])
    #expect(try place.registry.rollback("kettle", pool: place.pool).version.version == "1")
    #expect(try FileSystem.list(place.models("registry/kettle")) == ["1", "2", "history.json"])
  }
}
