import Configuration
import Evaluation
import Files

/// `energy experiment run`: every appliance, fold, model and seed of a protocol.
struct ExperimentRunCommand: Command {
  static let specification = CommandSpecification(
    name: "experiment run",
    summary: "Prepare, train and evaluate every appliance, fold, model and seed of a protocol.",
    discussion: "Each cell (one network) keeps its result once it is whole; the same command goes "
      + "on after an interrupt or a kill, and refuses where protocol, source or store have "
      + "changed. The test range is read once a cell, after training. The tables lie in "
      + "DIR/tables: Markdown, CSV and LaTeX. docs/experiments.md explains protocols and folders.",
    operands: [.init("PROTOCOL", "The protocol, a YAML file; or its name in configs/protocols.")],
    options: [
      .option(
        "--output", "DIR", default: "models/experiments/PROTOCOL", completion: .folder,
        "The folder that keeps stores, cells and tables."),
      .option(
        "--set", "KEY=VALUE", repeatable: true, "Set a key of the protocol: training.epochs=3."),
      .option(
        "--jobs", "N", default: "1",
        "Cells at work at the same time; what comes out is the same."),
      .option(
        "--threads", "N", default: "training.threads, else the cores shared among the jobs",
        "Threads of each cell."),
      .option(
        "--cells", "PATTERN", default: "all", repeatable: true,
        "Do these cells alone: a fold, an appliance, seed-1, or ukdale/*/seed-1."),
    ],
    examples: ["energy experiment run configs/protocols/simulated.yaml --jobs 2"])

  private let name: String
  private let output: String?
  private let overrides: [ConfigurationOverride]
  private let jobs: Int
  private let threads: Int?
  private let cells: [String]

  init(_ arguments: Arguments) throws(UsageError) {
    name = arguments.operands[0]
    output = arguments.text("--output")
    overrides = try arguments.values("--set", "KEY=VALUE") { ConfigurationOverride(parsing: $0) }
    jobs = try arguments.integer("--jobs", in: 1...256) ?? 1
    threads = try arguments.integer("--threads", in: 1...4096)
    cells = arguments.all("--cells")
  }

  func run(_ console: Console) throws {
    let folders = ProjectFolders(lookup: Environment.value)
    let experiment = try ExperimentProtocol.read(
      path: folders.protocol(named: name), overrides: overrides)
    var options = ExperimentRun.Options(toolVersion: CommandCatalogue.version)
    (options.jobs, options.threads, options.cells) = (jobs, threads, cells)
    options.environment =
      RunEnvironment.observed(threads: threads ?? 1, command: CommandLine.arguments).document
    let folder = output ?? FileSystem.joined(folders.models, "experiments/\(experiment.name)")
    let narrator = ExperimentNarrator(console)
    let run = ExperimentRun(
      experiment, in: folder, options, cancellation: console.cancellation,
      observe: { narrator.tell($0) })
    let result = Result { try run.run() }
    narrator.finish()
    if case .failure(let error) = result, (error as? any Failure)?.status == .interrupted {
      let words = ["energy"] + CommandLine.arguments.dropFirst().map(\.shellWord)
      console.complain("to go on:  \(words.joined(separator: " "))")
    }
    try show(try result.get(), run.folder, console)
  }

  private func show(
    _ outcome: ExperimentRun.Outcome, _ folder: ExperimentFolder, _ console: Console
  ) throws {
    let page = ExperimentPage(outcome: outcome, folder: folder)
    if console.isJSON {
      try console.print(page.document)
    } else {
      try console.show(page.text(width: console.tableWidth, style: console.style))
    }
    guard let first = outcome.failures.first else { return }
    throw EvaluationError(
      status: first.error.status, attempt: "do cell", path: first.id,
      reason: "\(first.error)",
      remedy: outcome.failures.count > 1
        ? "\(outcome.failures.count) cells could not be done; the same command tries them again."
        : "The same command tries it again.")
  }
}

extension ProjectFolders {
  /// The protocol that a word names: a path, or a file of the protocols' folder.
  func `protocol`(named name: String) -> String {
    let path = configuration(named: name)
    if path == "-" || FileSystem.exists(path) { return path }
    let inner = configuration(named: FileSystem.joined("protocols", name))
    return FileSystem.exists(inner) ? inner : name
  }
}
