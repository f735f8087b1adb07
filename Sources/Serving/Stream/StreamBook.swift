import Files
import HTTP
import Synchronization

/// The households that are remembered; requests of one are done one after another.
final class StreamBook: Sendable {
  private struct Entry {
    var state: StreamState?
    var isBusy = false
    var waiting: [@Sendable () -> Void] = []
    /// Seconds on the clock.
    var used: Double
  }

  private struct Book {
    /// By the bytes of their names, as the prediction log tells them apart.
    var entries: [[UInt8]: Entry] = [:]
    /// Readings of all households.
    var samples = 0
    var swept = -Double.infinity

    subscript(name: String) -> Entry? {
      get { entries[Array(name.utf8)] }
      set { entries[Array(name.utf8)] = newValue }
    }
  }

  private let limits: PredictLimits
  private let clock: @Sendable () -> Double
  private let book = Mutex(Book())

  init(_ limits: PredictLimits, clock: @escaping @Sendable () -> Double) {
    self.limits = limits
    self.clock = clock
  }

  /// Runs work once the requests of the household before it are done; it must call `leave`.
  ///
  /// - Throws: `Refusal` (429) where too many wait for the household already.
  func enter(_ name: String, _ turn: @escaping @Sendable () -> Void) throws(Refusal) {
    let now = clock()
    let isFree: Bool? = book.withLock { book in
      sweep(&book, now)
      var entry = book[name] ?? Entry(used: now)
      defer { book[name] = entry }
      guard entry.isBusy else {
        entry.isBusy = true
        return true
      }
      guard entry.waiting.count < StreamBook.patience else { return nil }
      entry.waiting.append(turn)
      return false
    }
    guard let isFree else {
      throw Refusal(
        429, "busy", "\(StreamBook.patience) requests of this household wait already",
        fields: [HTTPField("Retry-After", "1")])
    }
    if isFree { turn() }
  }

  /// What is remembered of a household whose turn it is.
  func state(of name: String) -> StreamState? { book.withLock { $0[name]?.state } }

  /// - Throws: `Refusal`: 429 where no household more is remembered, 503 where readings fill the
  ///   memory that they may take.
  func requireRoom(_ samples: Int, isNew: Bool) throws(Refusal) {
    let (households, kept) = book.withLock { book in
      (isNew ? book.entries.values.count { $0.state != nil } : 0, book.samples)
    }
    let later = [HTTPField("Retry-After", "60")]
    if isNew, households >= limits.streams {
      throw Refusal(
        429, "too_many_streams",
        "\(DecimalText.grouped(households)) households are remembered "
          + "already; they are forgotten after \(Int(limits.streamIdle)) s without a sample",
        fields: later)
    }
    if kept + samples > limits.allStreamSamples {
      throw Refusal(
        503, "streams_full", "the memory of all streams is full; try again later", fields: later)
    }
  }

  /// Ends a turn, and begins the next one.
  ///
  /// - Parameters:
  ///   - name: Of the household.
  ///   - state: What is remembered from now on; nil leaves what was.
  func leave(_ name: String, _ state: StreamState?) {
    let now = clock()
    let next: (@Sendable () -> Void)? = book.withLock { book in
      guard var entry = book[name] else { return nil }
      if let state {
        book.samples += state.readings.count - (entry.state?.readings.count ?? 0)
        entry.state = state
        entry.used = now
      }
      let next = entry.waiting.isEmpty ? nil : entry.waiting.removeFirst()
      entry.isBusy = next != nil
      book[name] = entry.state == nil && next == nil ? nil : entry
      return next
    }
    next?()
  }

  /// Households that are remembered, and readings of all of them.
  var size: (households: Int, samples: Int) {
    book.withLock { book in (book.entries.count, book.samples) }
  }

  /// Forgets households that nobody went on with.
  private func sweep(_ book: inout Book, _ now: Double) {
    guard now - book.swept >= min(1, limits.streamIdle) else { return }
    book.swept = now
    for (name, entry) in book.entries
    where !entry.isBusy && now - entry.used >= limits.streamIdle {
      book.samples -= entry.state?.readings.count ?? 0
      book.entries[name] = nil
    }
  }

  /// Requests that may wait for one household.
  private static let patience = 16
}
