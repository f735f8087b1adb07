import Files
import HTTP
import Synchronization
import Testing

@testable import Serving

/// Asks routes without a server.
struct Asking {
  let routes: [Route]

  /// The answer to a request; it must have come by the time the route returns.
  func ask(
    _ method: String, _ path: String, _ body: String, type: String? = "application/json",
    query: [HTTPField] = [], fields: [HTTPField] = [], parameters: [String: String] = [:],
    route index: Int = 0
  ) throws -> HTTPResponse {
    let head = HTTPHead(method: method, path: path, query: query, fields: fields)
    let request = HTTPRequest(head: head, body: Array(body.utf8), id: "r1")
    let answer = Mutex<HTTPResponse?>(nil)
    routes[index].handle(
      RoutedRequest(request, parameters: parameters, type: type),
      HTTPReply { response in answer.withLock { $0 = response } })
    return try #require(answer.withLock { $0 })
  }
}

extension HTTPResponse {
  /// The body as JSON.
  var document: JSON { get throws { try JSON.parse(body) } }
  var text: String { String(decoding: body, as: UTF8.self) }
  /// The refusal's member.
  func error(_ key: String) throws -> JSON? { try document["error"]?[key] }
}
