import Glibc
import Synchronization
import Work

/// What a client asked for.
struct TestRequest: Sendable {
  /// How many requests came before.
  let number: Int
  let method: String
  let target: String
  /// Names in lower case.
  let headers: [String: String]

  /// The first byte of "bytes=100-".
  var rangeStart: Int? {
    guard let range = headers["range"], range.hasPrefix("bytes=") else { return nil }
    return Int(range.dropFirst(6).prefix { $0 != "-" })
  }
}

/// What the server sends, byte for byte, and what it does then.
struct TestReply: Sendable {
  enum Ending: Sendable {
    case close
    /// Sends a reset in place of an orderly end.
    case reset
    /// Says nothing more until the client goes away.
    case stall
  }

  var bytes: [UInt8]
  var ending = Ending.close

  init(_ head: [String], body: [UInt8] = [], ending: Ending = .close) {
    let lines = head + ["Connection: close", "", ""]
    bytes = Array(lines.joined(separator: "\r\n").utf8) + body
    self.ending = ending
  }
}

/// A web server on this computer that misbehaves as a test wants it to.
final class TestServer: Sendable {
  let port: Int
  private let listener: Int32
  private let isStopped = Atomic<Bool>(false)
  private let log = Mutex<[TestRequest]>([])
  private let answer: @Sendable (TestRequest) -> TestReply
  private let thread = Mutex<OwnedThread?>(nil)

  init(_ answer: @escaping @Sendable (TestRequest) -> TestReply) {
    self.answer = answer
    _ = signal(SIGPIPE, SIG_IGN)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let code = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(listener, address, length) | listen(listener, 16)
          | getsockname(listener, address, &length)
      }
    }
    precondition(code == 0, "the test server found no port")
    port = Int(UInt16(bigEndian: address.sin_port))
    thread.withLock { $0 = OwnedThread { [self] in serve() } }
  }

  /// Stops the server, and waits for its thread.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    let serving = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    serving?.join()
    close(listener)
  }

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  /// Every request so far.
  var requests: [TestRequest] { log.withLock { $0 } }

  private func serve() {
    while !isStopped.load(ordering: .acquiring) {
      guard isReadable(listener) else { continue }
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { continue }
      handle(connection)
      close(connection)
    }
  }

  /// True once there is something to read, false after 20 ms without.
  private func isReadable(_ descriptor: Int32) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&waiting, 1, 20) > 0
  }

  private func handle(_ connection: Int32) {
    guard let request = read(from: connection) else { return }
    log.withLock { $0.append(request) }
    let reply = answer(request)
    send(reply.bytes, to: connection)
    switch reply.ending {
    case .close:
      shutdown(connection, Int32(SHUT_WR))
      drain(connection)
    case .reset:
      // The client may still be reading: give it what was sent first.
      usleep(50_000)
      var hard = linger(l_onoff: 1, l_linger: 0)
      unsafe setsockopt(
        connection, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
    case .stall: drain(connection)
    }
  }

  /// Reads until the client goes away.
  private func drain(_ connection: Int32) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !isStopped.load(ordering: .acquiring) {
      guard isReadable(connection) else { continue }
      if unsafe Glibc.read(connection, &buffer, buffer.count) <= 0 { return }
    }
  }

  private func read(from connection: Int32) -> TestRequest? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.suffix(4) != [13, 10, 13, 10] {
      guard unsafe Glibc.read(connection, &byte, 1) == 1 else { return nil }
      bytes.append(byte)
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst(2))
    }
    return TestRequest(
      number: log.withLock { $0.count }, method: String(words[0]), target: String(words[1]),
      headers: headers)
  }

  private func send(_ bytes: [UInt8], to connection: Int32) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        return unsafe write(connection, rest.baseAddress, rest.count)
      }
      guard count > 0 else { return }
      done += count
    }
  }
}

/// Runs a test against a server of its own.
func withServer<R>(
  _ answer: @escaping @Sendable (TestRequest) -> TestReply, _ body: (TestServer) throws -> R
) rethrows -> R {
  let server = TestServer(answer)
  defer { server.stop() }
  return try body(server)
}
