import SQLite
import Work

/// What the log's own thread does: writes what waits, forgets what is old, and comes back by itself
/// from a full disk, a lock, or a file that is gone.
struct LogWriter: ~Copyable {
  /// Of one transaction.
  private static let batch = 1000
  /// Seconds between two looks for what is too old.
  private static let sweep = 60.0

  private let settings: LogSettings
  private let queue: LogQueue
  private let report: @Sendable (String) -> Void
  private var database: LogDatabase?
  /// Seconds that the next failure is waited out.
  private var patience = 1.0
  private var nextTry = 0.0
  private var nextSweep = 0.0
  private var droppedBefore = 0

  init(
    _ settings: LogSettings, queue: LogQueue, report: @escaping @Sendable (String) -> Void
  ) {
    self.settings = settings
    self.queue = queue
    self.report = report
  }

  /// Opens the log as a writer does.
  static func open(_ settings: LogSettings) throws(SQLiteError) -> LogDatabase {
    try LogDatabase(path: settings.path, megabytes: settings.megabytes, busySeconds: 1)
  }

  /// Works until the queue is stopped and what waited is written.
  mutating func work() {
    var isLast = false
    while !isLast {
      queue.pause()
      isLast = queue.isStopped
      turn()
    }
    queue.countDropped(queue.takeAnswers(.max).count)
  }

  private mutating func turn() {
    do throws(SQLiteError) {
      guard try isOpen() else { return refuseErasures() }
      try writeAnswers()
      goOn()
      try erase()
      try sweep()
    } catch {
      stop(error)
      refuseErasures()
    }
  }

  /// Opens the database again once it is time.
  private mutating func isOpen() throws(SQLiteError) -> Bool {
    if database?.hasMoved ?? false {
      database = nil
      throw SQLiteError(
        status: .missingInput, attempt: "log predictions to", path: settings.path,
        reason: "the file was removed or replaced")
    }
    if database != nil { return true }
    guard ProcessMeasures.seconds >= nextTry else { return false }
    database = try LogWriter.open(settings)
    return true
  }

  /// Says that writing goes on, where it had stopped.
  private mutating func goOn() {
    if queue.state.isWriting { return }
    queue.setWriting(true)
    let lost = queue.state.dropped - droppedBefore
    report("The prediction log is written again; \(lost) answers were lost meanwhile.")
  }

  private mutating func writeAnswers() throws(SQLiteError) {
    while true {
      let answers = queue.takeAnswers(LogWriter.batch)
      if answers.isEmpty { return }
      do throws(SQLiteError) {
        try database?.write(answers)
      } catch {
        queue.giveBack(answers)
        throw error
      }
      queue.countWritten(answers.count)
    }
  }

  private mutating func erase() throws(SQLiteError) {
    var erasures = queue.takeErasures()[...]
    while let erasure = erasures.first {
      do throws(SQLiteError) {
        guard let erased = try database?.erase(erasure.household) else { break }
        erasures.removeFirst()
        erasure.done(
          erased.isGone ? .success(erased.answers) : .failure(.stillInJournal(erased.answers)))
      } catch {
        LogWriter.refuse(erasures)
        throw error
      }
    }
    LogWriter.refuse(erasures)
  }

  private mutating func sweep() throws(SQLiteError) {
    guard ProcessMeasures.seconds >= nextSweep else { return }
    let oldest = (ProcessMeasures.now - settings.retention.nanoseconds) / 1_000_000
    let isMore = try database?.forget(before: Int(oldest)) ?? false
    if isMore { return }
    nextSweep = ProcessMeasures.seconds + LogWriter.sweep
    // Only now, so that a disk that is full again at once is not tried every second.
    patience = 1
  }

  private func refuseErasures() { LogWriter.refuse(queue.takeErasures()[...]) }

  private static func refuse(_ erasures: ArraySlice<LogErasure>) {
    for erasure in erasures { erasure.done(.failure(.logUnavailable)) }
  }

  /// Closes the database, says so once, and tries again later and later.
  private mutating func stop(_ error: SQLiteError) {
    database = nil
    nextTry = ProcessMeasures.seconds + patience
    patience = min(patience * 2, 30)
    guard queue.state.isWriting else { return }
    queue.setWriting(false)
    droppedBefore = queue.state.dropped
    report("The prediction log is not written for now: \(error.reason).")
  }
}

extension Refusal {
  /// Rows are deleted, and a reader still needs the journal that they stand in.
  static func stillInJournal(_ answers: Int) -> Refusal {
    Refusal(
      503, "log_busy",
      "The answers are deleted, but somebody still reads the journal that names the household; "
        + "ask again until it is gone.",
      details: [.init(key: "deleted", value: .integer(answers))],
      fields: [.init("Retry-After", "1")])
  }
}
