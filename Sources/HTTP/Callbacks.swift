import CMicroHTTPD
import Work

/// What the library calls: each finds its core, its connection and its turn again.
enum Callbacks {
  /// All of them, for a core that outlives the daemon.
  static func of(_ context: UnsafeMutableRawPointer) -> energy_http_callbacks {
    unsafe energy_http_callbacks(
      handler: handler, completed: completed, connection: connected, line: line, context: context)
  }

  /// A head, a piece of a body, or a request's end.
  private static var handler: MHD_AccessHandlerCallback {
    { context, handle, target, method, _, bytes, size, slot in
      guard let core = unsafe Callbacks.core(context), let size = unsafe size,
        let slot = unsafe slot
      else { return .NO }
      let call = unsafe HandlerCall(core: core, handle: handle)
      guard let kept = unsafe slot.pointee else {
        return unsafe call.begin(target: target, method: method, slot: slot)
      }
      let turn = unsafe Unmanaged<HTTPTurn>.fromOpaque(kept).takeUnretainedValue()
      guard unsafe size.pointee > 0 else { return call.go(on: turn) }
      let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size.pointee)
      unsafe size.pointee = 0
      return unsafe call.take(piece, for: turn)
    }
  }

  /// A request whose response is out, or that was given up.
  private static var completed: MHD_RequestCompletedCallback {
    { context, _, slot, reason in
      guard let core = unsafe Callbacks.core(context), let slot = unsafe slot,
        let kept = unsafe slot.pointee
      else { return }
      unsafe slot.pointee = nil
      let turn = unsafe Unmanaged<HTTPTurn>.fromOpaque(kept).takeRetainedValue()
      let isSent = reason == MHD_RequestTerminationCode(rawValue: 0)
      HandlerCall.end(turn, isSent: isSent, core)
    }
  }

  /// A connection that begins or ends.
  private static var connected: MHD_NotifyConnectionCallback {
    { context, handle, slot, event in
      guard let core = unsafe Callbacks.core(context), let slot = unsafe slot else { return }
      if event == MHD_ConnectionNotificationCode(rawValue: 0) {
        let connection = unsafe HTTPConnection(
          descriptor: energy_http_descriptor(handle),
          peer: PeerAddress.text(of: energy_http_peer(handle)),
          deadline: ProcessMeasures.seconds + core.settings.headSeconds)
        core.add(connection)
        unsafe slot.pointee = Unmanaged.passRetained(connection).toOpaque()
      } else if let kept = unsafe slot.pointee {
        unsafe slot.pointee = nil
        let connection = unsafe Unmanaged<HTTPConnection>.fromOpaque(kept).takeRetainedValue()
        connection.close()
        core.remove(connection)
      }
    }
  }

  private typealias Line =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
    ) -> UnsafeMutableRawPointer?

  /// A request line.
  private static var line: Line {
    { context, _, handle in
      if let core = unsafe Callbacks.core(context),
        let connection = unsafe Callbacks.connection(handle)
      {
        let deadline = ProcessMeasures.seconds + core.settings.headSeconds
        connection.enter(.head, until: deadline, turn: nil)
      }
      return nil
    }
  }

  /// Kept by the server as long as there is a daemon.
  private static func core(_ context: UnsafeMutableRawPointer?) -> HTTPCore? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<HTTPCore>.fromOpaque(context).takeUnretainedValue()
  }

  /// Kept from its beginning to its close.
  static func connection(_ handle: OpaquePointer?) -> HTTPConnection? {
    guard let kept = unsafe energy_http_context(handle) else { return nil }
    return unsafe Unmanaged<HTTPConnection>.fromOpaque(kept).takeUnretainedValue()
  }
}
