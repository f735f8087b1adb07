import Files
import Synchronization
import Training

/// Tells of training while it runs: bars and lines on standard error, results on standard output.
final class TrainNarrator: Sendable {
  private let console: Console
  private let resuming: String
  private let state = Mutex(State())

  private struct State {
    var bar: ProgressBar?
    /// What the bar shows: an epoch's steps, or its validation.
    var stage = ""
    /// Of the appliance that is being trained.
    var epochs: [EpochSummary] = []
    var epochCount = 0
    /// The first failure to write, after which the work is stopped.
    var failure: FilesError?

    /// Takes the bar away, so that a line of text can follow.
    mutating func clear() {
      bar?.finish()
      bar = nil
      stage = ""
    }
  }

  /// - Parameters:
  ///   - console: Where to speak; stopped where a result cannot be written.
  ///   - resuming: The command that goes on with this run.
  init(_ console: Console, resuming: String) {
    self.console = console
    self.resuming = resuming
  }

  /// Takes an event from any thread, one after another.
  func tell(_ event: TrainingEvent) {
    state.withLock { state in
      do throws(FilesError) {
        if console.isJSON, let document = event.document {
          try console.print(document.text)
        }
        try tell(event, &state)
      } catch {
        state.failure = state.failure ?? error
        console.cancellation.cancel()
      }
    }
  }

  /// Clears the line of a bar.
  ///
  /// - Throws: The `FilesError` that a result could not be written with.
  func finish() throws(FilesError) {
    let failure = state.withLock { state in
      state.clear()
      return state.failure
    }
    if let failure { throw failure }
  }

  private func tell(_ event: TrainingEvent, _ state: inout State) throws(FilesError) {
    switch event {
    case .started(let start): begin(start, &state)
    case .progress(let epoch, let done, let total):
      show(EpochLine.label(epoch, of: state.epochCount), done, total, &state)
    case .validating(let epoch, let done, let total):
      show(EpochLine.label(epoch, of: state.epochCount) + "  validation", done, total, &state)
    case .epoch(let summary):
      state.clear()
      state.epochs.append(summary)
      if !console.isJSON { say(EpochLine(summary: summary, epochs: state.epochCount)) }
    case .warning(let sentence):
      state.clear()
      console.complain("note: \(sentence)")
    case .saved: break
    case .done(let outcome):
      state.clear()
      if !console.isJSON { try close(outcome, state.epochs) }
    }
  }

  private func begin(_ start: TrainingStart, _ state: inout State) {
    state.clear()
    state.epochs = []
    state.epochCount = start.epochs
    guard !console.isJSON else { return }
    console.note(TrainPage(style: console.errorStyle).header(start))
    for sentence in start.notes { console.note("note: \(sentence)") }
  }

  private func show(_ stage: String, _ done: Int, _ total: Int, _ state: inout State) {
    if state.stage != stage { state.clear() }
    // The bar's clock starts now, so what was done before does not count for its rate.
    let bar = state.bar ?? console.progress(stage, unit: .items("windows"), startingAt: done)
    state.stage = stage
    state.bar = bar
    bar.show(done, of: total)
  }

  private func say(_ line: EpochLine) {
    let width = console.errorIsTerminal ? console.width - 1 : nil
    console.note(line.text(width: width, style: console.errorStyle))
  }

  private func close(_ outcome: TrainedOutcome, _ epochs: [EpochSummary]) throws(FilesError) {
    if let plot = LossPlot(epochs).render(width: console.width, style: console.style) {
      try console.print("\n" + plot)
    }
    try console.show(TrainPage(style: console.style).closing(outcome, resuming: resuming))
  }
}
