import Glibc
import HTTP
import Synchronization
import Testing
import Work

@Suite("A server and well-behaved clients")
struct HTTPServerTests {
  private let get = "GET /a%20b?c=%C3%A9+1 HTTP/1.1\r\nHost: x\r\n\r\n"

  @Test("paths and queries come decoded, and connections are kept")
  func keepAlive() throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    let client = try RawClient(port: server.port)
    for _ in 0..<3 {
      client.send(get)
      #expect(client.response()?.text == "/a b?c=é 1")
    }
    #expect(server.connections == 1)
    server.stop()
    #expect(server.connections == 0)
    let statuses = service.ended.withLock { $0.map(\.status) }
    #expect(statuses == [200, 200, 200])
  }

  @Test("requests sent at once are answered in order")
  func pipelining() throws {
    let server = try HTTPServer.started(TestService())
    let client = try RawClient(port: server.port)
    let requests = (0..<20).map {
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n\($0 + 10)"
    }
    client.send(requests.joined())
    #expect((0..<20).map { _ in client.response()?.text } == (10..<30).map { "\($0)" })
  }

  @Test("a body in chunks is put together, and HEAD is answered without one")
  func bodies() throws {
    let server = try HTTPServer.started(TestService())
    let client = try RawClient(port: server.port)
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for piece in ["5\r\nhello\r\n", "1\r\n \r\n", "5;x=y\r\nworld\r\n", "0\r\n\r\n"] {
      client.send(piece)
    }
    #expect(client.response()?.text == "hello world")
    client.send("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(client.response(toHead: true)?.fields["content-length"] == "8000000")
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(client.response()?.body.count == 8_000_000)
  }

  @Test(
    "a client's plain identifier is kept, another is replaced",
    arguments: [
      ("abc-1.2_X", true), ("with space", false), (String(repeating: "a", count: 65), false),
    ])
  func identifiers(id: String, isKept: Bool) throws {
    let server = try HTTPServer.started(TestService())
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Request-ID: \(id)\r\n\r\n")
    let given = try #require(client.response()?.fields["x-request-id"])
    #expect((given == id) == isKept)
    #expect(isKept || given.count == 16)
  }

  @Test("replies sent late, by many threads, reach those who asked")
  func lateReplies() throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    let clients = try (0..<200).map { _ in try RawClient(port: server.port) }
    for client in clients { client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n") }
    let pool = ThreadPool(width: 8)
    var answered = 0
    while answered < clients.count {
      let replies = service.waiting.withLock { waiting in
        defer { waiting = [] }
        return waiting
      }
      pool.perform(parts: replies.count) { replies[$0].send(HTTPResponse(status: 201)) }
      answered += replies.count
    }
    #expect(clients.allSatisfy { $0.response()?.status == 201 })
  }

  @Test("a reply races with the suspension of its connection a thousand times")
  func race() throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    let isDone = Atomic<Bool>(false)
    let replier = OwnedThread {
      while !isDone.load(ordering: .relaxed) {
        let replies = service.waiting.withLock { waiting in
          defer { waiting = [] }
          return waiting
        }
        for reply in replies { reply.send(HTTPResponse(status: 202)) }
      }
    }
    let client = try RawClient(port: server.port)
    var statuses: Set<Int?> = []
    for _ in 0..<1_000 {
      client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n")
      statuses.insert(client.response()?.status)
    }
    isDone.store(true, ordering: .relaxed)
    replier.join()
    #expect(statuses == [202])
  }

  @Test("a thousand connections are open at once, and each is answered")
  func manyConnections() throws {
    let server = try HTTPServer.started(TestService())
    let clients = try (0..<1_000).map { _ in try RawClient(port: server.port) }
    for client in clients { client.send(get) }
    #expect(clients.allSatisfy { $0.response()?.status == 200 })
    // The optimiser would let go of them, which closes them, after their last use.
    withExtendedLifetime(clients) { #expect(server.connections == 1_000) }
  }

  @Test("one connection more than there may be is told so")
  func limit() throws {
    let server = try HTTPServer.started(TestService()) { $0.maximumConnections = 3 }
    let clients = try (0..<4).map { _ in try RawClient(port: server.port) }
    #expect(TestService.eventually { server.connections == 4 })
    clients[3].send(get)
    #expect(clients[3].response()?.status == 503)
    clients[0].hangUp()
    #expect(TestService.eventually { server.connections <= 3 })
    clients[1].send(get)
    #expect(clients[1].response()?.status == 200)
  }

  @Test("a port that is taken is refused in words")
  func takenPort() throws {
    let server = try HTTPServer.started(TestService())
    let error = #expect(throws: HTTPError.self) {
      _ = try HTTPServer.started(TestService()) { $0.port = server.port }
    }
    #expect(error?.status == .unavailable)
    #expect(error?.description.contains("--port 0") == true)
  }
}
