import Glibc
import Synchronization

/// Threads we own, for blocking reads and numeric work, never the cooperative pool.
///
/// Work is cut into a fixed number of parts by the caller, so results do not depend on the width.
package final class ThreadPool: Sendable {
  /// How many parts run at the same time, the calling thread included.
  package let width: Int
  private let board: Board
  private let threads: [OwnedThread]

  /// - Parameter width: The number of threads; by default the cores this process may use.
  package init(width: Int = ThreadPool.availableCores) {
    precondition(width > 0, "a pool needs a positive width, not \(width)")
    let board = Board()
    self.width = width
    self.board = board
    self.threads = (1..<max(width, 1)).map { _ in OwnedThread { board.serve() } }
  }

  deinit {
    board.close()
    for thread in threads { thread.join() }
  }

  /// The cores that are online.
  package static var availableCores: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  /// Runs `body` once for each part, several at a time, and returns when all are done.
  ///
  /// Parts must touch separate memory.
  package func perform(parts: Int, _ body: (Int) -> Void) {
    guard parts > 0 else { return }
    guard width > 1, parts > 1 else { return (0..<parts).forEach(body) }
    // The closure does not escape: `run` returns only after every thread left the job.
    withoutActuallyEscaping(body) { body in
      board.run(Job(parts: parts, body: body))
    }
  }
}

/// A thread we started, to be joined by its owner.
package final class OwnedThread: Sendable {
  private let identifier: Mutex<pthread_t?>

  /// Starts a thread that runs `body` and ends.
  package init(_ body: @escaping @Sendable () -> Void) {
    let box = unsafe Unmanaged.passRetained(ThreadBody(run: body))
    var identifier = pthread_t()
    let code = unsafe pthread_create(
      &identifier, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, box.toOpaque())
    precondition(code == 0, "the system has no thread left (\(code))")
    self.identifier = Mutex(identifier)
  }

  /// Waits until the thread has ended; a second call returns at once.
  package func join() {
    let waiting = identifier.withLock { identifier in
      defer { identifier = nil }
      return identifier
    }
    if let waiting { _ = pthread_join(waiting, nil) }
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(run: @escaping @Sendable () -> Void) { self.run = run }
}

/// One call of `perform`: parts are claimed in order, and counted off as they finish.
///
/// `@unchecked Sendable` because `body` is written only by the caller of `perform`, before any
/// thread sees the job and after the last one has left it; each part is handed out once, and the
/// caller promises that parts touch separate memory.
private final class Job: @unchecked Sendable {
  let parts: Int
  private var body: ((Int) -> Void)?
  private let next = Atomic<Int>(0)
  /// Threads of the pool inside `work`, guarded by the board's mutex.
  var visitors = 0

  init(parts: Int, body: @escaping (Int) -> Void) {
    self.parts = parts
    self.body = body
  }

  /// Runs parts until none is left to claim.
  func work() {
    while true {
      let part = next.add(1, ordering: .relaxed).oldValue
      guard part < parts else { return }
      body?(part)
    }
  }

  /// Lets go of the closure, which must not outlive the call of `perform`.
  func release() { body = nil }
}

/// Where jobs are pinned up for the pool's threads; a mutex and a condition of pthreads.
///
/// `@unchecked Sendable` because every field but the atomic one is read and written under
/// `mutex` alone.
@safe private final class Board: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var jobs: [Job] = []
  private var isClosed = false
  /// Counts the jobs that were pinned up and those that were left, to be watched without the mutex.
  private let changes = Atomic<Int>(0)
  /// Looks at `changes` before a thread goes to sleep.
  ///
  /// They take some microseconds; steps of training follow each other sooner than the system wakes
  /// a thread.
  private static let patience = 10_000

  init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Returns once every part is done and no thread looks at the job any more.
  func run(_ job: Job) {
    lock()
    jobs.append(job)
    tell()
    unlock()
    job.work()
    lock()
    jobs.removeAll { $0 === job }
    if job.visitors > 0 { linger() }
    while job.visitors > 0 { unsafe pthread_cond_wait(changed, mutex) }
    unlock()
    job.release()
  }

  func serve() {
    lock()
    while !isClosed {
      if jobs.isEmpty { linger() }
      guard let job = jobs.first else {
        if !isClosed { unsafe pthread_cond_wait(changed, mutex) }
        continue
      }
      job.visitors += 1
      unlock()
      job.work()
      lock()
      job.visitors -= 1
      jobs.removeAll { $0 === job }
      if job.visitors == 0 { tell() }
    }
    unlock()
  }

  func close() {
    lock()
    isClosed = true
    tell()
    unlock()
  }

  /// Lets those who watch or sleep know that something has changed; the mutex is held.
  private func tell() {
    changes.add(1, ordering: .releasing)
    unsafe pthread_cond_broadcast(changed)
  }

  /// Lets go of the mutex for a moment, until something has changed.
  private func linger() {
    let seen = changes.load(ordering: .acquiring)
    unlock()
    for _ in 0..<Board.patience where changes.load(ordering: .acquiring) != seen { break }
    lock()
  }

  private func lock() { unsafe pthread_mutex_lock(mutex) }
  private func unlock() { unsafe pthread_mutex_unlock(mutex) }
}
