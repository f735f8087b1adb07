import Glibc
import Work

/// Turns SIGINT and SIGTERM into a raised cancellation.
enum Interrupts {
  /// Blocks both signals in every thread started from now on and waits for them on one of our own.
  ///
  /// A second signal ends the process at once: the work did not stop in time.
  static func forward(to cancellation: Cancellation) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    // A reader that goes away (`energy … | head`) is an error of write(2), not a signal.
    _ = signal(SIGPIPE, SIG_IGN)
    let waited = signals
    _ = OwnedThread {
      var waited = waited
      while true {
        var received: Int32 = 0
        guard unsafe sigwait(&waited, &received) == 0 else { return }
        if cancellation.isCancelled { _exit(130) }
        cancellation.cancel()
      }
    }
  }
}
