import Synchronization
import Work

/// A thread that does what it is given in turn; whoever gives never waits.
final class Errands: Sendable {
  private struct Waiting {
    var errands: [@Sendable () -> Void] = []
    var isStopped = false
  }

  /// What the thread shares with its owner, which it must not keep alive.
  private final class Desk: Sendable {
    let waiting = Mutex(Waiting())
    let bell = Doorbell()

    func serve() {
      while true {
        let (errands, isStopped) = waiting.withLock { waiting in
          defer { waiting.errands = [] }
          return (waiting.errands, waiting.isStopped)
        }
        for errand in errands { errand() }
        if isStopped { return }
        if errands.isEmpty { bell.wait() }
      }
    }
  }

  private let limit: Int
  private let desk: Desk
  private let thread: OwnedThread

  /// - Parameter limit: Errands that may wait.
  init(limit: Int) {
    let desk = Desk()
    self.limit = limit
    self.desk = desk
    thread = OwnedThread { desk.serve() }
  }

  deinit { stop() }

  /// Leaves an errand to be done; false where too many wait, or all is over.
  func add(_ errand: @escaping @Sendable () -> Void) -> Bool {
    let isTaken = desk.waiting.withLock { waiting in
      guard !waiting.isStopped, waiting.errands.count < limit else { return false }
      waiting.errands.append(errand)
      return true
    }
    desk.bell.ring()
    return isTaken
  }

  /// Does what waits, and ends the thread.
  func stop() {
    desk.waiting.withLock { $0.isStopped = true }
    desk.bell.ring()
    thread.join()
  }
}
