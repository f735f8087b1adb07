import Work
import CMicroHTTPD

/// One call of the library's handler: a head, a piece of a body, or the request's end.
@safe struct HandlerCall {
  /// A body that nobody asked for is read and dropped up to here, to keep its connection.
  private static let droppedBody = 65_536

  /// Responses up to here always have room: refusals, and what probes ask.
  private static let smallResponse = 65_536

  let core: HTTPCore
  let handle: OpaquePointer?

  /// The head is there.
  func begin(
    target: UnsafePointer<CChar>?, method: UnsafePointer<CChar>?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> MHD_Result {
    guard let connection = unsafe Callbacks.connection(handle), let method = unsafe method else {
      return .NO
    }
    let read = unsafe RequestReader.head(
      handle, method: String(cString: method), target: target, peer: connection.peer)
    let head = unsafe read ?? HTTPHead(method: String(cString: method), path: "")
    let turn = HTTPTurn(
      head: head, id: head.plainIdentifier ?? core.identifier(), connection: connection)
    unsafe slot.pointee = Unmanaged.passRetained(turn).toOpaque()
    guard
      connection.enter(.body, until: core.deadline(forMoving: 0, since: turn.started), turn: turn)
    else {
      return .NO
    }
    switch read == nil ? .refused(core.service.refusal(.badTarget)) : admission(of: head) {
    case .refused(let response): return refuse(turn, with: response)
    case .body(let limit):
      let declared = head.declaredBody
      if let declared, declared > limit {
        return refuse(turn, with: core.service.refusal(.longBody(limit: limit)))
      }
      guard core.hasRoom(for: declared ?? 0) else {
        return refuse(turn, with: core.service.refusal(.full))
      }
      turn.expect(limit: limit, declared: declared)
      return .YES
    }
  }

  private func admission(of head: HTTPHead) -> HTTPAdmission {
    let settings = core.settings
    if head.path.utf8.count > settings.maximumTarget {
      return .refused(core.service.refusal(.longTarget(limit: settings.maximumTarget)))
    }
    if core.isStopping { return .refused(core.service.refusal(.stopping)) }
    if isCrowded {
      return .refused(core.service.refusal(.crowded))
    }
    return core.service.admit(head)
  }

  private var isCrowded: Bool { core.connectionCount > core.settings.maximumConnections }

  /// After a short body the connection lives on; a long one is not read.
  private func refuse(_ turn: HTTPTurn, with response: HTTPResponse) -> MHD_Result {
    if let declared = turn.head.declaredBody, declared > HandlerCall.droppedBody {
      let copy = turn.connection.copyToLinger()
      if let copy { core.lingering.add(copy) }
      return send(response, of: turn, closing: true)
    }
    turn.refuse(response, dropping: HandlerCall.droppedBody)
    return .YES
  }

  /// A piece of the body is there.
  func take(_ piece: UnsafeRawBufferPointer, for turn: HTTPTurn) -> MHD_Result {
    let before = turn.kept
    guard let received = unsafe turn.receive(piece) else {
      return cut(turn, with: turn.refusal ?? core.service.refusal(.longBody(limit: turn.limit)))
    }
    core.count(bodies: turn.kept - before)
    guard core.hasRoom(for: 0) else { return cut(turn, with: core.service.refusal(.full)) }
    turn.connection.extend(until: core.deadline(forMoving: received, since: turn.started))
    return .YES
  }

  /// Answers beside the library, which takes no response while a body comes.
  private func cut(_ turn: HTTPTurn, with response: HTTPResponse) -> MHD_Result {
    let bytes = RawResponse.bytes(of: response, id: turn.id)
    let copy = turn.connection.cut(in: .body, with: bytes, isNoticed: true) {
      turn.answered(status: response.status, bytes: response.body.count, isCut: true)
    }
    if let copy { core.lingering.add(copy) }
    return .NO
  }

  /// The whole request is there, or its response is.
  func go(on turn: HTTPTurn) -> MHD_Result {
    if let request = turn.ask() {
      guard turn.connection.enter(.answer, until: .infinity, turn: turn) else { return .NO }
      let core = core
      core.service.answer(
        request, HTTPReply { response in HandlerCall.deliver(response, of: turn, core) })
    }
    if core.isStopping { turn.deliver(core.service.refusal(.stopping)) }
    guard let response = unsafe turn.takeResponse(orSuspend: handle) else { return .YES }
    return send(response, of: turn, closing: core.isDraining || isCrowded)
  }

  /// Counts the service's response, and delivers it; or says that there is no room for it.
  private static func deliver(_ response: HTTPResponse, of turn: HTTPTurn, _ core: HTTPCore) {
    let bytes = response.body.count
    guard bytes > smallResponse else {
      turn.deliver(response)
      return
    }
    guard core.reserve(bytes) else {
      turn.deliver(core.service.refusal(.full))
      return
    }
    if !turn.deliver(response, counted: bytes) { core.count(bodies: -bytes) }
  }

  private func send(_ response: HTTPResponse, of turn: HTTPTurn, closing: Bool) -> MHD_Result {
    turn.answered(status: response.status, bytes: response.body.count)
    let deadline = core.deadline(forMoving: 0, since: ProcessMeasures.seconds)
    guard turn.connection.enter(.response, until: deadline, turn: turn) else { return .NO }
    return unsafe RawResponse.queue(response, id: turn.id, closing: closing, to: handle)
  }

  /// The library forgets the request.
  static func end(_ turn: HTTPTurn, isSent: Bool, _ core: HTTPCore) {
    let exchange = turn.end(isSent: isSent)
    core.count(bodies: -turn.held)
    let deadline = ProcessMeasures.seconds + core.settings.idleSeconds
    turn.connection.enter(.idle, until: deadline, turn: nil)
    core.service.ended(exchange)
  }
}
