import Glibc
import Synchronization
import Work

/// Turns SIGINT and SIGTERM into a raised cancellation.
final class Interrupts: Sendable {
  private struct State {
    var isSession = false
    /// The terminal's settings to give back while a prompt waits; nil while none does.
    var prompt: termios?
    /// SIGTERM came while a step of a session ran.
    var isEnding = false
    /// When the work was first asked to stop.
    var asked: ContinuousClock.Instant?
  }

  private let cancellation: Cancellation
  private let state = Mutex(State())

  /// Blocks both signals in every thread started from now on and waits for them on one of our own.
  ///
  /// In a command, a second signal ends the process at once: the work did not stop in time. One
  /// within a second of the first is its echo: timeout(1) and terminals send to the process and to
  /// its group.
  init(forwardingTo cancellation: Cancellation) {
    self.cancellation = cancellation
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    // A reader that goes away (`energy … | head`) is an error of write(2), not a signal.
    _ = signal(SIGPIPE, SIG_IGN)
    let waited = signals
    Interrupts.takeFromForeignThreads()
    _ = OwnedThread { [self] in
      var waited = waited
      Interrupts.waiter.store(pthread_self(), ordering: .releasing)
      while true {
        var received: Int32 = 0
        guard unsafe sigwait(&waited, &received) == 0 else { return }
        take(received)
      }
    }
  }

  /// The thread that waits for the signals; 0 until it does.
  private static let waiter = Atomic<pthread_t>(0)

  /// Passes on what reaches a thread that was there before `main`, such as OpenBLAS' own: it blocks
  /// no signal, and would end the process by the signal's default action.
  private static func takeFromForeignThreads() {
    _ = waiter.load(ordering: .acquiring)
    for number in [SIGINT, SIGTERM] {
      // pthread_kill(3) is safe in a handler; the waiting thread blocks the signal, so that it
      // stays pending for sigwait.
      _ = signal(number) { number in
        let thread = Interrupts.waiter.load(ordering: .acquiring)
        if thread == 0 { _exit(130) }
        pthread_kill(thread, number)
      }
    }
  }

  /// From now on SIGINT stops the running step and never the process.
  func beginSession() { state.withLock { $0.isSession = true } }

  /// True once SIGTERM asked the session to end.
  var isEnding: Bool { state.withLock { $0.isEnding } }

  /// Waits at a prompt: SIGTERM gives the terminal its settings back and ends the process.
  func whilePrompting<R>(_ body: () -> R) -> R {
    var settings = termios()
    let isTerminal = unsafe tcgetattr(STDIN_FILENO, &settings) == 0
    state.withLock { $0.prompt = isTerminal ? settings : nil }
    defer { state.withLock { $0.prompt = nil } }
    return body()
  }

  private func take(_ received: Int32) {
    state.withLock { state in
      if var settings = state.prompt, received == SIGTERM {
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        _exit(130)
      }
      let isStep = state.isSession && received == SIGINT
      if cancellation.isCancelled, !isStep, state.isEnding || !state.isSession {
        if let asked = state.asked, ContinuousClock.now - asked < .seconds(1) { return }
        _exit(130)
      }
      state.asked = ContinuousClock.now
      if received == SIGTERM { state.isEnding = true }
      cancellation.cancel()
    }
  }
}
