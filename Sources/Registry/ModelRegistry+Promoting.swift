package import Disaggregation
import Files
package import Work

/// What came of putting a version into production.
package struct Promotion: Sendable {
  /// The version that is in production now.
  package let version: RegisteredVersion
  /// The one that was before; nil of the first.
  package let previous: String?
  /// What it was compared by; nil where nothing could be compared.
  package let contest: Contest?
  /// Versions that were removed, because only so many are kept.
  package let removed: [String]
  /// Sentences about what decided, and what was left out.
  package let remarks: [String]

  /// False where it was in production already.
  package var isChange: Bool { previous != version.version }
}

/// What is put into production, and what may stand against it.
package struct PromotionRequest: Sendable {
  /// However it is spelled.
  package var appliance: String
  /// nil takes the best by the metric.
  package var version: String?
  package var metric = Metric.skill
  /// Whether a worse one may replace a better one.
  package var isForced = false
  /// How many of the newest versions are kept, beside the one in production and the one before.
  package var kept = 3

  package init(appliance: String, version: String? = nil) {
    self.appliance = appliance
    self.version = version
  }
}

extension ModelRegistry {
  /// Puts a version into production: the one that is named, or the best one on a shared range.
  ///
  /// - Parameters:
  ///   - request: What to put there.
  ///   - pool: The threads that test the model.
  /// - Returns: What is in production now, and why.
  /// - Throws: `RegistryError`: 65 where there is no such version, it is damaged or worse than the
  ///   one in production, or nothing says which is best; 70 where its golden windows give something
  ///   else; 73, 74 or 75 where the registry cannot be written.
  package func promote(
    _ request: PromotionRequest, pool: ThreadPool
  ) throws(RegistryError) -> Promotion {
    try changing { () throws(RegistryError) in
      let known = try appliance(request.appliance)
      let choice = try choose(request, known)
      guard choice.version.version != known.champion else {
        return Promotion(
          version: choice.version, previous: known.champion, contest: choice.contest, removed: [],
          remarks: choice.remarks)
      }
      try ModelRegistry.verify(choice.version, pool: pool)
      let version = try adding(evaluations(of: choice.version).records, to: choice.version)
      var history = known.history
      history.promote(version.version, at: ModelRegistry.now)
      history.lastNumber = max(history.lastNumber, known.all.last.flatMap { Int($0) } ?? 0)
      try history.write(in: folders.versions(of: known.name))
      try point(known.name, to: version.version)
      let removed = try prune(versions(of: known.name), keeping: request.kept)
      return Promotion(
        version: version, previous: known.champion, contest: choice.contest, removed: removed,
        remarks: choice.remarks)
    }
  }

  /// Returns to the version that was in production before the present one.
  ///
  /// - Parameters:
  ///   - appliance: However it is spelled.
  ///   - pool: The threads that test the model.
  /// - Returns: What is in production now.
  /// - Throws: `RegistryError`: 65 where there is none to return to, or it is damaged; else as
  ///   `promote`.
  package func rollback(
    _ appliance: String, pool: ThreadPool
  ) throws(RegistryError) -> Promotion {
    try changing { () throws(RegistryError) in
      let known = try self.appliance(appliance)
      guard let previous = known.previous else {
        throw RegistryError(
          status: .badData, attempt: "roll back the \(known.appliance)", path: nil,
          reason: known.champion.map {
            "nothing that is still there was in production before \($0)"
          }
            ?? "none of its versions is in production",
          remedy: "Name a version: energy models promote \(known.name):VERSION.")
      }
      let version = try known.version(previous)
      try ModelRegistry.verify(version, pool: pool)
      try point(known.name, to: previous)
      var history = known.history
      history.align(with: previous)
      try history.write(in: folders.versions(of: known.name))
      return Promotion(
        version: version, previous: known.champion, contest: nil, removed: [], remarks: [])
    }
  }

  /// Switches the alias, in one instant.
  private func point(_ name: String, to version: String) throws(RegistryError) {
    try removeAbandoned(in: folders.production)
    do {
      try FileSystem.createFolders(folders.production)
      try Publication.link(
        at: folders.alias(of: name),
        to: "../\(FileSystem.name(of: folders.registry))/\(name)/\(version)")
    } catch { throw RegistryError(error) }
  }

