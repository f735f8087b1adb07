import Files

/// Which versions of an appliance were in production, and which number was given last.
struct PromotionHistory: Equatable {
  /// A version that came into production.
  struct Champion: Equatable {
    let version: String
    /// Nanoseconds UTC.
    let promoted: Int64
  }

  /// The highest number that a version was ever given.
  var lastNumber = 0
  /// In the order of their promotion; who rolls back takes the last one off.
  private(set) var champions: [Champion] = []

  /// How many are kept: enough for anybody who rolls back again and again.
  private static let longest = 100
  private static let document = "history.json"
  private static let format = "energy-model-history"
  private static let formatVersion = 1

  init() {}

  /// Reads an appliance's history; that of an appliance without one is empty.
  ///
  /// - Parameter folder: Of the appliance's versions.
  /// - Throws: `RegistryError` (65) where the file is damaged or newer.
  init(in folder: String) throws(RegistryError) {
    let path = FileSystem.joined(folder, PromotionHistory.document)
    guard FileSystem.exists(path) else { return }
    let removing = "Remove it: what is in production stays, and nothing can be rolled back to."
    func refusal(_ reason: String, _ remedy: String) -> RegistryError {
      RegistryError(
        status: .badData, attempt: "read the history of promotions", path: path, reason: reason,
        remedy: remedy)
    }
    let json: JSON
    do { json = try JSON.parse(FileSystem.text(of: path), path: path) } catch {
      throw error.status == .badData ? refusal(error.reason, removing) : RegistryError(error)
    }
    guard json["format"]?.string == PromotionHistory.format,
      let version = json["format_version"]?.whole, let last = json["last_version"]?.whole, last >= 0
    else {
      throw refusal("it makes no sense", removing)
    }
    guard version <= PromotionHistory.formatVersion else {
      throw refusal(
        "it is of a newer version than \(PromotionHistory.formatVersion)", "Update energy.")
    }
    lastNumber = last
    champions = (json["champions"]?.elements ?? []).compactMap { entry in
      guard let version = entry["version"]?.string else { return nil }
      return Champion(version: version, promoted: Int64(entry["promoted_ns"]?.whole ?? 0))
    }
  }

  /// Brings it in line with the alias, which alone says what is in production.
  ///
  /// A promotion is noted before the alias is switched, and taken off after a rollback has switched
  /// it: whoever was killed in between has left entries behind the one of the alias.
  mutating func align(with champion: String?) {
    guard let champion else { return champions = [] }
    guard let place = champions.lastIndex(where: { $0.version == champion }) else {
      return champions.append(Champion(version: champion, promoted: 0))
    }
    champions.removeSubrange((place + 1)...)
  }

  /// Notes that a version comes into production.
  mutating func promote(_ version: String, at time: Int64) {
    champions.append(Champion(version: version, promoted: time))
    champions.removeFirst(max(champions.count - PromotionHistory.longest, 0))
  }

  /// The version before the present one that is still there, which a rollback returns to.
  func previous(among versions: [String]) -> String? {
    guard let present = champions.last?.version else { return nil }
    return champions.last { $0.version != present && versions.contains($0.version) }?.version
  }

  /// When a version came into production last, nanoseconds UTC; nil where nobody knows.
  func promotion(of version: String) -> Int64? {
    let time = champions.last { $0.version == version }?.promoted
    return time.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Writes it, whole or not at all.
  ///
  /// - Throws: `RegistryError`: 73 or 74 where it cannot be written.
  func write(in folder: String) throws(RegistryError) {
    let document: JSON = [
      "format": .string(PromotionHistory.format),
      "format_version": .integer(PromotionHistory.formatVersion),
      "last_version": .integer(lastNumber),
      "champions": .array(
        champions.map {
          ["version": .string($0.version), "promoted_ns": .integer(Int($0.promoted))]
        }),
    ]
    try RegistryError.wrapping {
      try Publication.text(
        document.indentedText + "\n", at: FileSystem.joined(folder, PromotionHistory.document))
    }
  }
}
