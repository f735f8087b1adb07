import Disaggregation
import Files
import Networks

/// The checkpoints of one network, in one folder: each a folder of its own that appears whole, and
/// the links `best` and `last` that lead to two of them.
///
/// A kill at any instant leaves the checkpoints that were there, and perhaps a hidden folder that
/// the next one to save removes.
struct CheckpointStore: CheckpointKeeper {
  /// Where they lie.
  let folder: String
  /// What a model's file says of a state's network.
  let describing: (LearningState) throws(TrainingError) -> ModelDescription

  /// How many are kept apart from the best.
  private static let kept = 3
  private static let best = "best"
  private static let last = "last"

  /// Keeps a state, whole or not at all, and only then makes the links lead to it.
  ///
  /// The three latest are kept, and the best.
  ///
  /// - Returns: Its folder.
  /// - Throws: `TrainingError`: 73 or 74 where it cannot be written; what was kept before stays.
  @discardableResult
  func keep(_ state: LearningState, isBest: Bool) throws(TrainingError) -> String {
    let model = TrainedModel(network: state.network, description: try describing(state))
    let name = CheckpointName(of: state)
    let path = FileSystem.joined(folder, name.description)
    try TrainingError.wrapping {
      try Publication.folder(at: path) { aside in
        let seal = try model.write(into: aside)
        try TrainingStateFile.write(state, isBest: isBest, modelSeal: seal, into: aside)
      }
      if isBest { try link(CheckpointStore.best, to: name) }
      try link(CheckpointStore.last, to: name)
      try removeOld(latest: name)
    }
    return path
  }

  /// The link to the best checkpoint, or to the last where none is best yet; nil without any.
  var bestPath: String? {
    [CheckpointStore.best, CheckpointStore.last].first { target(of: $0) != nil }
      .map { FileSystem.joined(folder, $0) }
  }

  /// The checkpoints there are, the latest first; whether they are good is not known.
  func names() throws(TrainingError) -> [CheckpointName] {
    guard FileSystem.isDirectory(folder) else { return [] }
    do {
      return try FileSystem.list(folder).compactMap(CheckpointName.init).sorted(by: >)
    } catch { throw TrainingError(error) }
  }

  /// The checkpoint that a link leads to; nil where there is none.
  private func target(of link: String) -> CheckpointName? {
    let path = FileSystem.joined(folder, link)
    guard FileSystem.isDirectory(path) else { return nil }
    return CheckpointName(FileSystem.name(of: FileSystem.resolved(path)))
  }

  private func link(_ link: String, to name: CheckpointName) throws(FilesError) {
    try Publication.link(at: FileSystem.joined(folder, link), to: name.description)
  }

  /// Removes what is neither among the latest nor the best, and what lies in a future that was
  /// given up when an older checkpoint was resumed from.
  private func removeOld(latest: CheckpointName) throws {
    let best = target(of: CheckpointStore.best)
    let names = try names()
    let kept = names.filter { $0 <= latest }.prefix(CheckpointStore.kept)
    for name in names where name != best && !kept.contains(name) {
      try Publication.withdraw(FileSystem.joined(folder, name.description))
    }
    Publication.removeAbandoned(in: folder, startingWith: "epoch-")
  }
}

// Going on.
extension CheckpointStore {
  /// What training goes on from.
  struct Resumption {
    let state: LearningState
    /// The checkpoint's folder.
    let path: String
    /// Full sentences about what was damaged.
    let notes: [String]
  }

  /// Reads the latest good checkpoint of a network, and makes the links lead to good ones.
  ///
  /// - Throws: `TrainingError`: 66 where there is no checkpoint, 65 where none is good.
  func resume(_ plan: NetworkPlan) throws(TrainingError) -> Resumption {
    let names = try names()
    var faults: [(name: CheckpointName, reason: String)] = []
    for name in names {
      do {
        let (state, isBest) = try read(name, plan)
        try repairLinks(name, isBest: isBest, damaged: faults.map(\.name))
        let notes = faults.map {
          "\($0.name) is damaged: \($0.reason); resuming from \(name)."
        }
        return Resumption(
          state: state, path: FileSystem.joined(folder, name.description), notes: notes)
      } catch {
        // What a failing disk cannot read is lost as well.
        guard [.badData, .missingInput, .inputOutput].contains(error.status) else { throw error }
        faults.append((name, error.reason))
      }
    }
    guard let first = faults.first else {
      throw refusal(
        .missingInput, "there is no checkpoint yet", "Leave out --resume to begin anew.")
    }
    throw refusal(
      .badData, "no checkpoint is good; \(first.name): \(first.reason)",
      "Begin anew with --overwrite.")
  }

  /// The state of a checkpoint, and whether it ended the best epoch so far.
  private func read(
    _ name: CheckpointName, _ plan: NetworkPlan
  ) throws(TrainingError) -> (state: LearningState, isBest: Bool) {
    let path = FileSystem.joined(folder, name.description)
    let file = try TrainingStateFile(in: path)
    let model = try TrainingError.wrapping { try TrainedModel(path: file.model, plan: plan) }
    guard model.description.plan == plan else {
      throw TrainingError(
        status: .badConfiguration, attempt: "resume from", path: path,
        reason: "its network is another than the configuration's",
        remedy: "Resume with the configuration that training began with.")
    }
    return (try file.state(network: model.network), file.isBest)
  }

  /// A kill may have come between a checkpoint and its links, and what they lead to may be damaged.
  private func repairLinks(
    _ name: CheckpointName, isBest: Bool, damaged: [CheckpointName]
  ) throws(TrainingError) {
    var best = target(of: CheckpointStore.best)
    if isBest {
      best = name
    } else if best.map(damaged.contains) ?? true {
      best = try names().first { older in
        // One that cannot be read is no best one either.
        guard older < name, let file = try? TrainingStateFile(in: path(older)) else { return false }
        return file.isBest
      }
    }
    try TrainingError.wrapping {
      if let best, best != target(of: CheckpointStore.best) {
        try link(CheckpointStore.best, to: best)
      } else if best == nil {
        try FileSystem.remove(FileSystem.joined(folder, CheckpointStore.best))
      }
      if target(of: CheckpointStore.last) != name { try link(CheckpointStore.last, to: name) }
    }
  }

  private func path(_ name: CheckpointName) -> String {
    FileSystem.joined(folder, name.description)
  }

  private func refusal(
    _ status: ExitStatus, _ reason: String, _ remedy: String
  ) -> TrainingError {
    TrainingError(
      status: status, attempt: "resume the run in", path: folder, reason: reason, remedy: remedy)
  }
}
