import Evaluation
import Files

/// `energy report`: a page that people look at, of an evaluation that was made.
struct ReportCommand: Command {
  static let specification = CommandSpecification(
    name: "report",
    summary: "Write the page of an evaluation, and its plots as figures for a paper.",
    discussion: "RUN is a folder that energy evaluate --record left, or a run or checkpoint: then "
      + "its latest recorded evaluation counts. Where there is none, or a store or range is named, "
      + "the best checkpoint is evaluated, on its configuration's test range unless one is named. "
      + "The page is one file that needs no network. docs/reports.md explains its plots.",
    operands: [
      CommandSpecification.Operand(
        "RUN", "A run's folder, a checkpoint, a model's file, or a recorded evaluation.")
    ],
    options: [
      .option(
        "--output", "FILE.html", default: "report.html in RUN", completion: .file,
        "The page; that of a recorded evaluation lies beside its folder, under the same name."),
      .option(
        "--figures", "DIR", completion: .folder,
        "Write each plot as an SVG 3.5 inches wide, with the CSV behind it."),
      .option(
        "--data", "STORE", default: "the store of the model's configuration", completion: .file,
        "Evaluate anew, on this prepared store."),
      .option("--building", "N", repeatable: true, "Evaluate anew, on this house."),
      .option("--from", "TIME", "Evaluate anew, from here; a date is local midnight."),
      .option("--to", "TIME", "Evaluate anew, up to here, not included."),
    ],
    examples: [
      "energy report models/runs/quick --output quick.html --figures figures"
    ])

  private let run: String
  private let output: String
  private let figures: String?
  private let store: String?
  private let buildings: [Int]
  private let from: String?
  private let to: String?

  init(_ arguments: Arguments) throws(UsageError) {
    run = arguments.operands[0]
    output = arguments.text("--output") ?? ReportedRun.page(of: run)
    figures = arguments.text("--figures")
    store = arguments.text("--data")
    buildings = try arguments.values("--building", "a house's number") { text in
      Int(text).flatMap { $0 > 0 ? $0 : nil }
    }
    from = arguments.text("--from")
    to = arguments.text("--to")
  }

  private var isAnew: Bool { store != nil || !buildings.isEmpty || from != nil || to != nil }

  func run(_ console: Console) throws {
    let found = try ReportedRun.find(run, store: store, isAnew: isAnew)
    try HTMLReport.requireReplaceable(output)
    let set = try evaluations(found, console)
    try Publication.text(HTMLReport(set).text, at: output)
    let names = try figures.map { try Figures.write(set, into: $0) } ?? []
    if console.isJSON {
      try console.print([
        "report": .string(output), "figures": .array(names.map(JSON.string)),
        "evaluations": .array(set.evaluations.map { .string($0.subject.path) }),
      ])
    } else {
      try console.print(output)
      if let figures { try console.print("\(figures): \(names.count) files") }
    }
  }

  private func evaluations(_ found: ReportedRun, _ console: Console) throws -> EvaluationSet {
    switch found {
    case .recorded(let folders):
      for folder in folders { console.note("as evaluated in \(folder)") }
      return try ReportedRun.read(folders)
    case .models(let paths, let store):
      var request = EvaluationRequest(checkpoints: paths, store: store)
      request.buildings = buildings
      request.from = from
      request.to = to
      let narrator = EvaluateNarrator(console)
      defer { narrator.finish() }
      return try Evaluator(
        request, cancellation: console.cancellation, observe: { narrator.tell($0) }
      ).run()
    }
  }
}
