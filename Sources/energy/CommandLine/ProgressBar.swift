import Glibc
import Synchronization
import Work

/// Shows how far long work is: a bar on a terminal, a line every few seconds elsewhere.
final class ProgressBar: Sendable {
  enum Style: Sendable {
    case silent, lines
    case bar(width: Int)
  }

  /// What is counted.
  enum Unit: Sendable {
    case bytes
    case items(String)
  }

  private struct State {
    var lastShown: Double?
    var isOpen = false
  }

  private let label: String
  private let unit: Unit
  private let style: Style
  private let started = ProgressBar.now()
  private let state = Mutex(State())

  init(label: String, unit: Unit, style: Style) {
    self.label = label
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
      switch style {
      case .silent: return
      case .lines:
        guard now - (state.lastShown ?? started) >= 5 else { return }
        state.lastShown = now
        write(text(done, total, elapsed: now - started, bar: nil) + "\n")
      case .bar(let width):
        guard now - (state.lastShown ?? 0) >= 0.1 else { return }
        state.lastShown = now
        state.isOpen = true
        write("\r" + text(done, total, elapsed: now - started, bar: width) + "\u{1B}[K")
      }
    }
  }

  /// Removes the bar, so that the next line of text starts clean.
  func finish() {
    state.withLock { state in
      if state.isOpen { write("\r\u{1B}[K") }
      state.isOpen = false
    }
  }

  private func text(_ done: Int, _ total: Int?, elapsed: Double, bar width: Int?) -> String {
    let rate = elapsed > 0 ? Double(done) / elapsed : 0
    var parts = [label]
    if let total, total > 0 {
      let fraction = min(Double(done) / Double(total), 1)
      if let width { parts.append(ProgressBar.bar(fraction, cells: max(10, min(40, width - 60)))) }
      parts.append("\(Int(fraction * 100)) %")
    }
    parts.append(amount(done, total))
    parts.append("\(spelled(rate))/s")
    parts.append(ProgressBar.clock(elapsed))
    if let total, rate > 0, done < total {
      parts.append("\(ProgressBar.clock(Double(total - done) / rate)) left")
    }
    return parts.joined(separator: "  ")
  }

  private func amount(_ done: Int, _ total: Int?) -> String {
    guard let total else { return spelled(Double(done)) }
    return "\(spelled(Double(done))) of \(spelled(Double(total)))"
  }

  private func spelled(_ count: Double) -> String {
    let scaled = ProgressBar.scaled(count)
    switch unit {
    case .bytes: return scaled + "B"
    case .items(let name): return "\(scaled)\(scaled.last?.isNumber == true ? " " : "")\(name)"
    }
  }

  /// "3.4 M", "12 k", "850 ".
  private static func scaled(_ value: Double) -> String {
    for (limit, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= limit {
      let tenths = Int(value / limit * 10)
      return "\(tenths / 10).\(tenths % 10) \(suffix)"
    }
    return "\(Int(value)) "
  }

  private static func bar(_ fraction: Double, cells: Int) -> String {
    let full = Int(fraction * Double(cells))
    return String(repeating: "━", count: full) + String(repeating: "·", count: cells - full)
  }

  /// "0:07", "1:12", "2:03:09".
  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 360_000))
    let pad = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    let minutes = whole / 60
    if minutes >= 60 { return "\(minutes / 60):\(pad(minutes % 60)):\(pad(whole % 60))" }
    return "\(minutes):\(pad(whole % 60))"
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
