import Disaggregation
import Evaluation
import Files
import MeterData

/// `energy evaluate`: how good a model is, beside baselines, on samples that it has not seen.
struct EvaluateCommand: Command {
  static let specification = CommandSpecification(
    name: "evaluate",
    summary: "Score models, or another tool's predictions, beside baselines.",
    discussion: "Everything is in watts on the store's grid. The same samples count for all: those "
      + "where mains and truth are there and every model's window is whole; the coverage says how "
      + "many they are. What a model has learnt from is refused. Skill is 1 - MAE / MAE of the "
      + "best constant: 0 for a network that has learnt nothing, 1 for a perfect one. "
      + "docs/evaluation.md defines every figure.",
    options: options + OptionSpecification.estimating,
    examples: [
      "energy evaluate --checkpoint models/runs/quick --data data/processed/sim.h5",
      "energy evaluate --checkpoint models/runs/quick --data data/processed/sim.h5 --building 2 "
        + "--from 2014-03-20 --to 2014-03-24 --save-series quick.h5 --record",
    ])

  private static let options: [OptionSpecification] = [
    .checkpoints,
    .option("--data", "STORE", completion: .file, "The prepared store with mains and truth."),
    .option(
      "--building", "N", default: "the model's own test range where the store has it, else all",
      repeatable: true, "A house."),
    .option("--from", "TIME", default: "the first sample", "Start; a date is local midnight."),
    .option("--to", "TIME", default: "the last sample", "End, not included."),
    .clamping,
    .option(
      "--baselines", "KIND", default: "all with --train-data, else simple",
      completion: .words(BaselineChoice.allCases.map(\.rawValue)),
      "none, simple (zero, mean, median) or all (also those fitted on --train-data)."),
    .option(
      "--train-data", "STORE", completion: .file,
      "The prepared store that baselines are fitted on."),
    .option(
      "--predictions", "FILE", completion: .file,
      "Another tool's watts: .csv, .h5 or .npy (docs/evaluation.md)."),
    .option("--appliance", "NAME", default: "the model's", "Of the predictions."),
    .flag("--allow-overlap", "Score what the model has learnt from too, and mark every output."),
    .flag("--resample", "Bring the store to the model's period where it has another one."),
    .option(
      "--report", "FILE.html", completion: .file,
      "Write a page to look at, in one file that needs no network."),
    .option(
      "--save-series", "FILE.h5", completion: .file,
      "Write mains, truth, estimate, flags and times."),
    .flag("--record", "Keep the evaluation in the model's folder, under evaluations/."),
  ]

  private let request: EvaluationRequest
  private let reportFile: String?
  private let seriesFile: String?
  private let records: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    let checkpoints = arguments.all("--checkpoint")
    let predictions = arguments.text("--predictions")
    if checkpoints.isEmpty, predictions == nil {
      throw UsageError(
        "--checkpoint is missing",
        remedy: "Name a run, such as models/runs/quick, or another tool's --predictions.")
    }
    var request = EvaluationRequest(
      checkpoints: checkpoints, store: try arguments.required("--data"))
    request.predictions = predictions
    request.appliance = arguments.text("--appliance")
    request.from = arguments.text("--from")
    request.to = arguments.text("--to")
    request.trainStore = arguments.text("--train-data")
    request.allowsOverlap = arguments.has("--allow-overlap")
    request.resamples = arguments.has("--resample")
    try EvaluateCommand.read(arguments, into: &request)
    self.request = request
    reportFile = arguments.text("--report")
    seriesFile = arguments.text("--save-series")
    records = arguments.has("--record")
    try check()
  }

  /// Options whose values can be wrong.
  private static func read(
    _ arguments: Arguments, into request: inout EvaluationRequest
  ) throws(UsageError) {
    request.buildings = try arguments.values("--building", "a house's number") { text in
      Int(text).flatMap { $0 > 0 ? $0 : nil }
    }
    request.clamping = try arguments.clamping()
    request.baselines =
      try arguments.value("--baselines", "none, simple or all") { BaselineChoice(rawValue: $0) }
      ?? (request.trainStore == nil ? .simple : .all)
    request.engine = try arguments.engine() ?? .series
    request.threads = try arguments.integer("--threads", in: 1...4096)
    request.memory = try arguments.memory()
  }

  private func check() throws(UsageError) {
    if request.appliance != nil, request.predictions == nil {
      throw UsageError(
        "--appliance says of what --predictions are, and a model knows its own",
        remedy: "Leave it out.")
    }
    if request.checkpoints.isEmpty, request.appliance == nil {
      throw UsageError(
        "--predictions do not say of which appliance they are",
        remedy: "Name it: --appliance kettle.")
    }
    if request.baselines == .all, request.trainStore == nil {
      throw UsageError(
        "--baselines all fits some on a store, and none is named",
        remedy: "Name it by --train-data, or take --baselines simple.")
    }
    if records, request.checkpoints.isEmpty {
      throw UsageError("--record keeps figures with a model, and none is named")
    }
  }

  func run(_ console: Console) throws {
    if let reportFile { try HTMLReport.requireReplaceable(reportFile) }
    if let seriesFile { try SeriesFile.requireReplaceable(seriesFile) }
    let narrator = EvaluateNarrator(console)
    defer { narrator.finish() }
    let evaluator = try Evaluator(
      request, cancellation: console.cancellation, observe: { narrator.tell($0) })
    let set = try evaluator.run()
    narrator.finish()
    if let reportFile { try Publication.text(HTMLReport(set).text, at: reportFile) }
    if let seriesFile { try SeriesFile.write(set.evaluations, to: seriesFile) }
    let folders = records ? try EvaluationFolder.record(set) : []
    if console.isJSON {
      try console.print(set.json)
    } else {
      let page = EvaluatePage(style: console.style)
      try console.print(page.text(set, width: console.tableWidth ?? console.width))
    }
    for folder in folders { console.note("recorded in \(folder)") }
  }
}
