import Work
import CMicroHTTPD
import Synchronization

/// One request on its way to its response.
final class HTTPTurn: Sendable {
  private struct State {
    var body: [UInt8] = []
    var received = 0
    /// As many as there will be at most.
    var expected = 0
    /// Of them, those that lie in memory.
    var kept = 0
    /// Bytes of the response that were counted for it.
    var counted = 0
    /// Bytes of a body that are read at most.
    var limit = 0
    /// True where the body is read only to be dropped.
    var isRefused = false
    var isAsked = false
    var response: HTTPResponse?
    /// The library's connection while it is suspended, as a number; 0 while it is not.
    var suspended: UInt = 0
    /// True once the library has forgotten the request.
    var isOver = false
    /// Of what was queued.
    var status = 0
    var sent = 0
    /// True where the response went out beside the library.
    var isCut = false

    /// Room for eight times what has come: little is copied as a body grows, little is held at the
    /// same time, and memory that no byte comes for is never touched.
    mutating func makeRoom() {
      guard body.capacity < received else { return }
      body.reserveCapacity(min(max(received * 8, 65_536), max(expected, received)))
    }
  }

  let head: HTTPHead
  let id: String
  let connection: HTTPConnection
  let started = ProcessMeasures.seconds
  /// Raised once the client has gone, for whoever works on the answer.
  let cancellation = Cancellation()
  private let state = Mutex(State())

  init(head: HTTPHead, id: String, connection: HTTPConnection) {
    self.head = head
    self.id = id
    self.connection = connection
  }

  /// Expects a body of so many bytes at most, of which the head may declare the number.
  func expect(limit: Int, declared: Int?) {
    state.withLock { state in
      state.limit = limit
      state.expected = min(declared ?? limit, limit)
    }
  }

  /// Drops a body of so many bytes at most, and answers with a response.
  func refuse(_ response: HTTPResponse, dropping limit: Int) {
    state.withLock { state in
      state.limit = limit
      state.isRefused = true
      state.response = response
    }
  }

  /// Bytes of a body that are read at most.
  var limit: Int { state.withLock { $0.limit } }

  /// Bytes of the body that were kept.
  var kept: Int { state.withLock { $0.kept } }

  /// Bytes of the body and of the response that are counted until the turn has ended.
  var held: Int { state.withLock { $0.kept + $0.counted } }

  /// What the request is refused with, while its body is dropped.
  var refusal: HTTPResponse? { state.withLock { $0.isRefused ? $0.response : nil } }

  /// Takes a piece of the body: the bytes so far, or nil where they are more than there may be.
  func receive(_ bytes: UnsafeRawBufferPointer) -> Int? {
    // The pointer is the library's for the time of its call, which this one lies in.
    state.withLock { state in
      state.received += bytes.count
      guard state.received <= state.limit else {
        state.body = []
        return nil
      }
      if !state.isRefused {
        state.makeRoom()
        unsafe state.body.append(contentsOf: bytes)
        state.kept += bytes.count
      }
      return state.received
    }
  }

  /// The request, once its whole body is there; nil where it was asked or refused before.
  func ask() -> HTTPRequest? {
    state.withLock { state in
      guard !state.isAsked, state.response == nil else { return nil }
      state.isAsked = true
      defer { state.body = [] }
      return HTTPRequest(head: head, body: state.body, id: id, cancellation: cancellation)
    }
  }

  /// Takes the response that waits to be sent; where there is none yet, suspends the connection.
  func takeResponse(orSuspend handle: OpaquePointer?) -> HTTPResponse? {
    let number = UInt(bitPattern: handle)
    return state.withLock { state in
      if let response = state.response {
        state.response = nil
        return response
      }
      state.suspended = number
      // Under the lock: a response that comes now finds the connection suspended.
      unsafe MHD_suspend_connection(OpaquePointer(bitPattern: number))
      return nil
    }
  }

  /// Delivers the response, and wakes the connection if it sleeps; from any thread.
  ///
  /// - Parameters:
  ///   - response: The first one counts.
  ///   - counted: Bytes that were counted for it.
  /// - Returns: Whether it is the first one, and somebody still waits for it.
  @discardableResult
  func deliver(_ response: HTTPResponse, counted: Int = 0) -> Bool {
    state.withLock { state in
      guard !state.isOver, state.response == nil, state.status == 0 else { return false }
      state.response = response
      state.counted = counted
      guard state.suspended != 0 else { return true }
      // The library keeps a suspended connection until it is resumed.
      unsafe MHD_resume_connection(OpaquePointer(bitPattern: state.suspended))
      state.suspended = 0
      return true
    }
  }

  /// Notes what was queued; or, where the connection is cut, what was sent beside the library.
  func answered(status: Int, bytes: Int, isCut: Bool = false) {
    state.withLock { state in
      state.status = status
      state.sent = bytes
      state.isCut = isCut
    }
  }

  /// Ends the turn.
  ///
  /// - Parameter isSent: Whether the whole response went out.
  /// - Returns: What became of it.
  func end(isSent: Bool) -> HTTPExchange {
    cancellation.cancel()
    return state.withLock { state in
      state.isOver = true
      state.body = []
      state.response = nil
      let isSent = isSent || state.isCut
      return HTTPExchange(
        method: head.method, path: head.path, id: id, peer: connection.peer,
        status: isSent ? state.status : 0, received: state.received, sent: isSent ? state.sent : 0,
        seconds: ProcessMeasures.seconds - started)
    }
  }
}
