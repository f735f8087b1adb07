import Glibc
import Synchronization
import Work

/// Shows how far long work is: a bar on a terminal, a line every few seconds elsewhere.
final class ProgressBar: Sendable {
  enum Style: Sendable {
    case silent, lines, bar
  }

  /// What is counted.
  enum Unit: Sendable {
    case bytes
    case items(String)
    /// Shares of a whole, whose number tells nothing.
    case shares
  }

  private struct State {
    var lastShown: Double?
    var last: (done: Int, total: Int?)?
    var isFinished = false
  }

  private let label: String
  private let unit: Unit
  private let style: Style
  private let start: Int
  private let letters = TerminalStyle(isUnicode: TerminalStyle.localeIsUTF8(), hasColour: false)
  private let started = ProgressBar.now()
  private let state = Mutex(State())

  /// A bar that begins at `start` units: the rate of a resumed download leaves them out.
  init(label: String, unit: Unit, style: Style, start: Int = 0) {
    self.label = label
    self.start = start
    self.unit = unit
    self.style = style
  }

  /// What to hand to the work: it feeds the bar and stops at an interrupt.
  func supervision(_ cancellation: Cancellation) -> Supervision {
    Supervision(cancellation: cancellation) { done, total in self.show(done, of: total) }
  }

  /// Draws the present state, at most ten times a second (lines: every five seconds).
  func show(_ done: Int, of total: Int?) {
    let now = ProgressBar.now()
    state.withLock { state in
      guard !state.isFinished else { return }
      state.last = (done, total)
      switch style {
      case .silent: return
      case .lines:
        guard now - (state.lastShown ?? started) >= 5 else { return }
        write(picture(done, total, at: now).line(width: nil, letters) + "\n")
      case .bar:
        guard now - (state.lastShown ?? 0) >= 0.1 else { return }
        // Room for the "^C" of an interrupt: a line that wraps could not be taken back.
        let width = (Terminal.width() ?? 80) - 3
        write("\r" + picture(done, total, at: now).line(width: width, letters) + "\u{1B}[K")
      }
      state.lastShown = now
    }
  }

  /// Removes the bar, so that the next line of text starts clean; nothing is drawn after.
  func finish() {
    state.withLock { state in
      if style == .bar, state.lastShown != nil, !state.isFinished { write("\r\u{1B}[K") }
      state.isFinished = true
    }
  }

  /// Leaves the bar on the screen as it stands at the end, followed by what came of the work.
  func complete(_ outcome: String? = nil) {
    let now = ProgressBar.now()
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      guard style != .silent, let (done, total) = state.last else { return }
      // What was announced but not needed (rows behind a range) counts as done.
      var picture = picture(done, total.map { min($0, done) }, at: now)
      picture.outcome = outcome
      let width = style == .bar ? (Terminal.width() ?? 80) - 3 : nil
      let line = picture.line(width: width, letters)
      write(style == .bar ? "\r" + line + "\u{1B}[K\n" : line + "\n")
    }
  }

  private func picture(_ done: Int, _ total: Int?, at now: Double) -> ProgressPicture {
    ProgressPicture(
      label: label, unit: unit, done: done, total: total, start: start,
      elapsed: max(now - started, 0))
  }

  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
