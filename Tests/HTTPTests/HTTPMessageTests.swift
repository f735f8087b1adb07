import HTTP
import Synchronization
import Testing

@Suite("Requests and responses")
struct HTTPMessageTests {
  @Test("a field is found whatever its letters' case, and the last one counts")
  func fields() {
    let head = HTTPHead(
      method: "GET", path: "/", query: [HTTPField("a", "1"), HTTPField("a", "2")],
      fields: [HTTPField("Content-TYPE", "text/csv")])
    #expect(head.field("content-type") == "text/csv")
    #expect(head.query("a") == "2")
    #expect(head.field("accept") == nil)
  }

  @Test("of two responses to one request only the first is delivered")
  func firstResponse() {
    let statuses = Mutex<[Int]>([])
    let reply = HTTPReply { response in statuses.withLock { $0.append(response.status) } }
    reply.send(HTTPResponse(status: 200))
    reply.send(HTTPResponse(status: 500))
    #expect(statuses.withLock { $0 } == [200])
  }
}
