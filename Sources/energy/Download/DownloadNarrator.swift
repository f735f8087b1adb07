import Acquisition
import Files
import Synchronization
import Work

/// Shows a download's bar, and puts sentences between bars rather than into them.
final class DownloadNarrator: Sendable {
  private let console: Console
  private let state = Mutex(State())

  private struct State {
    var stage = DownloadStage.fetch
    var bar: ProgressBar?
    /// Bytes that were here before the bar began.
    var start = 0
    /// The latest answer that was told.
    var answer: DownloadEvent?
  }

  init(_ console: Console) { self.console = console }

  var watch: DownloadWatch {
    DownloadWatch(
      supervision: { stage in
        self.begin(stage)
        return Supervision(cancellation: self.console.cancellation) { done, total in
          self.show(done, of: total)
        }
      }, tell: { event in self.tell(event) })
  }

  /// Leaves the last bar on the screen.
  func complete() {
    state.withLock { state in
      state.bar?.complete()
      state.bar = nil
    }
  }

  /// Clears the line for other text.
  func finish() {
    state.withLock { state in
      state.bar?.finish()
      state.bar = nil
    }
  }

  /// Leaves the bar of the stage before on the screen, and starts with the next.
  private func begin(_ stage: DownloadStage) {
    state.withLock { state in
      state.bar?.complete()
      state.bar = nil
      state.stage = stage
      state.start = 0
    }
  }

  private func show(_ done: Int, of total: Int?) {
    state.withLock { state in
      let bar =
        state.bar
        ?? console.progress(state.stage.rawValue, unit: .bytes, startingAt: state.start)
      state.bar = bar
      state.start = done
      bar.show(done, of: total)
    }
  }

  private func tell(_ event: DownloadEvent) {
    // Each attempt hears the same size again.
    let isNews = state.withLock { state in
      defer { if case .answered = event { state.answer = event } }
      return state.answer != event
    }
    guard isNews else { return }
    let sentence = DownloadNarrator.sentence(event)
    finish()
    console.note(sentence)
    if case .resuming(let from, _) = event { state.withLock { $0.start = from } }
    if case .startingAnew = event { state.withLock { $0.start = 0 } }
  }

  /// What a person reads about it.
  static func sentence(_ event: DownloadEvent) -> String {
    switch event {
    case .resuming(let from, let total):
      let whole = total.map { " of \(DecimalText.bytes($0))" } ?? ""
      return "going on from \(DecimalText.bytes(from))\(whole), which an earlier run fetched"
    case .answered(let total?): return "the server offers \(DecimalText.bytes(total))"
    case .answered(nil):
      return
        "the server does not say how large the file is: a cut may go unnoticed without --sha256"
    case .startingAnew(let reason): return "starting anew: \(reason)"
    case .usingArchive(let path): return "using \(path), which is here already"
    case .retrying(let reason, let seconds, let attempt, let of):
      let wait = DecimalText.fixed(seconds, seconds < 10 ? 1 : 0)
      return "\(reason); trying again in \(wait) s (attempt \(attempt) of \(of))"
    }
  }
}
