import Synchronization
import Work

/// The thread that looks for new versions, from time to time and when it is asked to.
final class FleetWatch: Sendable {
  typealias Done = @Sendable ([ReloadOutcome]) -> Void

  private struct State: Sendable {
    var asked: [Done] = []
    var isStopped = false
    var thread: OwnedThread?
  }

  private let state = Mutex(State())
  private let bell = Doorbell()

  /// Starts the thread, once.
  ///
  /// - Parameters:
  ///   - seconds: Between two looks; nil looks only when asked.
  ///   - look: Looks, and is told whether somebody asked.
  func start(every seconds: Double?, _ look: @escaping @Sendable (Bool) -> [ReloadOutcome]) {
    state.withLock { state in
      guard state.thread == nil else { return }
      state.thread = OwnedThread { [self] in serve(seconds, look) }
    }
  }

  /// Asks for a look.
  func ask(_ done: @escaping Done) {
    state.withLock { $0.asked.append(done) }
    bell.ring()
  }

  /// Ends the thread; whoever still asks hears of nothing.
  func stop() {
    let thread = state.withLock { state in
      state.isStopped = true
      return state.thread
    }
    bell.ring()
    thread?.join()
    for done in takeAsked() { done([]) }
  }

  private func serve(_ seconds: Double?, _ look: (Bool) -> [ReloadOutcome]) {
    while true {
      let asked = takeAsked()
      if state.withLock(\.isStopped) {
        for done in asked { done([]) }
        return
      }
      if !asked.isEmpty {
        let outcomes = look(true)
        for done in asked { done(outcomes) }
      }
      bell.wait(seconds: seconds)
      if state.withLock({ $0.asked.isEmpty && !$0.isStopped }) { _ = look(false) }
    }
  }

  private func takeAsked() -> [Done] {
    state.withLock { state in
      defer { state.asked = [] }
      return state.asked
    }
  }
}
