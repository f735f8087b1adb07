import Glibc
import Work

/// Cuts connections that take too long; a thread of its own.
///
/// The library's timeout is for inactivity: a byte every few seconds would hold a connection
/// for ever.
final class Watchdog: Sendable {
  private let core: HTTPCore
  /// A pipe whose writing end is closed to end the thread.
  private let bell: (reading: Int32, writing: Int32)
  private let thread: OwnedThread

  init(_ core: HTTPCore) {
    self.core = core
    var ends: [Int32] = [-1, -1]
    let code = unsafe pipe(&ends)
    precondition(code == 0, "the system has no descriptor left (\(errno))")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    bell = (ends[0], ends[1])
    let reading = ends[0]
    let settings = core.settings
    let shortest = min(settings.headSeconds, settings.bodySeconds, settings.idleSeconds)
    let pause = Int32(max(min(shortest / 4, 0.25), 0.01) * 1_000)
    thread = OwnedThread {
      var waited = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      var looks = 0
      while unsafe poll(&waited, 1, pause) <= 0 {
        Watchdog.look(core)
        looks += 1
        if looks.isMultiple(of: 4) { Watchdog.lookForLeft(core) }
      }
    }
  }

  /// Ends the thread.
  func stop() {
    close(bell.writing)
    thread.join()
    core.lingering.closeAll()
    close(bell.reading)
  }

  private static func look(_ core: HTTPCore) {
    core.lingering.look()
    let now = ProcessMeasures.seconds
    for connection in core.open {
      guard let (phase, turn) = connection.overdue(at: now) else { continue }
      switch phase {
      case .head, .body: refuse(connection, in: phase, turn, core)
      case .idle: _ = connection.cut(in: phase, with: nil)
      case .response:
        let isMoving = connection.extendResponse(
          at: now, rate: core.settings.leastRate, most: core.settings.bodySeconds)
        if !isMoving { _ = connection.cut(in: phase, with: nil) }
      case .answer, .close: break
      }
    }
  }

  /// Closes connections whose clients have; where they wait for an answer, has the work end.
  private static func lookForLeft(_ core: HTTPCore) {
    let now = ProcessMeasures.seconds
    for connection in core.open {
      guard let phase = connection.phase(lasting: 0.5, at: now) else { continue }
      switch phase {
      case .idle, .head, .body:
        if connection.isLeft(in: phase) { _ = connection.cut(in: phase, with: nil) }
      case .answer:
        if connection.isLeft(in: .answer) { connection.turn?.cancellation.cancel() }
      case .response, .close: break
      }
    }
  }

  private static func refuse(
    _ connection: HTTPConnection, in phase: HTTPConnection.Phase, _ turn: HTTPTurn?,
    _ core: HTTPCore
  ) {
    let response = core.service.refusal(.slow)
    let bytes = RawResponse.bytes(of: response, id: turn?.id ?? core.identifier())
    var isCut = false
    let copy = connection.cut(in: phase, with: bytes) {
      isCut = true
      turn?.answered(status: response.status, bytes: response.body.count, isCut: true)
    }
    if let copy { core.lingering.add(copy) }
    guard isCut, turn == nil else { return }
    core.service.ended(
      HTTPExchange(
        method: "", path: "", id: "", peer: connection.peer, status: response.status, received: 0,
        sent: response.body.count, seconds: core.settings.headSeconds))
  }
}
