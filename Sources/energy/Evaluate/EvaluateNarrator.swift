import Evaluation
import Synchronization

/// Shows how far an evaluation is.
final class EvaluateNarrator: Sendable {
  private let console: Console
  private let state = Mutex(State())

  private struct State {
    var stage = ""
    var bar: ProgressBar?
  }

  init(_ console: Console) { self.console = console }

  /// Takes an event from the thread that evaluates.
  func tell(_ event: EvaluationEvent) {
    switch event {
    case .estimating(let appliance, let house, let done, let total):
      show("\(appliance), house \(house)", done, total)
    case .scoring(let appliance): show("scoring \(appliance)", 0, nil)
    case .fitting(let store): show("fitting baselines on \(store)", 0, nil)
    }
  }

  /// Takes the bar away.
  func finish() {
    state.withLock { state in
      state.bar?.finish()
      state.bar = nil
      state.stage = ""
    }
  }

  private func show(_ stage: String, _ done: Int, _ total: Int?) {
    state.withLock { state in
      if state.stage != stage {
        state.bar?.finish()
        state.bar = console.progress(stage, unit: .items("samples"))
        state.stage = stage
      }
      state.bar?.show(done, of: total)
    }
  }
}
