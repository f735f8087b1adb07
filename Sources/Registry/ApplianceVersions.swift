import Files

/// All versions of an appliance, and which of them is in production.
package struct ApplianceVersions: Sendable {
  /// A version whose folder is damaged.
  package struct Damaged: Sendable {
    package let version: String
    package let reason: RegistryError
  }

  /// As folders spell it: "dish_washer".
  package let name: String
  /// Those that can be read, by number.
  package let versions: [RegisteredVersion]
  package let damaged: [Damaged]
  /// The version in production; nil where there is none.
  package let champion: String?
  let history: PromotionHistory

  /// The appliance as NILM Metadata names it: "dish washer".
  package var appliance: String {
    versions.last?.appliance ?? String(name.map { $0 == "_" ? " " : $0 })
  }

  /// All that have a folder, damaged ones as well, by number.
  package var all: [String] {
    (versions.map(\.version) + damaged.map(\.version)).sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
  }

  /// The version that a rollback returns to; nil where there is none.
  package var previous: String? { history.previous(among: versions.map(\.version)) }

  /// When a version came into production last, nanoseconds UTC; nil where nobody knows.
  package func promotion(of version: String) -> Int64? { history.promotion(of: version) }

  /// A version that can be read.
  ///
  /// - Throws: `RegistryError` (65) where there is none of that number, or it is damaged.
  package func version(_ number: String) throws(RegistryError) -> RegisteredVersion {
    if let found = versions.first(where: { $0.version == number }) { return found }
    if let damage = damaged.first(where: { $0.version == number }) { throw damage.reason }
    throw RegistryError(
      status: .badData, attempt: "find version \(number) of the \(appliance)", path: nil,
      reason: all.isEmpty
        ? "none is registered" : "registered are \(ApplianceVersions.list(all))",
      remedy: all.isEmpty
        ? "Register one: energy models register RUN." : "See energy models list.")
  }

  /// "1, 2 and 5".
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and \(last)"
  }
}

extension ModelRegistry {
  /// Every appliance that has a version, sorted by name.
  ///
  /// - Throws: `RegistryError` where a folder cannot be read or a history is damaged.
  package func appliances() throws(RegistryError) -> [ApplianceVersions] {
    var all: [ApplianceVersions] = []
    for name in try ModelRegistry.names(in: folders.registry) {
      let versions = try self.versions(of: name)
      if !versions.all.isEmpty { all.append(versions) }
    }
    return all
  }

  /// The versions of an appliance, however its name is spelled.
  ///
  /// - Throws: `RegistryError`: 65 where it has none, with the nearest that has.
  package func appliance(_ spelling: String) throws(RegistryError) -> ApplianceVersions {
    let wanted = Spelling.folded(spelling)
    let names = try ModelRegistry.names(in: folders.registry)
    if let name = names.first(where: { Spelling.folded($0) == wanted }) {
      let versions = try self.versions(of: name)
      if !versions.all.isEmpty { return versions }
    }
    let known = try appliances().map(\.appliance)
    throw RegistryError(
      status: .badData, attempt: "find a model of \"\(spelling)\"", path: nil,
      reason: known.isEmpty
        ? "no model is registered" : "registered are \(ApplianceVersions.list(known))",
      remedy: known.isEmpty
        ? "Register one: energy models register RUN."
        : Spelling.question(for: spelling, among: known) ?? "See energy models list.")
  }

  /// The versions of an appliance, of which there may be none.
  ///
  /// - Parameter name: As folders spell it.
  /// - Returns: Those that are there, sound or damaged.
  /// - Throws: `RegistryError` where a folder cannot be read or the history is damaged.
  func versions(of name: String) throws(RegistryError) -> ApplianceVersions {
    let folder = folders.versions(of: name)
    var sound: [RegisteredVersion] = []
    var damaged: [ApplianceVersions.Damaged] = []
    for number in try numbers(in: folder) {
      let place = FileSystem.joined(folder, String(number))
      do throws(RegistryError) {
        let version = try RegisteredVersion(folder: FileSystem.resolved(place))
        try version.require(name, String(number))
        sound.append(version)
      } catch {
        // One that is pruned meanwhile is no damage.
        guard FileSystem.exists(place) else { continue }
        damaged.append(.init(version: String(number), reason: error))
      }
    }
    let champion = self.championNumber(of: name)
    var history = try PromotionHistory(in: folder)
    history.align(with: champion)
    return ApplianceVersions(
      name: name, versions: sound, damaged: damaged, champion: champion, history: history)
  }

  /// The numbers of an appliance's versions, whatever state they are in.
  func numbers(in folder: String) throws(RegistryError) -> [Int] {
    try ModelRegistry.names(in: folder).compactMap { name in
      Int(name).flatMap { $0 > 0 && String($0) == name ? $0 : nil }
    }.sorted()
  }

  /// The folder's name that the alias leads to; nil where there is none of this appliance.
  private func championNumber(of name: String) -> String? {
    let place = FileSystem.resolved(folders.alias(of: name))
    let folder = FileSystem.resolved(folders.versions(of: name))
    guard !FileSystem.isLink(place), FileSystem.parent(of: place) == folder else { return nil }
    return FileSystem.name(of: place)
  }
}
