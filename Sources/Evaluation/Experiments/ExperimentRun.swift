import Configuration
package import Files
import MeterData
import Synchronization
import Training
package import Work

/// Does an experiment, or what is left of it: cell by cell, each kept once it is whole.
package struct ExperimentRun: Sendable {
  /// How it is done, which decides nothing of what comes out.
  package struct Options: Sendable {
    /// Cells at work at the same time.
    package var jobs = 1
    /// Of each cell; nil is what the protocol says, else the cores shared among the jobs.
    package var threads: Int?
    /// Patterns of the cells to do; none is all.
    package var cells: [String] = []
    package var toolVersion: String
    /// What cells keep of this process.
    package var environment: JSON = [:]

    package init(toolVersion: String) { self.toolVersion = toolVersion }
  }

  /// What came of it.
  package struct Outcome: Sendable {
    /// Of the planned cells, those that are done, in the order of the plan.
    package var results: [CellResult]
    /// Planned, done or not.
    package var cells: Int
    package var failures: [(id: String, error: EvaluationError)]
    package var tables: ExperimentTables
  }

  let experiment: ExperimentProtocol
  /// Where everything is kept.
  package let folder: ExperimentFolder
  let options: Options
  let cancellation: Cancellation
  let observe: @Sendable (ExperimentEvent) -> Void

  /// - Parameters:
  ///   - experiment: What to compare.
  ///   - path: The folder that keeps everything.
  ///   - options: How to do it.
  ///   - cancellation: Ends the work soon after it is raised; it can be gone on with.
  ///   - observe: Hears every event, from any thread.
  package init(
    _ experiment: ExperimentProtocol, in path: String, _ options: Options,
    cancellation: Cancellation = Cancellation(),
    observe: @escaping @Sendable (ExperimentEvent) -> Void
  ) {
    self.experiment = experiment
    folder = ExperimentFolder(path: path)
    self.options = options
    self.cancellation = cancellation
    self.observe = observe
  }

  /// Prepares, trains and evaluates what is not done yet, and writes the tables.
  ///
  /// - Throws: `EvaluationError`: 73 where something else lies in the folder, 75 where another
  ///   process works in it, 65 or 78 where what the finished cells rest on has changed, 130 where
  ///   it was stopped.
  package func run() throws(EvaluationError) -> Outcome {
    try EvaluationError.wrapping {
      try folder.requireOwn()
      try FileSystem.createFolders(folder.path)
    }
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    let opened = try openSources()
    let stores = Dictionary(uniqueKeysWithValues: opened.map { ($0.source.name, $0) })
    let plan = try ExperimentPlan(experiment, stores: stores.mapValues(\.store))
    for note in plan.notes { observe(.note(note)) }
    let works = plan.cells.map { work($0, stores) }
    try ExperimentInputs(folder: folder, experiment: experiment).check(works)
    try EvaluationError.wrapping {
      try Publication.text(experiment.text, at: folder.protocolFile)
    }
    let failures = try doCells(works)
    let results = try EvaluationError.wrapping {
      try works.compactMap { try CellResult(in: $0.folder) }
    }
    let tables = ExperimentTables(experiment, results)
    try EvaluationError.wrapping { try tables.write(into: folder.tables) }
    try EvaluationError.wrapping { try cancellation.check() }
    return Outcome(
      results: results, cells: plan.cells.count, failures: failures, tables: tables)
  }

  private func lock() throws(EvaluationError) -> FileLock {
    do throws(FilesError) {
      return try FileLock(
        for: folder.path, attempt: "work in", rival: "energy experiment")
    } catch { throw EvaluationError(error) }
  }

  private func openSources() throws(EvaluationError) -> [OpenedSource] {
    try EvaluationError.wrapping {
      let known = try CellFolder.read(folder.record).map {
        try ExperimentRecord(json: $0, path: folder.record)
      }
      if let known, known.toolVersion != options.toolVersion {
        observe(
          .note(
            "The experiment was begun by energy \(known.toolVersion), and goes on with "
              + "\(options.toolVersion)."))
      }
      let hasCells = FileSystem.isDirectory(folder.cells)
      let opened = try ExperimentSources(
        folder: folder, toolVersion: options.toolVersion, cancellation: cancellation,
        observe: observe
      ).open(experiment, known: known, mayPrepareAnew: !hasCells)
      // A source that the protocol leaves out today may come back.
      let others = known?.sources.filter { old in
        !opened.contains { $0.source.name == old.name }
      }
      let record = ExperimentRecord(
        toolVersion: known?.toolVersion ?? options.toolVersion,
        sources: opened.map(\.record) + (others ?? []))
      try CellFolder.publish(record.json, at: folder.record)
      return opened
    }
  }

  private func work(_ cell: ExperimentCell, _ stores: [String: OpenedSource]) -> CellWork {
    guard let train = stores[cell.fold.trainSource], let test = stores[cell.fold.testSource] else {
      preconditionFailure("a cell of unknown sources: \(cell.id)")
    }
    let shared = options.jobs > 1 ? max(1, ThreadPool.availableCores / options.jobs) : nil
    return CellWork(
      cell: cell, folder: folder.cell(cell.id), train: train, test: test,
      threads: options.threads ?? cell.configuration.threads ?? shared,
      toolVersion: options.toolVersion, environment: options.environment,
      cancellation: cancellation, observe: observe)
  }

  /// Does the cells that are not done, several at a time.
  ///
  /// - Returns: Cells that could not be done.
  /// - Throws: What stops them all: an interrupt, a full disk.
  private func doCells(
    _ works: [CellWork]
  ) throws(EvaluationError) -> [(id: String, error: EvaluationError)] {
    let chosen = works.filter { work in
      options.cells.isEmpty || options.cells.contains(where: work.cell.matches)
    }
    if chosen.isEmpty, let pattern = options.cells.first {
      throw EvaluationError(
        status: .wrongUsage, attempt: "", path: nil, reason: "--cells \(pattern) names no cell",
        remedy: works.first.map { "The first is called \($0.cell.id)." })
    }
    let total = chosen.count
    let left = chosen.filter { !$0.folder.isDone }
    observe(.planned(cells: total, done: total - left.count))
    let board = Mutex(Board(done: total - left.count))
    ThreadPool(width: min(options.jobs, max(left.count, 1))).perform(parts: left.count) { part in
      let isStopped = board.withLock { $0.fatal != nil } || cancellation.isCancelled
      if !isStopped { take(left[part], number: total - left.count + part + 1, total, board) }
    }
    let (failures, fatal) = board.withLock { ($0.failures, $0.fatal) }
    if let fatal { throw fatal }
    return failures
  }

  private struct Board {
    var done: Int
    var failures: [(id: String, error: EvaluationError)] = []
    var fatal: EvaluationError?
  }

  /// What no other cell would be spared.
  private static let fatal: [ExitStatus] = [
    .interrupted, .inputOutput, .cannotCreate, .internalFault,
  ]

  private func take(
    _ work: CellWork, number: Int, _ total: Int, _ board: borrowing Mutex<Board>
  ) {
    observe(.began(work.cell, number: number, of: total))
    do throws(EvaluationError) {
      let result = try work.run()
      let done = board.withLock { board in
        board.done += 1
        return board.done
      }
      observe(.finished(work.cell, result, done: done, of: total))
    } catch {
      if Self.fatal.contains(error.status) {
        board.withLock { $0.fatal = $0.fatal ?? error }
      } else {
        board.withLock { $0.failures.append((work.cell.id, error)) }
        observe(.failed(work.cell, error))
      }
    }
  }
}
