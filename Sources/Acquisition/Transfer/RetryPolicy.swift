package import Work

/// How long to bear with a server, and how long to wait between attempts.
package struct RetryPolicy: Sendable {
  /// Failures in a row, without new bytes, after which the download gives up.
  package var attempts = 12
  /// The same as long as not one byte is here: a wrong address shows soon.
  package var attemptsAtFirst = 5
  /// Seconds before the second attempt; each further wait is twice as long.
  package var firstWait = 1.0
  /// Seconds; no wait of our own is longer.
  package var longestWait = 60.0
  /// Seconds; where the server asks for more patience than this, the download gives up.
  package var longestWaitAsked = 300.0
  /// New bytes after which failures are counted from zero again.
  package var progress = 64 << 10
  /// How often the file may change, or contradict what was said of it, before the download gives up.
  package var restarts = 3
  /// Seconds for a connection to come about.
  package var connectTimeout = 30
  /// Seconds without a byte after which a connection counts as dead.
  package var stallTimeout = 60
  /// A number from 0 to 1: how the waits of many computers are spread.
  package var jitter: @Sendable () -> Double = { Double.random(in: 0...1) }
  /// Spends the seconds.
  package var wait: @Sendable (Double, Cancellation) throws(Interrupted) -> Void

  package init() { wait = RetryPolicy.sleep }

  /// Seconds to wait after so many failures in a row: doubled each time, the upper half at random.
  package func pause(afterFailures failures: Int) -> Double {
    let doubled = firstWait * Double(1 << min(max(failures - 1, 0), 20))
    return min(doubled, longestWait) * (0.5 + jitter() / 2)
  }

  /// Sleeps in slices, so that an interrupt is heard at once.
  private static func sleep(_ seconds: Double, _ cancellation: Cancellation) throws(Interrupted) {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while clock.now < end {
      try cancellation.check()
      rest(min(end - clock.now, .milliseconds(100)))
    }
    try cancellation.check()
  }
}
