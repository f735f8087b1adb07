import Glibc
import HTTP
import Synchronization
import Testing
import Work

@Suite("A server and clients that misbehave")
struct HostileClientTests {
  private let quick: (inout HTTPSettings) -> Void = { settings in
    settings.headSeconds = 0.3
    settings.bodySeconds = 0.4
    settings.idleSeconds = 0.5
  }

  @Test("a head that drips in is cut off with 408, however steadily")
  func slowHead() throws {
    let service = TestService()
    let server = try HTTPServer.started(service, quick)
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: x\r\n")
    var isOpen = true
    for _ in 0..<200 where isOpen {
      isOpen = client.send("X: y\r\n")
      usleep(20_000)
    }
    #expect(!isOpen)
    #expect(client.response()?.status == 408)
    #expect(TestService.eventually { service.ended.withLock { $0.map(\.status) } == [408] })
  }

  @Test("a body that drips in is cut off with 408")
  func slowBody() throws {
    let service = TestService()
    let server = try HTTPServer.started(service, quick)
    let client = try RawClient(port: server.port)
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n123")
    #expect(client.response()?.status == 408)
    #expect(client.isClosed())
    #expect(TestService.eventually { service.ended.withLock { $0.map(\.status) } == [408] })
  }

  @Test("who says nothing is let go, and so is who takes no response, however long it is")
  func silence() throws {
    let server = try HTTPServer.started(TestService(), quick)
    let silent = try RawClient(port: server.port)
    #expect(silent.isClosed())
    let deaf = try RawClient(port: server.port, receiveBuffer: 4_096)
    deaf.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(deaf.hasBegun())
    // 8 MB at the least rate would be minutes.
    #expect(TestService.eventually { server.connections == 0 })
  }

  @Test("who takes a response slowly gets all of it, in more time than a silent client has")
  func slowReader() throws {
    let server = try HTTPServer.started(TestService()) { settings in
      settings.bodySeconds = 1
    }
    let client = try RawClient(port: server.port, receiveBuffer: 65_536)
    let began = ProcessMeasures.seconds
    client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    let taken = client.drain(pausing: 25_000)
    #expect(taken > 8_000_000)
    #expect(ProcessMeasures.seconds - began > 1.5)
  }

  @Test("responses that nobody takes count as bodies do: what is more is refused, until they go")
  func fullMemory() throws {
    let service = TestService()
    let server = try HTTPServer.started(service) { settings in settings.allBodies = 10_000_000 }
    let deaf = try RawClient(port: server.port, receiveBuffer: 4_096)
    deaf.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(deaf.hasBegun())
    let other = try RawClient(port: server.port)
    let status = { (path: String) in
      other.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
      return other.response()?.status
    }
    #expect(status("/large") == 503)
    #expect(status("/") == 200)
    deaf.hangUp()
    #expect(TestService.eventually { status("/large") == 200 })
  }

  @Test(
    "a body that is too long is refused at once by its length, and as it grows",
    arguments: [
      "Content-Length: 1000000000", "Transfer-Encoding: chunked",
    ])
  func longBody(field: String) throws {
    let service = TestService(limit: 100_000)
    let server = try HTTPServer.started(service)
    let client = try RawClient(port: server.port)
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n")
    let before = ProcessMeasures.peakMegabytes
    let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 120, count: 65_536) + [13, 10]
    var sent = 0
    while sent < 1_000, client.send(chunk) { sent += 1 }
    #expect(client.response()?.status == 413)
    #expect(ProcessMeasures.peakMegabytes - before < 40)
    #expect(TestService.eventually { server.connections == 0 })
    #expect(service.ended.withLock { $0.map(\.status) } == [413])
  }

  @Test("a short body that nobody asked for does not cost the connection")
  func refusedBody() throws {
    let server = try HTTPServer.started(TestService())
    let client = try RawClient(port: server.port)
    for _ in 0..<3 {
      client.send("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
      #expect(client.response()?.status == 404)
    }
  }

  @Test(
    "a client that vanishes in the middle is forgotten",
    arguments: [
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n123",
      "GET /large HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HT", "",
    ])
  func vanishing(sent: String) throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    for _ in 0..<20 {
      let client = try RawClient(port: server.port, receiveBuffer: 4_096)
      client.send(sent)
      client.hangUp()
    }
    #expect(TestService.eventually { server.connections == 0 })
  }

  @Test("a client that vanishes before its late answer is forgotten with it")
  func vanishingBeforeTheAnswer() throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    let client = try RawClient(port: server.port)
    client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(TestService.eventually { service.waiting.withLock { !$0.isEmpty } })
    client.hangUp()
    for reply in service.waiting.withLock({ $0 }) { reply.send(HTTPResponse(status: 200)) }
    #expect(TestService.eventually { server.connections == 0 })
    #expect(service.ended.withLock { $0.count } == 1)
  }

  @Test(
    "work for a client that has gone is told so, whatever it sent ahead", arguments: ["", "GET /"])
  func abandonedWork(ahead: String) throws {
    let service = TestService()
    let server = try HTTPServer.started(service, quick)
    let stays = try RawClient(port: server.port)
    let leaves = try RawClient(port: server.port)
    for client in [stays, leaves] {
      client.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n\(ahead)")
      let count = client === stays ? 1 : 2
      #expect(TestService.eventually { service.asked.withLock { $0.count } == count })
    }
    leaves.hangUp()
    let told = { service.asked.withLock { $0.map(\.cancellation.isCancelled) } }
    #expect(TestService.eventually { told() == [false, true] })
    for reply in service.waiting.withLock({ $0 }) { reply.send(HTTPResponse(status: 200)) }
    #expect(stays.response()?.status == 200)
    #expect(TestService.eventually { told() == [true, true] })
  }

  @Test(
    "what is no HTTP, or no text, is refused",
    arguments: [
      ("GET\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
      ("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400), ("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
      ("GET /a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n", 400),
      ("GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n", 400),
      ("GET /?a=%0g HTTP/1.1\r\nHost: x\r\n\r\n", 400),
      ("GET /\(String(repeating: "a", count: 5_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 20_000))\r\n\r\n", 431),
    ])
  func malformed(sent: String, status: Int) throws {
    let server = try HTTPServer.started(TestService())
    let client = try RawClient(port: server.port)
    client.send(sent)
    let answered = client.response()
    // The library closes on what is no request line at all.
    #expect(answered == nil || answered?.status == status)
    let other = try RawClient(port: server.port)
    other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(other.response()?.status == 200)
  }
}
