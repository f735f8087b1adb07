package import Files
import Configuration
import MeterData
import Training
package import Work

/// Does a cell once more, aside, and says what came out otherwise.
package struct CellReproduction {
  /// What was found.
  package struct Outcome: Sendable {
    package var before: CellResult
    package var after: CellResult
    /// What differs, with both values: "weights_sha256"; empty where every bit is the same.
    package var differences: [String]
  }

  private let folder: CellFolder
  private let experiment: ExperimentFolder
  private let toolVersion: String
  private let threads: Int?
  private let environment: JSON
  private let cancellation: Cancellation
  private let observe: @Sendable (ExperimentEvent) -> Void

  /// - Parameters:
  ///   - path: A cell's folder, or its `cell.json`, in the folder of its experiment.
  ///   - toolVersion: Of this tool.
  ///   - threads: nil is what the protocol says.
  ///   - environment: Of this process.
  ///   - cancellation: Ends the work; what was done aside is removed.
  ///   - observe: Hears every event.
  /// - Throws: `EvaluationError` (66) where there is no such cell.
  package init(
    of path: String, toolVersion: String, threads: Int?, environment: JSON,
    cancellation: Cancellation, observe: @escaping @Sendable (ExperimentEvent) -> Void
  ) throws(EvaluationError) {
    let cell = FileSystem.isRegularFile(path) ? FileSystem.parent(of: path) : path
    folder = CellFolder(path: cell)
    guard FileSystem.exists(folder.result) else {
      throw EvaluationError(
        status: .missingInput, attempt: "reproduce", path: path,
        reason: "there is no cell.json in it",
        remedy: "Name the folder of a cell that is done: DIR/cells/FOLD/APPLIANCE/MODEL/seed-N.")
    }
    // cells/FOLD/APPLIANCE/MODEL/seed-N
    var root = FileSystem.resolved(cell)
    for _ in 0..<5 { root = FileSystem.parent(of: root) }
    experiment = ExperimentFolder(path: root)
    guard FileSystem.exists(experiment.record) else {
      throw EvaluationError(
        status: .missingInput, attempt: "reproduce", path: path,
        reason: "it does not lie in the folder of an experiment",
        remedy: "Name the cell where energy experiment run left it.")
    }
    (self.toolVersion, self.threads, self.environment) = (toolVersion, threads, environment)
    (self.cancellation, self.observe) = (cancellation, observe)
  }

  /// Checks what the cell rests on, and does it again in a temporary folder.
  ///
  /// - Throws: `EvaluationError`: 65 where store, configuration or tool are others than the cell's.
  package func run() throws(EvaluationError) -> Outcome {
    try EvaluationError.wrapping {
      guard let before = try CellResult(in: folder) else {
        throw EvaluationError(
          status: .missingInput, attempt: "reproduce", path: folder.path, reason: "it is not done")
      }
      let work = try work(before)
      let aside = work.folder.path
      defer { try? FileSystem.remove(aside) }
      try check(before, work)
      let after = try work.run()
      return Outcome(
        before: before, after: after, differences: Self.differences(before, after))
    }
  }

  private func work(_ before: CellResult) throws -> CellWork {
    let protocolOfCell = try ExperimentProtocol.read(path: experiment.protocolFile)
    guard let known = try CellFolder.read(experiment.record) else {
      preconditionFailure("no record in \(experiment.path)")
    }
    let opened = try ExperimentSources(
      folder: experiment, toolVersion: toolVersion, cancellation: cancellation, observe: observe
    ).open(
      protocolOfCell, known: try ExperimentRecord(json: known, path: experiment.record),
      mayPrepareAnew: false)
    let stores = Dictionary(uniqueKeysWithValues: opened.map { ($0.source.name, $0) })
    let plan = try ExperimentPlan(protocolOfCell, stores: stores.mapValues(\.store))
    guard let cell = plan.cells.first(where: { $0.id == before.id }),
      let train = stores[cell.fold.trainSource], let test = stores[cell.fold.testSource]
    else {
      throw EvaluationError(
        status: .badData, attempt: "reproduce", path: folder.path,
        reason: "the protocol beside it has no cell \(before.id)",
        remedy: "Give back \(experiment.protocolFile) as it was.")
    }
    let name = "energy-reproduce-\(before.weights.prefix(8))-\(UInt32.random(in: 0...UInt32.max))"
    return CellWork(
      cell: cell, folder: CellFolder(path: FileSystem.joined(FileSystem.temporaryFolder, name)),
      train: train, test: test, threads: threads ?? cell.configuration.threads,
      toolVersion: toolVersion, environment: environment, cancellation: cancellation,
      observe: observe)
  }

  private func check(_ before: CellResult, _ work: CellWork) throws(EvaluationError) {
    let now = work.inputs
    let pairs = [
      ("energy", before.toolVersion, toolVersion),
      ("its configuration", before.inputs.configuration, now.configuration),
      ("the store it is trained on", before.inputs.trainStore, now.trainStore),
      ("the store it is tested on", before.inputs.testStore, now.testStore),
    ]
    for (what, then, now) in pairs where then != now {
      throw EvaluationError(
        status: .badData, attempt: "reproduce", path: folder.path,
        reason: "\(what) was \(then) and is \(now)", remedy: "Give back what it was made with.")
    }
  }

  /// Members of the outcome that are not the same, bit for bit.
  static func differences(_ before: CellResult, _ after: CellResult) -> [String] {
    zip(before.outcome.members, after.outcome.members).compactMap { old, new in
      let (old, new) = ((old.key, old.value.text), (new.key, new.value.text))
      guard old != new else { return nil }
      // Long lists tell nothing; a checksum or a count does.
      return old.1.count + new.1.count < 200 ? "\(old.0): \(old.1), now \(new.1)" : old.0
    }
  }
}
