import Work
import Glibc
import Synchronization

/// One connection, from its acceptance to its close: what the watchdog looks at.
final class HTTPConnection: Sendable {
  /// What it is waited for.
  enum Phase {
    /// The first byte of a request.
    case idle
    /// The rest of a request's head.
    case head
    case body
    /// The service's answer.
    case answer
    /// That the client takes the response.
    case response
    /// That the library notices that we closed it.
    case close
  }

  private struct State {
    var phase = Phase.idle
    var since: Double
    var deadline: Double
    var turn: HTTPTurn?
    /// Bytes that the client had acknowledged when a response began, or was last extended.
    var acknowledged = 0
    /// False once the library is about to give the descriptor's number back.
    var isOpen = true
    /// Its copy outlives the library's, until the client has read the response.
    var isLingering = false
  }

  /// The library's; it closes it.
  private let descriptor: Int32
  let peer: String
  private let state: Mutex<State>

  init(descriptor: Int32, peer: String, deadline: Double) {
    self.descriptor = descriptor
    self.peer = peer
    state = Mutex(State(since: ProcessMeasures.seconds, deadline: deadline))
  }

  /// The request in hand.
  var turn: HTTPTurn? { state.withLock { $0.turn } }

  /// Begins to wait for something else; false where the connection was cut meanwhile.
  @discardableResult
  func enter(_ phase: Phase, until deadline: Double, turn: HTTPTurn?) -> Bool {
    state.withLock { state in
      guard state.phase != .close else { return false }
      state.phase = phase
      state.since = ProcessMeasures.seconds
      state.deadline = deadline
      state.turn = turn
      if phase == .response { state.acknowledged = acknowledgedBytes }
      return true
    }
  }

  /// Waits for the same, for longer.
  func extend(until deadline: Double) { state.withLock { $0.deadline = deadline } }

  /// Gives an overdue response as much longer as its client has taken of it of late.
  ///
  /// - Parameters:
  ///   - now: The moment.
  ///   - rate: Bytes that give a second.
  ///   - most: Seconds from now on, however much was taken.
  /// - Returns: Whether that is any longer.
  func extendResponse(at now: Double, rate: Int, most: Double) -> Bool {
    state.withLock { state in
      guard state.isOpen, state.phase == .response else { return true }
      let taken = acknowledgedBytes
      let longer = state.deadline + Double(taken - state.acknowledged) / Double(rate)
      state.acknowledged = taken
      state.deadline = min(longer, now + most)
      return state.deadline > now
    }
  }

  /// Bytes that the client's system has acknowledged; 0 where ours does not tell.
  private var acknowledgedBytes: Int {
    // Linux's tcp_info, which Glibc has without its newer part: tcpi_bytes_acked is word 15.
    var words = [UInt64](repeating: 0, count: 16)
    let whole = socklen_t(words.count * MemoryLayout<UInt64>.size)
    var size = whole
    let code = unsafe getsockopt(
      descriptor, Int32(IPPROTO_TCP), HTTPConnection.transportFacts, &words, &size)
    return code == 0 && size == whole ? Int(clamping: words[15]) : 0
  }

  /// TCP_INFO.
  private static let transportFacts: Int32 = 11

  /// The library closes the descriptor when this returns; its number may then be another's.
  func close() {
    state.withLock { state in
      state.isOpen = false
      state.turn = nil
    }
  }

  /// What a connection has been waiting for too long.
  func overdue(at now: Double) -> (phase: Phase, turn: HTTPTurn?)? {
    state.withLock { state in
      guard state.isOpen, state.phase != .close, now >= state.deadline else { return nil }
      return (state.phase, state.turn)
    }
  }

  /// Whether its client has closed it while the library waits for bytes, or an answer is made.
  ///
  /// The library misses an end that comes together with the last bytes before it.
  func isLeft(in phase: Phase) -> Bool {
    state.withLock { state in
      guard state.isOpen, state.phase == phase else { return false }
      var look = pollfd(fd: descriptor, events: Int16(HTTPConnection.clientIsDone), revents: 0)
      guard unsafe poll(&look, 1, 0) > 0, look.revents & HTTPConnection.clientIsDone != 0 else {
        return false
      }
      // What was sent ahead of its time does not matter once nobody waits for the answer before.
      return phase == .answer || unreadBytes == 0
    }
  }

  /// POLLRDHUP, which Glibc's headers give to GNU C alone.
  private static let clientIsDone: Int16 = 0x2000

  private var unreadBytes: Int32 {
    var waiting: Int32 = 0
    return unsafe ioctl(descriptor, UInt(FIONREAD), &waiting) == 0 ? waiting : 0
  }

  /// What it waits for, where it has done so for so many seconds.
  func phase(lasting seconds: Double, at now: Double) -> Phase? {
    state.withLock { state in now - state.since >= seconds ? state.phase : nil }
  }

  /// Closes it where nothing has come for so many seconds.
  func closeIfIdle(for seconds: Double) {
    let now = ProcessMeasures.seconds
    state.withLock { state in
      guard state.isOpen, state.phase == .idle, now - state.since >= seconds else { return }
      guard unreadBytes == 0 else { return }
      state.phase = .close
      shutdown(descriptor, Int32(SHUT_RDWR))
    }
  }

  /// Closes it at once, from any thread.
  ///
  /// - Parameters:
  ///   - expected: Left alone where it waits for something else by now.
  ///   - response: Sent before, as far as the socket takes it; not where one is on its way.
  ///   - isNoticed: Whether the library closes it anyway; it is woken otherwise, and what still
  ///     comes is not read any more.
  ///   - note: Told that it is cut, before anybody else can notice.
  /// - Returns: A copy of the descriptor to be read to its end before it is closed, so that the
  ///   response is not lost with what the client still sends; nil without a response.
  func cut(
    in expected: Phase, with response: [UInt8]?, isNoticed: Bool = false, _ note: () -> Void = {}
  ) -> Int32? {
    state.withLock { (state) -> Int32? in
      guard state.isOpen, state.phase == expected else { return nil }
      state.phase = .close
      note()
      var copy: Int32?
      if let response {
        copy = copied()
        _ = unsafe response.withUnsafeBytes { bytes in
          unsafe send(
            descriptor, bytes.baseAddress, bytes.count,
            Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
      } else {
        // What the client does not take is not kept for it.
        var reset = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
          descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
      }
      shutdown(descriptor, Int32(isNoticed ? SHUT_WR : SHUT_RDWR))
      return copy
    }
  }

  /// Keeps the socket open after the library has closed it: it answers before it has read all.
  func copyToLinger() -> Int32? {
    state.withLock { state in state.isOpen ? copied() : nil }
  }

  private func copied() -> Int32? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    return copy >= 0 ? copy : nil
  }
}
