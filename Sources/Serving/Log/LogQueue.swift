import Synchronization
import Work

/// A household that is to be forgotten, and who wants to know that it is.
struct LogErasure: Sendable {
  let household: String
  /// Receives the number of answers that were deleted.
  let done: @Sendable (Result<Int, Refusal>) -> Void
}

/// What waits for the log's writer; whoever adds to it never waits.
final class LogQueue: Sendable {
  private struct Waiting {
    var answers: [LoggedAnswer] = []
    var erasures: [LogErasure] = []
    var isStopped = false
  }

  private let limit: Int
  private let waiting = Mutex(Waiting())
  private let written = Atomic<Int>(0)
  private let dropped = Atomic<Int>(0)
  private let isWriting = Atomic<Bool>(true)
  private let bell = Doorbell()

  init(limit: Int) { self.limit = limit }

  /// Leaves an answer to be written, or drops it where too many wait.
  func add(_ answer: LoggedAnswer) {
    let count = waiting.withLock { waiting -> Int? in
      guard waiting.answers.count < limit, !waiting.isStopped else { return nil }
      waiting.answers.append(answer)
      return waiting.answers.count
    }
    if count == nil { dropped.add(1, ordering: .relaxed) }
    if count == max(limit / 4, 1) { bell.ring() }
  }

  /// Leaves an erasure; answers of its household that wait are dropped at once.
  func add(_ erasure: LogErasure) {
    let isStopped = waiting.withLock { waiting in
      // By its bytes, as the database compares.
      waiting.answers.removeAll { answer in
        answer.household?.utf8.elementsEqual(erasure.household.utf8) ?? false
      }
      if !waiting.isStopped { waiting.erasures.append(erasure) }
      return waiting.isStopped
    }
    if isStopped { erasure.done(.failure(.logUnavailable)) }
    bell.ring()
  }

  /// Lets the writer end once it has written what waits.
  func stop() {
    waiting.withLock { $0.isStopped = true }
    bell.ring()
  }

  var isStopped: Bool { waiting.withLock { $0.isStopped } }

  /// Waits until something is worth doing, or a moment, in which answers gather.
  func pause() { bell.wait(seconds: 0.25) }

  /// The oldest answers, so many at most.
  func takeAnswers(_ most: Int) -> [LoggedAnswer] {
    waiting.withLock { waiting in
      let taken = Array(waiting.answers.prefix(most))
      waiting.answers.removeFirst(taken.count)
      return taken
    }
  }

  /// Takes answers back that could not be written; the newest go where that makes too many.
  func giveBack(_ answers: [LoggedAnswer]) {
    let surplus = waiting.withLock { waiting in
      waiting.answers.insert(contentsOf: answers, at: 0)
      let surplus = max(waiting.answers.count - limit, 0)
      waiting.answers.removeLast(surplus)
      return surplus
    }
    dropped.add(surplus, ordering: .relaxed)
  }

  func takeErasures() -> [LogErasure] {
    waiting.withLock { waiting in
      defer { waiting.erasures = [] }
      return waiting.erasures
    }
  }

  func countWritten(_ answers: Int) { written.add(answers, ordering: .relaxed) }
  func countDropped(_ answers: Int) { dropped.add(answers, ordering: .relaxed) }
  func setWriting(_ value: Bool) { isWriting.store(value, ordering: .relaxed) }

  var state: LogState {
    LogState(
      written: written.load(ordering: .relaxed), dropped: dropped.load(ordering: .relaxed),
      waiting: waiting.withLock { $0.answers.count },
      isWriting: isWriting.load(ordering: .relaxed))
  }
}

/// How the log does.
package struct LogState: Sendable, Equatable {
  /// Answers since the server started.
  package let written: Int
  package let dropped: Int
  /// Answers that wait to be written.
  package let waiting: Int
  /// False while the database cannot be written.
  package let isWriting: Bool
}

extension Refusal {
  /// The log can neither be read nor changed at present.
  static var logUnavailable: Refusal {
    Refusal(
      503, "log_unavailable", "The prediction log cannot be used at present; try again later.",
      fields: [.init("Retry-After", "5")])
  }
}
