import Disaggregation
import Files
import MeterData
import Networks
import Training
import Work

/// Trains and evaluates one cell, from wherever an earlier process was stopped.
struct CellWork {
  let cell: ExperimentCell
  let folder: CellFolder
  let train: OpenedSource
  let test: OpenedSource
  /// Threads of this cell; nil is what the configuration says.
  let threads: Int?
  let toolVersion: String
  let environment: JSON
  let cancellation: Cancellation
  let observe: @Sendable (ExperimentEvent) -> Void

  var inputs: CellInputs {
    CellInputs(
      configuration: cell.digest, trainStore: train.record.storeDigest,
      testStore: test.record.storeDigest)
  }

  /// - Returns: The result, which then lies in the folder.
  /// - Throws: `EvaluationError`; what was reached stays, and another call goes on from it.
  func run() throws(EvaluationError) -> CellResult {
    try EvaluationError.wrapping {
      try FileSystem.createFolders(folder.path)
      if try CellFolder.read(folder.begun) == nil {
        try CellFolder.publish(inputs.json, at: folder.begun)
      }
      let (outcome, wasResumed) = try trained()
      try cancellation.check()
      let model = try TrainedModel(path: folder.run)
      let openings = try open(model.weightsDigest)
      observe(.evaluating(cell))
      let began = ProcessMeasures.seconds
      let evaluation = try evaluated()
      let result = try result(
        evaluation, of: model, outcome,
        cost: CellResult.Cost(
          training: outcome.seconds, evaluation: ProcessMeasures.seconds - began,
          peakMegabytes: ProcessMeasures.peakMegabytes, wasResumed: wasResumed),
        openings: openings)
      try Publication.text(result.json.linesOfMembers, at: folder.result)
      return result
    }
  }

  /// The cell's configuration with paths in place of names.
  private var configuration: TrainingConfiguration {
    var configuration = cell.configuration
    configuration.store = train.store.path
    configuration.output = folder.run
    configuration.threads = threads ?? configuration.threads
    if configuration.ranges.test.store != nil { configuration.ranges.test.store = test.store.path }
    return configuration
  }

  private func trained() throws -> (TrainedOutcome, wasResumed: Bool) {
    let resumes = FileSystem.exists(FileSystem.joined(folder.run, "configuration.yaml"))
    let (cell, observe) = (cell, observe)
    let run = try TrainingRun(
      configuration,
      TrainingRun.Options(
        resumes: resumes, environment: environment, toolVersion: toolVersion),
      cancellation: cancellation, observe: { observe(.training(cell, $0)) })
    let outcomes = try run.run()
    guard let outcome = outcomes.first else {
      throw EvaluationError(
        status: .internalFault, attempt: "train", path: cell.id, reason: "nothing was trained")
    }
    return (outcome, resumes)
  }

  /// Marks the test range as read by this network, before it is.
  ///
  /// - Returns: How often it has been opened, this time included.
  private func open(_ weights: String) throws -> Int {
    let before = try CellFolder.read(folder.opened)
    if let before, before["weights_sha256"]?.string != weights {
      throw EvaluationError(
        status: .badData, attempt: "evaluate", path: folder.path,
        reason: "its test range was read with another network before",
        remedy: "Remove the cell's folder: the cell is done again.")
    }
    let openings = (before?["openings"]?.whole ?? 0) + 1
    try CellFolder.publish(
      ["weights_sha256": .string(weights), "openings": .integer(openings)], at: folder.opened)
    return openings
  }

  private func evaluated() throws -> Evaluation {
    var request = EvaluationRequest(checkpoints: [folder.run], store: test.store.path)
    (request.buildings, request.from, request.to) = try testRange()
    request.clamping = cell.scoring.clamping
    request.baselines = cell.scoring.baselines
    if cell.scoring.baselines == .all { request.trainStore = train.store.path }
    request.engine = cell.scoring.engine
    request.context = cell.context
    // In the same store the test range is cut already, and what lies behind it is, too.
    if cell.configuration.ranges.test.store != nil { request.gap = cell.context.window }
    request.threads = threads ?? cell.configuration.threads
    let set = try Evaluator(request, cancellation: cancellation, observe: { _ in }).run()
    guard let evaluation = set.evaluations.first else {
      throw EvaluationError(
        status: .internalFault, attempt: "evaluate", path: cell.id, reason: "nothing was evaluated")
    }
    return evaluation
  }

  /// What of the test range lies away from training by the longest window of all models.
  func testRange() throws -> (buildings: [Int], from: String?, to: String?) {
    let ranges = cell.configuration.ranges
    guard ranges.test.store == nil else {
      return (ranges.test.buildings, ranges.test.from, ranges.test.to)
    }
    let store = train.store
    let split = try DataSplit(
      of: store, train: ranges.train, validation: ranges.validation, test: ranges.test,
      appliance: cell.appliance, window: cell.context.window)
    let zone = try TimeZoneRules(named: store.provenance.timezone)
    let asked = ranges.test.from.flatMap { ISOTime.parse($0, in: zone) } ?? .min
    var cut: Int64?
    for range in split.test {
      let grid = try store.house(range.house).grid
      let start = grid.time(at: range.samples.lowerBound)
      let first = Grid.wholeBins(
        in: min(max(asked, grid.start), grid.end)..<grid.end, period: grid.period)
      // A later start than asked for is a window's distance from training.
      if start > Int64(first.lowerBound) * grid.period { cut = max(cut ?? start, start) }
    }
    let from = cut.map(FoldPlanner.spelled) ?? ranges.test.from
    return (split.test.map(\.house), from, ranges.test.to)
  }
}

extension JSON {
  /// The object with a line for each member: short enough to look at, and one line for long lists.
  var linesOfMembers: String {
    let lines = members.map { "  " + JSON.string($0.key).text + ": " + $0.value.text }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }
}
