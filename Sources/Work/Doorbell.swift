import Glibc
import Synchronization

/// Wakes a thread that waits for something to do; rung several times, it wakes it once.
package final class Doorbell: Sendable {
  /// A pipe's two ends: descriptors are numbers, which threads may share.
  private let ear: Int32
  private let button: Int32
  private let isRung = Atomic<Bool>(false)

  /// One that has not been rung.
  package init() {
    var ends: [Int32] = [-1, -1]
    let code = unsafe pipe(&ends)
    precondition(code == 0, "the system has no descriptor left (\(errno))")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    ear = ends[0]
    button = ends[1]
  }

  deinit {
    close(ear)
    close(button)
  }

  /// Wakes the thread that waits, or spares it the next wait.
  package func ring() {
    guard !isRung.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 1
    // One byte at a time lies in the pipe: there is always room for it.
    _ = unsafe write(button, &byte, 1)
  }

  /// Waits until it is rung, or has been since the last wait; by one thread at a time.
  ///
  /// It may return too soon: the caller looks for itself what there is to do.
  ///
  /// - Parameter seconds: The longest wait; nil waits for ever.
  package func wait(seconds: Double? = nil) {
    var request = pollfd(fd: ear, events: Int16(POLLIN), revents: 0)
    let limit = seconds.map { Int32((min(max($0, 0), 1e6) * 1000).rounded(.up)) } ?? -1
    guard unsafe poll(&request, 1, limit) > 0 else { return }
    var byte: UInt8 = 0
    _ = unsafe read(ear, &byte, 1)
    // Whoever rings from here on writes anew; what came before is seen by who waited.
    _ = isRung.exchange(false, ordering: .acquiringAndReleasing)
  }
}
