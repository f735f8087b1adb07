import Glibc

/// A client that sends whatever bytes a test likes, and reads responses as they come.
final class RawClient {
  struct Response: Equatable {
    var status: Int
    var fields: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private var descriptor: Int32
  private var rest: [UInt8] = []

  init(port: Int, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw RawClientError.noSocket(errno) }
    if var size = receiveBuffer {
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
    }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw RawClientError.refused(errno) }
  }

  deinit { hangUp() }

  /// Closes the connection.
  func hangUp() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// Sends all of it; false where the server does not take it.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { rest in
        unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// The next response; nil where the connection ends before it is whole.
  func response(toHead isHead: Bool = false) -> Response? {
    while true {
      if let end = headEnd() {
        let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1)
          fields[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].dropFirst()) : ""
        }
        rest.removeFirst(end + 4)
        if status == 100 { continue }
        let length = isHead ? 0 : fields["content-length"].flatMap { Int($0) } ?? 0
        while rest.count < length { if !read() { return nil } }
        let body = Array(rest.prefix(length))
        rest.removeFirst(length)
        return Response(status: status, fields: fields, body: body)
      }
      if !read() { return nil }
    }
  }

  /// Whether the beginning of a response comes; takes what has come of it.
  func hasBegun() -> Bool { !rest.isEmpty || read() }

  /// Takes what comes in pieces with pauses, microseconds, until the server closes; how many bytes.
  func drain(pausing pause: UInt32) -> Int {
    var taken = 0
    while read() {
      taken += rest.count
      rest = []
      usleep(pause)
    }
    return taken
  }

  /// Whether the server closes the connection, without another byte.
  func isClosed() -> Bool { rest.isEmpty && !read() }

  private func headEnd() -> Int? {
    guard rest.count >= 4 else { return nil }
    return (0...rest.count - 4).first { rest[$0...].starts(with: [13, 10, 13, 10]) }
  }

  private func read() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    rest += buffer.prefix(count)
    return true
  }
}

enum RawClientError: Error { case noSocket(Int32), refused(Int32) }
