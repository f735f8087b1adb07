import CMicroHTTPD
import Files
import Glibc

/// A socket that listens; whoever starts serving it takes it over.
struct ListeningSocket: Sendable {
  let descriptor: Int32
  /// The one asked for, or the one the system chose.
  let port: Int

  /// - Throws: `HTTPError`: 69 where the port is taken or the host unknown, 73 where it needs rights.
  init(host: String, port: Int) throws(HTTPError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, String(port), &hints, &list)
    defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
    guard code == 0, let first = unsafe list else {
      let reason = unsafe String(cString: gai_strerror(code))
      throw HTTPError(
        status: .unavailable, attempt: "find the host", path: host,
        reason: reason.prefix(1).lowercased() + reason.dropFirst(),
        remedy: "Give --host an address of this machine, such as 127.0.0.1.")
    }
    descriptor = try unsafe ListeningSocket.listening(at: first.pointee, host: host, port: port)
    self.port = ListeningSocket.port(of: descriptor) ?? port
  }

  private static func listening(
    at place: addrinfo, host: String, port: Int
  ) throws(HTTPError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = unsafe socket(place.ai_family, kind, 0)
    guard descriptor >= 0 else { throw refusal(errno, host: host, port: port) }
    // A server that ended a moment ago leaves its connections behind for a while.
    set(SO_REUSEADDR, at: SOL_SOCKET, of: descriptor, to: 1)
    if unsafe place.ai_family == AF_INET6 {
      set(IPV6_V6ONLY, at: Int32(IPPROTO_IPV6), of: descriptor, to: 0)
    }
    guard unsafe bind(descriptor, place.ai_addr, place.ai_addrlen) == 0,
      listen(descriptor, 4_096) == 0
    else {
      let code = errno
      close(descriptor)
      throw refusal(code, host: host, port: port)
    }
    return descriptor
  }

  private static func set(_ option: Int32, at level: Int32, of descriptor: Int32, to value: Int32) {
    var value = value
    unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func port(of descriptor: Int32) -> Int? {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let code = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    guard code == 0 else { return nil }
    // The port lies in the same place of both families.
    return unsafe withUnsafeBytes(of: &address) { bytes in
      unsafe Int(bytes[2]) << 8 | Int(bytes[3])
    }
  }

  private static func refusal(_ code: Int32, host: String, port: Int) -> HTTPError {
    let place = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    let status: ExitStatus
    let remedy: String
    switch code {
    case EADDRINUSE:
      status = .unavailable
      remedy = "Stop what listens there, or choose another port: --port 0 takes a free one."
    case EACCES, EPERM:
      status = .cannotCreate
      remedy = "Ports below 1024 need rights of the system: choose one above."
    case EADDRNOTAVAIL:
      status = .unavailable
      remedy = "Give --host an address of this machine, such as 127.0.0.1."
    default:
      status = .unavailable
      remedy = "Try again, or another port."
    }
    return HTTPError(
      status: status, attempt: "listen at", path: place, reason: FilesError.systemReason(code),
      remedy: remedy)
  }
}

/// Who is at the other end of a socket.
enum PeerAddress {
  /// "192.0.2.1", or "" where it is none of the internet.
  static func text(of address: UnsafePointer<sockaddr>?) -> String {
    guard let address = unsafe address else { return "" }
    let length =
      unsafe address.pointee.sa_family == AF_INET6
      ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    var text = [CChar](repeating: 0, count: 64)
    let code = unsafe getnameinfo(
      address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard code == 0 else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
