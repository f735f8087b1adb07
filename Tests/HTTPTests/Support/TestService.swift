import Glibc
import HTTP
import Synchronization

/// Answers what its paths say, and remembers how requests ended.
final class TestService: HTTPService {
  let ended = Mutex<[HTTPExchange]>([])
  let waiting = Mutex<[HTTPReply]>([])
  let asked = Mutex<[HTTPRequest]>([])
  private let limit: Int

  init(limit: Int = 1 << 20) { self.limit = limit }

  func admit(_ head: HTTPHead) -> HTTPAdmission {
    head.path == "/refused" ? .refused(HTTPResponse(status: 404)) : .body(limit: limit)
  }

  /// `/echo` sends the body back, `/late` from another thread, `/never` once a test says so,
  /// `/large` many bytes; everything else tells the path and the query.
  func answer(_ request: HTTPRequest, _ reply: HTTPReply) {
    let head = request.head
    asked.withLock { $0.append(request) }
    switch head.path {
    case "/echo": reply.send(HTTPResponse(status: 200, body: request.body))
    case "/late", "/never": waiting.withLock { $0.append(reply) }
    case "/large":
      reply.send(HTTPResponse(status: 200, body: [UInt8](repeating: 120, count: 8_000_000)))
    default:
      let query = head.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
      reply.send(
        HTTPResponse(type: "text/plain", body: Array("\(head.path)?\(query)".utf8)))
    }
  }

  func refusal(_ fault: HTTPFault) -> HTTPResponse {
    let status =
      switch fault {
      case .badTarget: 400
      case .longTarget: 414
      case .longBody: 413
      case .slow: 408
      case .crowded, .full, .stopping: 503
      }
    return HTTPResponse(status: status, body: Array("refused".utf8))
  }

  func ended(_ exchange: HTTPExchange) { ended.withLock { $0.append(exchange) } }

  /// Waits until something is so; false after ten seconds.
  static func eventually(_ isSo: () -> Bool) -> Bool {
    for _ in 0..<1_000 {
      if isSo() { return true }
      usleep(10_000)
    }
    return false
  }
}

extension HTTPServer {
  /// One on a free port, with deadlines as a test wants them.
  static func started(
    _ service: TestService, _ change: (inout HTTPSettings) -> Void = { _ in }
  ) throws -> HTTPServer {
    var settings = HTTPSettings(port: 0)
    change(&settings)
    return try HTTPServer(settings: settings, service: service)
  }
}
