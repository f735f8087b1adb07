import Disaggregation
import Files
import Registry
import Work

/// Registers models one after another, and tells of each.
struct RegistrationWork {
  let registry: ModelRegistry
  let console: Console

  /// Registers the models of runs, of checkpoints or of files.
  ///
  /// - Parameters:
  ///   - paths: A run that trained several appliances stands for all of them.
  ///   - observe: Hears of each.
  /// - Throws: A `RegistryError` or what interrupts; what came before stays registered.
  func register(_ paths: [String], observe: (Registration) throws -> Void) throws {
    let pool = ThreadPool()
    for path in try paths.flatMap({ try ModelPath.each($0) }) {
      try console.cancellation.check()
      let done = try registry.register(path, toolVersion: CommandCatalogue.version, pool: pool)
      for remark in done.remarks { console.complain("note: \(remark)") }
      try observe(done)
    }
  }

  /// What came of one, for people.
  func sentence(_ done: Registration) -> String {
    let version = done.version
    let place = registry.folder(of: version)
    return done.isNew
      ? "\(version.appliance): registered as version \(version.version), \(place)"
      : "\(version.appliance): this model is version \(version.version) already, \(place)"
  }

  /// The same for programs.
  func members(_ done: Registration) -> [JSON.Member] {
    [
      .init(key: "appliance", value: .string(done.version.appliance)),
      .init(key: "version", value: .string(done.version.version)),
      .init(key: "new", value: .bool(done.isNew)),
      .init(key: "folder", value: .string(registry.folder(of: done.version))),
    ]
  }

  /// The event that `energy train --register --json` ends with.
  func event(_ done: Registration) -> JSON {
    .object([.init(key: "event", value: "registered")] + members(done))
  }
}
