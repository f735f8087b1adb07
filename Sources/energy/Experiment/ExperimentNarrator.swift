import Disaggregation
import Evaluation
import Files
import Synchronization
import Training
import Work

/// Tells of an experiment while it runs: a bar over all its epochs, and a line for each cell.
final class ExperimentNarrator: Sendable {
  private let console: Console
  private let state = Mutex(State())

  private struct State {
    var bar: ProgressBar?
    var label = ""
    /// Of the cells that are at work, how much is done: 1 is all of it.
    var working: [String: Double] = [:]
    var cells = 0
    var done = 0
    /// Cells that earlier processes had done.
    var before = 0
    var began = ProcessMeasures.seconds

    mutating func clear() {
      bar?.finish()
      bar = nil
    }
  }

  init(_ console: Console) { self.console = console }

  /// Takes an event from any thread.
  func tell(_ event: ExperimentEvent) {
    state.withLock { state in
      switch event {
      case .preparing(let source, let done, let total):
        show("preparing \(source)", .items("rows"), done, total, &state)
      case .prepared(let source, let store, let seconds):
        say("prepared \(source): \(store), \(ProgressPicture.clock(seconds))", &state)
      case .planned(let cells, let done):
        (state.cells, state.done, state.before) = (cells, done, done)
        state.began = ProcessMeasures.seconds
        let those = cells == 1 ? "1 cell" : "\(cells) cells"
        say(done > 0 ? "\(those), \(done) of them done before" : those, &state)
      case .began(let cell, _, _):
        state.working[cell.id] = 0
      case .training(let cell, let event): tell(event, of: cell, &state)
      case .evaluating: break
      case .finished(let cell, let result, let done, let total):
        state.working[cell.id] = nil
        state.done = done
        say(line(cell, result, done, total, state), &state)
      case .failed(let cell, let error):
        state.working[cell.id] = nil
        state.clear()
        console.complain("\(cell.id): \(error)")
      case .note(let sentence): say("note: \(sentence)", &state)
      }
    }
  }

  /// Clears the line of a bar.
  func finish() { state.withLock { $0.clear() } }

  private func tell(_ event: TrainingEvent, of cell: ExperimentCell, _ state: inout State) {
    let epochs = Double(cell.configuration.epochs)
    switch event {
    case .progress(let epoch, let done, let total):
      let part = Double(done) / Double(max(total, 1))
      state.working[cell.id] = (Double(epoch - 1) + part) / epochs
    case .epoch(let epoch): state.working[cell.id] = Double(epoch.epoch) / epochs
    case .started(let start): state.working[cell.id] = Double(start.epochsDone) / epochs
    case .warning(let sentence): say("note: \(cell.id): \(sentence)", &state)
    default: return
    }
    // A cell that is reproduced stands alone.
    guard state.cells > 0 else {
      return show(
        cell.id, .shares, Int((state.working[cell.id] ?? 0) * 1000), 1000, &state)
    }
    let names = state.working.count == 1 ? cell.id : "\(state.working.count) cells at work"
    let first = state.done + 1
    let last = state.done + max(state.working.count, 1)
    let which = first >= last ? "\(first)" : "\(first)-\(last)"
    let over = state.working.values.reduce(Double(state.done), +)
    show(
      "cell \(which) of \(state.cells)  \(names)", .shares, Int(over * 1000),
      state.cells * 1000, &state)
  }

  private func show(
    _ label: String, _ unit: ProgressBar.Unit, _ done: Int, _ total: Int?, _ state: inout State
  ) {
    if state.bar == nil || state.label != label {
      state.clear()
      state.bar = console.progress(label, unit: unit, startingAt: done)
      state.label = label
    }
    state.bar?.show(done, of: total)
  }

  private func say(_ line: String, _ state: inout State) {
    state.clear()
    console.note(line)
  }

  /// "[ 3/48] ukdale/kettle/model/seed-1  skill 0.83  MAE while on 210 W  …  0:31, 12:40 left".
  private func line(
    _ cell: ExperimentCell, _ result: CellResult, _ done: Int, _ total: Int, _ state: State
  ) -> String {
    let count = String(done).padded(to: String(total).count, alignedRight: true)
    var facts = ["[\(count)/\(total)] \(cell.id)"]
    for metric in Metric.headline {
      let value = result.figures.scores[metric].flatMap { Spread([$0]) }
      let unit = metric.unit.map { " \($0)" } ?? ""
      facts.append(
        "\(metric.label) \(ExperimentTables.spelled(value, metric))" + (value == nil ? "" : unit))
    }
    let seconds = ProgressPicture.clock(result.cost.training + result.cost.evaluation)
    let own = state.done - state.before
    let left =
      Double(total - done) * (ProcessMeasures.seconds - state.began)
      / Double(max(own, 1))
    facts.append(done < total ? "\(seconds), \(ProgressPicture.clock(left)) left" : seconds)
    return facts.joined(separator: "  ")
  }
}
