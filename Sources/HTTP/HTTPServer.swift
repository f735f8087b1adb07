import Work
import CMicroHTTPD
import Files
import Glibc
import Synchronization

/// A server that listens from its creation until it is drained or stopped.
package final class HTTPServer: Sendable {
  /// Descriptors for everything but connections.
  private static let otherDescriptors = 256
  private static let drainPause: UInt32 = 10_000
  /// How long a connection is silent before a drain closes it: its client may just be sending.
  private static let silence = 0.2

  private struct Running {
    /// The library's daemon, as a number.
    var daemon: UInt
    var watchdog: Watchdog
    var isQuiesced = false
  }

  /// Where it listens: the one asked for, or the one the system chose for 0.
  package let port: Int
  private let core: HTTPCore
  private let running: Mutex<Running?>

  /// Begins to listen and to serve.
  ///
  /// - Throws: `HTTPError`: 69 where the port is taken or the host unknown, 73 where the port needs
  ///   rights, 75 where the system has no thread or memory for it.
  package init(settings: HTTPSettings, service: any HTTPService) throws(HTTPError) {
    let descriptors = Int(clamping: energy_http_raise_descriptors())
    var settings = settings
    let most = max(descriptors - HTTPServer.otherDescriptors, descriptors / 2)
    settings.maximumConnections = min(settings.maximumConnections, most * 7 / 8)
    let core = HTTPCore(settings: settings, service: service)
    let socket = try ListeningSocket(host: settings.host, port: settings.port)
    let context = unsafe Unmanaged.passRetained(core)
    // Those beyond the limit are told so, as far as there is room.
    let room = settings.maximumConnections + max(settings.maximumConnections / 8, 64)
    let daemon = unsafe energy_http_start(
      socket.descriptor, UInt32(settings.workers), UInt32(room), settings.connectionMemory,
      Callbacks.of(context.toOpaque()))
    guard let daemon = unsafe daemon else {
      unsafe context.release()
      close(socket.descriptor)
      throw HTTPError(
        status: .tryAgain, attempt: "start the server", path: nil,
        reason: "the system has no memory or thread left", remedy: "Try fewer --workers.")
    }
    self.core = core
    port = socket.port
    running = Mutex(
      Running(daemon: UInt(bitPattern: daemon), watchdog: Watchdog(core)))
  }

  deinit { stop() }

  /// Connections that are open.
  package var connections: Int { core.connectionCount }

  /// How many may be open: as many as asked for, or as the system has descriptors.
  package var maximumConnections: Int { core.settings.maximumConnections }

  /// Stops accepting, answers what has been asked, and stops when all connections are closed.
  ///
  /// Whoever asks on an open connection meanwhile is answered, and told that it closes.
  /// - Parameters:
  ///   - seconds: The longest it takes; what is not answered by then is answered 503.
  ///   - isHurried: Asked again and again; ends the wait once true.
  package func drain(seconds: Double, isHurried: () -> Bool = { false }) {
    core.drain()
    quiesce()
    let deadline = ProcessMeasures.seconds + seconds
    while core.connectionCount > 0, ProcessMeasures.seconds < deadline, !isHurried() {
      for connection in core.open { connection.closeIfIdle(for: HTTPServer.silence) }
      usleep(HTTPServer.drainPause)
    }
    stop()
  }

  /// Stops at once, and answers 503 to what is not answered yet; a second call does nothing.
  package func stop() {
    core.stop()
    quiesce()
    let taken = running.withLock { running in
      defer { running = nil }
      return running
    }
    guard let taken else { return }
    // The library must not be stopped while a connection sleeps.
    let refusal = core.service.refusal(.stopping)
    for connection in core.open { connection.turn?.deliver(refusal) }
    let deadline = ProcessMeasures.seconds + 1
    while core.open.contains(where: { $0.turn != nil }), ProcessMeasures.seconds < deadline {
      usleep(HTTPServer.drainPause)
    }
    unsafe MHD_stop_daemon(OpaquePointer(bitPattern: taken.daemon))
    taken.watchdog.stop()
    unsafe Unmanaged.passUnretained(core).release()
  }

  /// Closes the listening socket; who has connected before is still served.
  private func quiesce() {
    running.withLock { running in
      guard let daemon = running?.daemon, running?.isQuiesced == false else { return }
      running?.isQuiesced = true
      let daemonPointer = unsafe OpaquePointer(bitPattern: daemon)
      let listener = unsafe MHD_quiesce_daemon(daemonPointer)
      guard listener >= 0 else { return }
      // Those the system has accepted for us would otherwise be reset.
      while true {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isAdded = unsafe withUnsafeMutablePointer(to: &address) { address in
          unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            let waiting = unsafe energy_http_accept(listener, address, &length)
            guard waiting >= 0 else { return false }
            // The library closes a socket that it cannot take.
            unsafe MHD_add_connection(daemonPointer, waiting, address, length)
            return true
          }
        }
        if !isAdded { break }
      }
      close(listener)
    }
  }
}
