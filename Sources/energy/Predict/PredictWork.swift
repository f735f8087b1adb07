import Disaggregation
import Files
import Glibc
import MeterData
import Work

/// What came of `energy predict`.
struct PredictOutcome {
  let summary: PredictionSummary
  /// Sentences without a full stop.
  let notes: [String]
  let seconds: Double
}

/// Runs a prediction from files to a file.
struct PredictWork {
  private let request: PredictRequest
  private let console: Console

  init(_ request: PredictRequest, _ console: Console) {
    self.request = request
    self.console = console
  }

  /// How the summary's letters look: it goes to standard error where the table goes out.
  var style: TerminalStyle {
    request.writesToStandardOutput ? console.errorStyle : console.style
  }

  /// Reads, disaggregates and writes.
  func run() throws -> PredictOutcome {
    let started = ProcessMeasures.seconds
    if !request.writesToStandardOutput { try requireReplaceable() }
    let models = try request.checkpoints.flatMap(ModelPath.each).map { try TrainedModel(path: $0) }
    let pool = request.threads.map { ThreadPool(width: $0) } ?? ThreadPool()
    for model in models { try model.selfTest(on: pool) }
    let input = try PredictInput(request, pool, console.cancellation)
    var settings = request.settings
    if let unit = input.unit { settings.unit = unit }
    let predictor = try Predictor(
      models, settings, pool: pool, cancellation: console.cancellation)
    let bar = console.progress("disaggregating", unit: input.progressUnit)
    defer { bar.finish() }
    try write(predictor, input.source, bar.supervision(console.cancellation))
    bar.finish()
    let notes = PredictNotes(
      summary: predictor.summary, input: input, models: models, settings: settings)
    return PredictOutcome(
      summary: predictor.summary, notes: notes.notes,
      seconds: ProcessMeasures.seconds - started)
  }

  private func write(
    _ predictor: Predictor, _ source: any ReadingSource, _ supervision: Supervision
  ) throws {
    if request.writesToStandardOutput {
      return try table(predictor, source, supervision) { try Console.write($0, to: STDOUT_FILENO) }
    }
    try Publication.file(at: request.output) { aside in
      if PredictRequest.isHDF5(request.output) {
        return try store(predictor, source, supervision, at: aside)
      }
      let file = try FileDescriptor(creating: aside)
      try table(predictor, source, supervision) { try file.write($0) }
    }
  }

  private func table(
    _ predictor: Predictor, _ source: any ReadingSource, _ supervision: Supervision,
    _ output: @escaping ([UInt8]) throws -> Void
  ) throws {
    let table = PredictionTable(
      appliances: predictor.appliances, zone: source.zone, output: output)
    try PredictionRun.run(source, predictor, into: table, supervision)
    try table.finish()
  }

  private func store(
    _ predictor: Predictor, _ source: any ReadingSource, _ supervision: Supervision, at path: String
  ) throws {
    let store = try PredictionStore(path: path, appliances: predictor.appliances)
    try PredictionRun.run(source, predictor, into: store, supervision)
    try store.finish(toolVersion: CommandCatalogue.version, timezone: source.zone.name)
  }

  /// Refuses to replace what is no prediction: a table of the user's is not made twice.
  private func requireReplaceable() throws {
    let path = request.output
    if PredictRequest.isHDF5(path) {
      try OutputCheck.requireReplaceable(
        path, format: PredictionStore.format, kind: "prediction")
    } else {
      try OutputCheck.requireReplaceable(
        path, beginning: Array(PredictionTable.beginning.utf8), kind: "table of energy predict")
    }
  }
}
