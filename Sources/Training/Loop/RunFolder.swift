import Configuration
import Files
import MeterData

/// The folder of a run: `configuration.yaml`, `events.jsonl`, `environment.json`, and for each
/// appliance its checkpoints; these lie in a folder of their own where there are several appliances.
struct RunFolder: Sendable {
  /// What happens to a run that lies in the folder already.
  enum Meeting: Sendable {
    /// It is left alone, and the new run refused.
    case refuse
    /// It is removed.
    case overwrite
    /// It is gone on with.
    case resume
  }

  let path: String
  /// With spaces, in the order of the configuration.
  let appliances: [String]

  var configuration: String { FileSystem.joined(path, "configuration.yaml") }
  var events: String { FileSystem.joined(path, "events.jsonl") }
  var environment: String { FileSystem.joined(path, "environment.json") }

  /// Where an appliance's checkpoints lie.
  func folder(of appliance: String) -> String {
    appliances.count == 1
      ? path : FileSystem.joined(path, ApplianceNames.channel(appliance))
  }

  /// Refuses what cannot be written to, or would be written over, before any work is done.
  ///
  /// - Throws: `TrainingError` (73), and 66 where there is nothing to go on with.
  func check(_ meeting: Meeting) throws(TrainingError) {
    if FileSystem.exists(path), !FileSystem.isDirectory(path) {
      throw refusal(.cannotCreate, "it is a file", "Name a folder with --output.")
    }
    let hasRun = FileSystem.exists(configuration)
    switch meeting {
    case .resume where !hasRun:
      throw TrainingError(
        status: .missingInput, attempt: "resume the run in", path: path,
        reason: "there is no run", remedy: "Check --output, or leave out --resume to begin one.")
    case .refuse where hasRun || holdsCheckpoints:
      throw refusal(
        .cannotCreate, "another run lies there",
        "Go on with it by --resume, replace it by --overwrite, or name another --output.")
    default: break
    }
  }

  /// Writes what a new run begins with.
  ///
  /// - Throws: `FilesError`.
  func begin(_ meeting: Meeting, configuration text: String, environment: JSON) throws {
    if meeting == .overwrite { try clear() }
    try FileSystem.createFolders(path)
    for appliance in appliances { try FileSystem.createFolders(folder(of: appliance)) }
    try Publication.text(environment.indentedText + "\n", at: self.environment)
    // Last, because a folder with a configuration is a run that can be resumed.
    try Publication.text(text, at: configuration)
  }

  /// What the run that lies here was begun with.
  ///
  /// - Throws: `TrainingError` where it cannot be read (66) or is no JSON (65).
  func readEnvironment() throws(TrainingError) -> JSON {
    do throws(FilesError) {
      return try JSON.parse(try FileSystem.text(of: environment), path: environment)
    } catch {
      throw TrainingError(error)
    }
  }

  /// Refuses to go on with a run that was begun otherwise.
  ///
  /// - Parameters:
  ///   - text: The configuration as resolved now.
  ///   - mayAddEpochs: Whether the number of epochs may differ.
  /// - Throws: `TrainingError` (78) that names the first key.
  func checkUnchanged(_ text: String, mayAddEpochs: Bool) throws(TrainingError) {
    let differences: [ConfigurationChange.Difference]
    do {
      differences = ConfigurationChange.differences(
        try YAMLDocument.read(configuration), try YAMLDocument.parse(text, path: "--config"))
    } catch { throw TrainingError(error) }
    let free = RunFolder.free + (mayAddEpochs ? ["training.epochs"] : [])
    guard let first = differences.first(where: { !free.contains($0.key) }) else { return }
    let (before, after) = (first.before ?? "not set", first.after ?? "not set")
    throw TrainingError(
      status: .badConfiguration, attempt: "resume the run in", path: path,
      reason: "\(first.key) was \(before) and is now \(after)",
      remedy: "A resumed run must go on as it began: set it back, or begin a new run in another "
        + "--output.")
  }

  /// Keys that change how a run is done, and nothing of what comes out.
  private static let free = [
    "training.output", "training.store", "training.threads", "training.checkpoint_every",
    "training.record", "training.engine",
  ]

  private var holdsCheckpoints: Bool {
    ([path] + appliances.map(folder)).contains { folder in
      FileSystem.isLink(FileSystem.joined(folder, "last"))
        || FileSystem.isLink(FileSystem.joined(folder, "best"))
    }
  }

  /// Removes the run that lies here, and nothing that runs do not write.
  private func clear() throws {
    guard FileSystem.isDirectory(path) else { return }
    let channels = (appliancesOfConfiguration() + appliances).map(ApplianceNames.channel)
    // First, so that what is half removed cannot be resumed.
    try FileSystem.remove(configuration)
    for folder in [path] + channels.map({ FileSystem.joined(path, $0) })
    where FileSystem.isDirectory(folder) {
      for name in try FileSystem.list(folder) where RunFolder.isOfRun(name) {
        try FileSystem.remove(FileSystem.joined(folder, name))
      }
    }
  }

  /// The appliances of the run that lies here; none where its configuration cannot be read.
  private func appliancesOfConfiguration() -> [String] {
    let root = try? YAMLDocument.read(configuration)
    let names = root?["training"]?["appliances"]
    return names?.elements?.compactMap(\.text) ?? names?.text.map { [$0] } ?? []
  }

  /// Whether a run writes something of that name, or `energy evaluate` keeps it with its networks.
  private static func isOfRun(_ name: String) -> Bool {
    let texts = [
      "configuration.yaml", "events.jsonl", "environment.json", "losses.csv", "batches.csv",
    ]
    return texts.contains(name) || ["best", "last", "evaluations"].contains(name)
      || name.hasPrefix("epoch-")
  }

  private func refusal(_ status: ExitStatus, _ reason: String, _ remedy: String) -> TrainingError {
    TrainingError(
      status: status, attempt: "train into", path: path, reason: reason, remedy: remedy)
  }
}
