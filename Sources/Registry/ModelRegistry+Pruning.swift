import Files

extension ModelRegistry {
  /// Removes all but the newest versions; never the one in production, nor the one before it.
  ///
  /// - Parameters:
  ///   - appliance: However it is spelled.
  ///   - count: How many of the newest are kept.
  ///   - isTrial: Whether it only says what it would remove.
  /// - Returns: The versions that were removed.
  /// - Throws: `RegistryError`: 65 where the appliance has none, 73 or 75 where the registry cannot
  ///   be written.
  package func prune(
    _ appliance: String, keeping count: Int, isTrial: Bool = false
  ) throws(RegistryError) -> [String] {
    guard !isTrial else {
      return try ModelRegistry.superfluous(self.appliance(appliance), keeping: count)
    }
    return try changing { () throws(RegistryError) in
      try prune(self.appliance(appliance), keeping: count)
    }
  }

  /// The same for whoever has the lock.
  func prune(_ known: ApplianceVersions, keeping count: Int) throws(RegistryError) -> [String] {
    let folder = folders.versions(of: known.name)
    try removeAbandoned(in: folder)
    let removed = ModelRegistry.superfluous(known, keeping: count)
    guard !removed.isEmpty else { return [] }
    // First, because a number must not be given again.
    var history = known.history
    history.lastNumber = max(history.lastNumber, known.all.last.flatMap { Int($0) } ?? 0)
    try history.write(in: folder)
    for version in removed {
      do { try Publication.withdraw(FileSystem.joined(folder, version)) } catch {
        throw RegistryError(error)
      }
    }
    return removed
  }

  private static func superfluous(_ known: ApplianceVersions, keeping count: Int) -> [String] {
    let kept = known.all.suffix(count) + [known.champion, known.previous].compactMap { $0 }
    return known.all.filter { !kept.contains($0) }
  }
}
