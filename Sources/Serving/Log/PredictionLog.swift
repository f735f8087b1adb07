import Files
import SQLite
import Synchronization
import Work

/// Keeps answers in a database; whoever answers never waits for it.
package final class PredictionLog: AnswerObserver {
  /// How it keeps them.
  package let settings: LogSettings
  private let queue: LogQueue
  private let writer: OwnedThread
  private let readers: Errands

  /// Opens the log, or makes a new one that its owner alone may read.
  ///
  /// - Parameters:
  ///   - settings: The file and its bounds.
  ///   - report: Receives a sentence when writing stops, and one when it goes on.
  /// - Throws: `ServingError`: 73, 74 where the file cannot be written, 65 where it is something
  ///   else.
  package init(
    _ settings: LogSettings, report: @escaping @Sendable (String) -> Void
  ) throws(ServingError) {
    let queue = LogQueue(limit: settings.queue)
    // Opened here to tell at once what is wrong, and again by the thread that it then belongs to.
    do throws(SQLiteError) {
      _ = try LogWriter.open(settings)
    } catch { throw ServingError(error) }
    self.settings = settings
    self.queue = queue
    writer = OwnedThread {
      var writer = LogWriter(settings, queue: queue, report: report)
      writer.work()
    }
    readers = Errands(limit: 16)
  }

  deinit { stop() }

  package func answered(_ answer: AnsweredRequest) {
    guard settings.fraction >= 1 || Double.random(in: 0..<1) < settings.fraction else { return }
    queue.add(LoggedAnswer(answer, time: Int(ProcessMeasures.now / 1_000_000)))
  }

  /// How it does.
  package var state: LogState { queue.state }

  /// Writes what waits, and ends.
  package func stop() {
    queue.stop()
    writer.join()
    readers.stop()
  }

  /// Deletes all that is kept of a household.
  ///
  /// - Parameters:
  ///   - household: As clients name it.
  ///   - done: Receives the number of answers that were deleted, on the log's thread.
  func erase(_ household: String, _ done: @escaping @Sendable (Result<Int, Refusal>) -> Void) {
    queue.add(LogErasure(household: LoggedAnswer.key(household), done: done))
  }

  /// Reads the log on a thread for that.
  ///
  /// - Parameters:
  ///   - question: Asks a connection of its own.
  ///   - done: Receives the answer.
  func read(
    _ question: @escaping @Sendable (borrowing LogReader) throws(SQLiteError) -> JSON,
    _ done: @escaping @Sendable (Result<JSON, Refusal>) -> Void
  ) {
    let path = settings.path
    let isTaken = readers.add {
      do throws(SQLiteError) {
        done(.success(try question(try LogReader(path: path))))
      } catch {
        done(.failure(error.condition == .deadline ? .tooMuchToRead : .logUnavailable))
      }
    }
    if !isTaken { done(.failure(.logUnavailable)) }
  }
}

extension Refusal {
  /// A question whose answer takes too long.
  static var tooMuchToRead: Refusal {
    Refusal(503, "log_too_long", "Reading the log took too long; ask for less of it.")
  }
}