  /// Refuses a version whose file is another than the one that was registered.
  private static func verify(
    _ version: RegisteredVersion, pool: ThreadPool
  ) throws(RegistryError) {
    try RegistryError.wrapping {
      try TrainedModel(path: version.file).selfTest(on: pool)
      let digest = try SHA256Hasher.hex(ofFile: version.file)
      guard version.metadata["sha256"]?.string == digest else {
        throw RegistryError(
          status: .badData, attempt: "trust the model", path: version.file,
          reason: "its SHA-256 is not the one that was registered",
          remedy: "Register the model again.")
      }
    }
  }
}

// Which version.
extension ModelRegistry {
  private struct Choice {
    let version: RegisteredVersion
    let contest: Contest?
    let remarks: [String]
  }

  private func choose(
    _ request: PromotionRequest, _ known: ApplianceVersions
  ) throws(RegistryError) -> Choice {
    let found = known.versions.map { (version: $0.version, all: evaluations(of: $0)) }
    let records = found.map { (version: $0.version, records: $0.all.records) }
    let remarks = found.flatMap(\.all.remarks)
    if let named = request.version {
      return try judged(known.version(named), request, known, records, remarks)
    }
    // Without one in production, any range will do.
    let needed = known.versions.map(\.version).filter { $0 == known.champion }
    if let contest = Contest(
      among: records, on: request.metric, needed: needed, champion: known.champion)
    {
      let left = contest.missing.isEmpty ? [] : [ModelRegistry.uncompared(contest, known)]
      return Choice(
        version: try known.version(contest.figures[0].version), contest: contest,
        remarks: remarks + left)
    }
    guard known.all.count == 1, let only = known.versions.first else {
      throw ModelRegistry.undecided(request.metric, known)
    }
    return Choice(
      version: only, contest: nil,
      remarks: remarks + ["Version \(only.version) is the only one of the \(known.appliance)."])
  }

  /// A version that was named, unless it is worse than the one in production.
  private func judged(
    _ version: RegisteredVersion, _ request: PromotionRequest, _ known: ApplianceVersions,
    _ records: [(version: String, records: [EvaluationRecord])], _ remarks: [String]
  ) throws(RegistryError) -> Choice {
    guard let champion = known.champion, champion != version.version else {
      return Choice(version: version, contest: nil, remarks: remarks)
    }
    let both = [champion, version.version]
    guard
      let contest = Contest(
        among: records.filter { both.contains($0.version) }, on: request.metric, needed: both,
        champion: champion)
    else {
      let remark =
        "Version \(version.version) was not compared with \(champion): no evaluation of both on "
        + "one range has \(request.metric.label)."
      return Choice(version: version, contest: nil, remarks: remarks + [remark])
    }
    if contest.isWorse(version.version, than: champion), !request.isForced {
      throw ModelRegistry.worse(version.version, than: champion, contest, known)
    }
    return Choice(version: version, contest: contest, remarks: remarks)
  }

  private static func worse(
    _ version: String, than champion: String, _ contest: Contest, _ known: ApplianceVersions
  ) -> RegistryError {
    func figure(_ version: String) -> String {
      contest.figure(of: version).map { contest.text(of: $0) } ?? ""
    }
    return RegistryError(
      status: .badData, attempt: "promote version \(version) of the \(known.appliance)", path: nil,
      reason: "it is worse than version \(champion), which is in production: \(figure(version)), "
        + "and not \(figure(champion)), on \(contest.range.text)",
      remedy: "Use --force to promote it all the same.")
  }

  private static func undecided(_ metric: Metric, _ known: ApplianceVersions) -> RegistryError {
    let choices = known.all.filter { $0 != known.champion }
    let example = choices.last ?? known.all.last ?? "1"
    return RegistryError(
      status: .badData, attempt: "choose a version of the \(known.appliance)", path: nil,
      reason: "no evaluations on one range say which of \(ApplianceVersions.list(known.all)) has "
        + "the best \(metric.label)",
      remedy: "Evaluate them on one range with energy evaluate --record, or name one: "
        + "energy models promote \(known.name):\(example).")
  }

  private static func uncompared(_ contest: Contest, _ known: ApplianceVersions) -> String {
    let one = contest.missing.count == 1
    return "\(one ? "Version" : "Versions") \(ApplianceVersions.list(contest.missing)) "
      + "\(one ? "was" : "were") not compared: no evaluation on \(contest.range.text) is recorded."
  }
}
