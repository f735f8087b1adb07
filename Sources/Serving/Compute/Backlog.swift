import HTTP
import Synchronization
import Work

/// Work on its way to the thread that does it, bounded.
final class Backlog<Work: Sendable>: Sendable {
  private struct State: Sendable {
    var incoming: [Work] = []
    /// Units that came and are not done, and pieces of work.
    var units = 0
    var works = 0
    /// Units a second of late; 0 before any is done.
    var pace = 0.0
    var isClosed = false
    /// Moment at which what is left is given up.
    var deadline: Double?
  }

  private let state = Mutex(State())
  private let bell = Doorbell()
  private let unitLimit: Int
  private let workLimit: Int

  /// - Parameters:
  ///   - units: Windows or samples that may wait in all; a work alone may have more.
  ///   - works: Pieces of work that may wait.
  init(units: Int, works: Int = .max) {
    unitLimit = units
    workLimit = works
  }

  /// Units and works that are not done.
  var waiting: (units: Int, works: Int) { state.withLock { ($0.units, $0.works) } }

  /// Leaves work for the thread, or says why not.
  func add(_ work: Work, units: Int) -> Refusal? {
    let refusal = state.withLock { state -> Refusal? in
      if state.isClosed { return .stopping }
      guard state.works == 0 || (state.units + units <= unitLimit && state.works < workLimit)
      else { return .busy(retryAfter: Backlog.wait(for: state.units, pace: state.pace)) }
      state.incoming.append(work)
      state.units += units
      state.works += 1
      return nil
    }
    if refusal == nil { bell.ring() }
    return refusal
  }

  /// What has come meanwhile.
  func take() -> [Work] {
    state.withLock { state in
      defer { state.incoming = [] }
      return state.incoming
    }
  }

  /// Counts off what is done.
  func finished(units: Int, works: Int) {
    state.withLock { state in
      state.units -= units
      state.works -= works
    }
  }

  /// Remembers how fast it goes.
  func note(units: Int, seconds: Double) {
    // Works without a unit tell nothing, and many of them would say that nothing is ever done.
    guard seconds > 0, units > 0 else { return }
    let pace = Double(units) / seconds
    state.withLock { $0.pace = $0.pace == 0 ? pace : 0.9 * $0.pace + 0.1 * pace }
  }

  /// Waits for work, or for the end.
  func wait(seconds: Double? = nil) { bell.wait(seconds: seconds) }

  /// Takes no more work; what is left after some seconds is given up.
  func close(within seconds: Double) {
    state.withLock { state in
      state.isClosed = true
      state.deadline = ProcessMeasures.seconds + seconds
    }
    bell.ring()
  }

  /// Whether no work comes any more, and whether what is left is given up.
  var ending: (isClosed: Bool, isLate: Bool) {
    state.withLock { state in
      (state.isClosed, state.deadline.map { ProcessMeasures.seconds >= $0 } ?? false)
    }
  }

  private static func wait(for units: Int, pace: Double) -> Int {
    pace > 0 ? Int(min(max((Double(units) / pace).rounded(.up), 1), 60)) : 1
  }
}

extension Refusal {
  /// The server is going down.
  static let stopping = Refusal(
    503, "stopping", "the server is stopping: ask another copy, or this one in a moment",
    fields: [HTTPField("Retry-After", "5")])

  /// Nobody waits for the answer; who has only ended his sending may still read this.
  static let left = Refusal(
    503, "left", "the client closed its side of the connection before the answer was ready")

  /// More waits than the server takes.
  static func busy(retryAfter seconds: Int) -> Refusal {
    Refusal(
      503, "busy", "too much work waits already: ask again in \(seconds) s",
      fields: [HTTPField("Retry-After", String(seconds))])
  }
}
