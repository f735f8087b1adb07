import Evaluation
import Files

/// `energy experiment reproduce`: a cell once more, compared bit for bit.
struct ExperimentReproduceCommand: Command {
  static let specification = CommandSpecification(
    name: "experiment reproduce",
    summary: "Do a finished cell of an experiment again, and compare it bit for bit.",
    discussion: "The store, the configuration and the version of energy must be those that the "
      + "cell was made with. It is done in a temporary folder, with any number of threads, and "
      + "the network, every metric and every day's sums must come out the same; else the status "
      + "is 65. Processors with other vector instructions round otherwise.",
    operands: [.init("CELL", completion: .folder, "The cell's folder, or its cell.json.")],
    options: [
      .option("--threads", "N", default: "training.threads of the protocol", "Threads to work on.")
    ],
    examples: [
      "energy experiment reproduce "
        + "models/experiments/simulated/cells/unseen-house/kettle/small/seed-1"
    ])

  private let cell: String
  private let threads: Int?

  init(_ arguments: Arguments) throws(UsageError) {
    cell = arguments.operands[0]
    threads = try arguments.integer("--threads", in: 1...4096)
  }

  func run(_ console: Console) throws {
    let narrator = ExperimentNarrator(console)
    defer { narrator.finish() }
    let environment =
      RunEnvironment.observed(threads: threads ?? 1, command: CommandLine.arguments).document
    let outcome = try CellReproduction(
      of: cell, toolVersion: CommandCatalogue.version, threads: threads,
      environment: environment, cancellation: console.cancellation,
      observe: { narrator.tell($0) }
    ).run()
    narrator.finish()
    if console.isJSON {
      try console.print([
        "cell": .string(outcome.before.id), "same": .bool(outcome.differences.isEmpty),
        "weights_sha256": .string(outcome.after.weights),
        "differences": .array(outcome.differences.map(JSON.string)),
      ])
    }
    guard outcome.differences.isEmpty else {
      throw EvaluationError(
        status: .badData, attempt: "reproduce", path: outcome.before.id,
        reason: "another run gives \(outcome.differences.joined(separator: "; "))",
        remedy: "Compare environment in cell.json with energy doctor: another processor rounds "
          + "otherwise.")
    }
    guard !console.isJSON else { return }
    try console.show(
      "\(outcome.before.id): the same bit for bit: network \(outcome.after.weights.prefix(12)), "
        + "every metric, \(outcome.after.days.days.count) days")
  }
}
