import Glibc
import HTTP
import Synchronization
import Testing
import Work

@Suite("A server that goes down")
struct DrainTests {
  @Test("idle connections are closed, what was asked is answered, and nobody new is let in")
  func drain() throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    let idle = try RawClient(port: server.port)
    let asking = try RawClient(port: server.port)
    asking.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(TestService.eventually { service.waiting.withLock { !$0.isEmpty } })
    let drain = OwnedThread { server.drain(seconds: 20) }
    #expect(idle.isClosed())
    #expect(throws: RawClientError.self) { _ = try RawClient(port: server.port) }
    for reply in service.waiting.withLock({ $0 }) { reply.send(HTTPResponse(status: 200)) }
    let response = asking.response()
    #expect(response?.status == 200)
    #expect(response?.fields["connection"]?.lowercased() == "close")
    drain.join()
    #expect(server.connections == 0)
  }

  @Test("what is not answered in time is answered 503")
  func impatience() throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    let client = try RawClient(port: server.port)
    client.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(TestService.eventually { service.waiting.withLock { !$0.isEmpty } })
    server.drain(seconds: 0.1)
    #expect(client.response()?.status == 503)
    for reply in service.waiting.withLock({ $0 }) { reply.send(HTTPResponse(status: 200)) }
  }

  @Test("under load every request that was sent is answered")
  func load() throws {
    let service = TestService()
    let server = try HTTPServer.started(service)
    let port = server.port
    let lost = Atomic<Int>(0)
    let answered = Atomic<Int>(0)
    let clients = (0..<8).map { _ in
      OwnedThread {
        while let client = try? RawClient(port: port) {
          var isKept = true
          var wasAnswered = false
          while isKept {
            guard client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"),
              let response = client.response(), response.text == "ab"
            else {
              // One that the system was just letting in may be reset before it has asked.
              lost.add(wasAnswered ? 1 : 0, ordering: .relaxed)
              break
            }
            answered.add(1, ordering: .relaxed)
            wasAnswered = true
            isKept = response.fields["connection"]?.lowercased() != "close"
          }
        }
      }
    }
    #expect(TestService.eventually { answered.load(ordering: .relaxed) > 500 })
    server.drain(seconds: 20)
    for client in clients { client.join() }
    #expect(lost.load(ordering: .relaxed) == 0)
  }
}
