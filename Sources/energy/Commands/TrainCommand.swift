import Configuration
import Disaggregation
import Files
import Glibc
import Registry
import Training
import Work

/// `energy train`: from a prepared store to trained networks.
struct TrainCommand: Command {
  static let specification = CommandSpecification(
    name: "train",
    summary: "Train a network for each appliance of a configuration.",
    discussion: "Each epoch ends with a validation and a checkpoint; the best is kept apart. "
      + "Training stops early where validation is no better for some epochs. An interrupt saves "
      + "and ends with status 130; --resume goes on bit for bit. The test range is never read. "
      + "docs/training.md explains the run's folder, docs/configuration.md every key.",
    options: [
      .option(
        "--config", "FILE", default: "with --resume, the run's own", completion: .file,
        "The section training of a YAML file; options given here win over it."),
      .option(
        "--output", "DIR", default: "training.output, else models/runs/CONFIG-DATE",
        completion: .folder,
        "The folder of the run."),
      .flag("--resume", "Go on with the run that lies in the folder."),
      .flag("--overwrite", "Replace the run that lies in the folder."),
      .option(
        "--set", "KEY=VALUE", repeatable: true,
        "Set a key of the configuration: training.epochs=3."),
      .option("--seed", "N", default: "training.seed", "Decides every random choice."),
      .option("--threads", "N", default: "training.threads", "Threads to work on."),
      .option(
        "--engine", "WORD", default: "training.engine",
        completion: .words(EngineChoice.allCases.map(\.rawValue)),
        "How validation estimates: series shares what windows have in common, windows does not."),
      .option(
        "--record", "WHAT", repeatable: true, completion: .words(["losses", "batches"]),
        "Write each step's loss to losses.csv, or its windows to batches.csv."),
      .flag(
        "--register",
        "Register each appliance's best network in the end (energy models, MODELS_PATH)."),
    ],
    examples: ["energy train --config configs/quick.yaml --output models/runs/first"])

  private let file: String?
  private let output: String?
  private let resumes: Bool
  private let overwrites: Bool
  private let records: [String]
  private let registers: Bool
  private let overrides: [ConfigurationOverride]

  init(_ arguments: Arguments) throws(UsageError) {
    file = arguments.text("--config")
    output = arguments.text("--output")
    resumes = arguments.has("--resume")
    overwrites = arguments.has("--overwrite")
    records = try arguments.values("--record", "losses or batches") { word in
      ["losses", "batches"].first { $0 == word }
    }
    registers = arguments.has("--register")
    if resumes, overwrites {
      throw UsageError(
        "--resume goes on with a run, --overwrite removes it", remedy: "Give one of them.")
    }
    if file == nil, output == nil || !resumes {
      throw UsageError(
        "--config is missing",
        remedy: "Name a configuration, or the --output of a run to --resume.")
    }
    overrides = try TrainCommand.overrides(arguments)
  }

  /// What the command line sets in the configuration.
  private static func overrides(
    _ arguments: Arguments
  ) throws(UsageError) -> [ConfigurationOverride] {
    var overrides = try arguments.values("--set", "KEY=VALUE") {
      ConfigurationOverride(parsing: $0)
    }
    for (option, range) in [("--seed", 0...Int.max), ("--threads", 1...4096)] {
      guard let number = try arguments.integer(option, in: range) else { continue }
      overrides.append(
        ConfigurationOverride(
          keys: ["training", String(option.dropFirst(2))], text: String(number),
          origin: "\(option) \(number)"))
    }
    if let engine = try arguments.engine() {
      overrides.append(
        ConfigurationOverride(
          keys: ["training", "engine"], text: engine.rawValue,
          origin: "--engine \(engine.rawValue)"))
    }
    return overrides
  }

  func run(_ console: Console) throws {
    let configuration = try configuration()
    if registers { try TrainCommand.registry.checkWritable() }
    let folder = configuration.output ?? ""
    let narrator = TrainNarrator(
      console, resuming: "energy train --resume --output \(folder.shellWord)")
    let options = options(threads: configuration.threads ?? ThreadPool.availableCores)
    let run = try TrainingRun(
      configuration, options, cancellation: console.cancellation,
      observe: { narrator.tell($0) })
    let result = Result { try run.run() }
    // A result that could not be written is the cause of an interrupted run.
    try narrator.finish()
    let outcomes = try result.get()
    if !console.isJSON {
      let page = TrainPage(style: console.style)
      if let table = page.table(outcomes, width: console.tableWidth) {
        try console.print("\n" + table)
      }
    }
    if registers { try register(outcomes, console) }
    guard !console.isJSON else { return }
    console.note("next:  \(TrainCommand.evaluation(of: configuration))")
  }

  private static var registry: ModelRegistry {
    let folders = ProjectFolders(lookup: Environment.value)
    return ModelRegistry(RegistryFolders(models: folders.models))
  }

  /// Registers what came of training, an appliance after the other.
  private func register(_ outcomes: [TrainedOutcome], _ console: Console) throws {
    let work = RegistrationWork(registry: TrainCommand.registry, console: console)
    try work.register(outcomes.compactMap(\.checkpoint)) { done in
      if console.isJSON {
        try console.print(work.event(done).text)
      } else {
        try console.print(work.sentence(done))
      }
    }
  }

  /// The command that tells what the networks are worth.
  private static func evaluation(of configuration: TrainingConfiguration) -> String {
    let folder = configuration.output ?? ""
    let store = configuration.ranges.test.store ?? configuration.store
    return "energy evaluate --checkpoint \(folder.shellWord) --data \(store.shellWord) --report "
      + "\(FileSystem.name(of: folder)).html".shellWord
  }

  /// What the file says, then the environment, then the command line.
  private func configuration() throws -> TrainingConfiguration {
    let folders = ProjectFolders(lookup: Environment.value)
    var configuration: TrainingConfiguration
    if let file {
      configuration = try TrainingConfiguration.read(
        path: folders.configuration(named: file), overrides: overrides,
        environment: Environment.value)
    } else {
      // A run goes on as it began, whatever the environment says today.
      configuration = try TrainingConfiguration.read(
        path: FileSystem.joined(output ?? "", "configuration.yaml"), overrides: overrides,
        environment: { _ in nil })
    }
    configuration.output = output ?? configuration.output
    if configuration.output == nil { configuration.output = try newFolder(in: folders) }
    return configuration
  }

  /// "models/runs/kettle-2026-11-20", or the same with a number where that is taken.
  private func newFolder(in folders: ProjectFolders) throws -> String {
    guard !resumes else {
      throw UsageError("which run to resume is not said", remedy: "Name its folder by --output.")
    }
    let name = FileSystem.name(of: file ?? "").split(separator: ".").first ?? "run"
    let today = ISOTime.date(Int64(time(nil)) * ISOTime.second, in: .utc)
    let first = FileSystem.joined(folders.models, "runs/\(name == "-" ? "run" : name)-\(today)")
    var (path, number) = (first, 1)
    while FileSystem.exists(path), !overwrites {
      number += 1
      path = "\(first)-\(number)"
    }
    return path
  }

  private func options(threads: Int) -> TrainingRun.Options {
    TrainingRun.Options(
      resumes: resumes, overwrites: overwrites,
      environment: RunEnvironment.observed(threads: threads, command: CommandLine.arguments)
        .document,
      toolVersion: CommandCatalogue.version, recordsLosses: records.contains("losses"),
      recordsBatches: records.contains("batches"))
  }
}
