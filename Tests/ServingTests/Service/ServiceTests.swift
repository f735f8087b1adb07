import Files
import HTTP
import Serving
import Synchronization
import Testing

@Suite("Who may ask what")
struct ServiceTests {
  private static let routes: [Route] = [
    Route("GET", "/models/{name}", summary: "") { request in
      HTTPResponse(type: "text/plain", body: Array((request.parameters["name"] ?? "").utf8))
    },
    Route("POST", "/models/reload", access: .token, summary: "") { _ in HTTPResponse(status: 202) },
    Route(
      "POST", "/predict", bodyLimit: 100, types: ["application/json", "text/csv"], summary: ""
    ) { request in
      HTTPResponse(type: "text/plain", body: Array((request.type ?? "none").utf8))
    },
    Route("GET", "/health", access: .anyone, summary: "") { _ in HTTPResponse(status: 200) },
  ]

  /// What a whole exchange comes to.
  private func ask(
    _ method: String, _ path: String, _ fields: [HTTPField] = [],
    _ settings: ServiceSettings = ServiceSettings()
  ) -> HTTPResponse {
    let service = Service(ServiceTests.routes, settings: settings)
    let head = HTTPHead(method: method, path: path, fields: fields)
    if case .refused(let response) = service.admit(head) { return response }
    let answer = Mutex<HTTPResponse?>(nil)
    service.answer(
      HTTPRequest(head: head), HTTPReply { response in answer.withLock { $0 = response } })
    return answer.withLock { $0 } ?? HTTPResponse(status: 0)
  }

  private func message(_ response: HTTPResponse) throws -> String {
    let json = try JSON.parse(String(decoding: response.body, as: UTF8.self))
    return json["error"]?["message"]?.string ?? ""
  }

  private func field(_ name: String, of response: HTTPResponse) -> String? {
    response.fields.first { $0.name == name }?.value
  }

  @Test("names in patterns are filled, and words come before them")
  func patterns() {
    let response = ask("GET", "/models/kettle")
    #expect(String(decoding: response.body, as: UTF8.self) == "kettle")
    #expect(ask("HEAD", "/models/kettle").status == 200)
    #expect(ask("GET", "/models/").status == 404)
    let settings = ServiceSettings(token: "t")
    #expect(ask("POST", "/models/reload", [], settings).status == 401)
  }

  @Test("an unknown path names the nearest, a wrong method those that are right")
  func nearest() throws {
    #expect(try message(ask("POST", "/predcit")).contains("Did you mean /predict?"))
    let wrong = ask("DELETE", "/predict")
    #expect(wrong.status == 405)
    #expect(field("Allow", of: wrong) == "POST, OPTIONS")
  }

  @Test(
    "bodies are of a kind that the route understands",
    arguments: [
      (nil, 200, "application/json"), ("text/csv; charset=utf-8", 200, "text/csv"),
      ("Application/JSON", 200, "application/json"),
      ("application/x-www-form-urlencoded", 415, ""),
    ] as [(String?, Int, String)])
  func types(given: String?, status: Int, kind: String) throws {
    let type = given.map { [HTTPField("Content-Type", $0)] } ?? []
    let response = ask("POST", "/predict", [HTTPField("Content-Length", "2")] + type)
    #expect(response.status == status)
    if status == 200 {
      #expect(String(decoding: response.body, as: UTF8.self) == kind)
    } else {
      #expect(try message(response).contains("application/json, text/csv"))
    }
  }

  @Test(
    "the token opens what needs it, and nothing else does",
    arguments: [
      (nil, 401), ("Bearer secre", 401), ("Bearer secrets", 401), ("Basic secret", 401),
      ("Bearer ", 401), ("Bearer secret", 202), ("bearer secret", 202),
    ] as [(String?, Int)])
  func token(given: String?, status: Int) {
    let fields = given.map { [HTTPField("Authorization", $0)] } ?? []
    let settings = ServiceSettings(token: "secret")
    let response = ask("POST", "/models/reload", fields, settings)
    #expect(response.status == status)
    #expect((field("WWW-Authenticate", of: response) != nil) == (status == 401))
    // Without a token in the settings the route is not there; "reload" then is a model's name.
    #expect(ask("POST", "/models/reload", fields).status == 405)
  }

  @Test("where every route asks for the token, health alone does not")
  func everywhere() {
    let settings = ServiceSettings(token: "secret", requiresToken: true)
    #expect(ask("GET", "/models/kettle", [], settings).status == 401)
    #expect(ask("GET", "/health", [], settings).status == 200)
    let token = [HTTPField("Authorization", "Bearer secret")]
    #expect(ask("GET", "/models/kettle", token, settings).status == 200)
  }

  @Test("pages of another origin may ask only where they are let in")
  func origins() {
    let asking = [
      HTTPField("Origin", "https://a.example"), HTTPField("Access-Control-Request-Method", "POST"),
    ]
    let closed = ask("OPTIONS", "/predict", asking)
    #expect(field("Access-Control-Allow-Origin", of: closed) == nil)
    let settings = ServiceSettings(origin: "https://a.example")
    let open = ask("OPTIONS", "/predict", asking, settings)
    #expect(open.status == 204)
    #expect(field("Access-Control-Allow-Origin", of: open) == "https://a.example")
    #expect(field("Vary", of: open) == "Origin")
    #expect(field("Access-Control-Allow-Headers", of: open)?.contains("Authorization") == true)
    let refused = ask("GET", "/nothing", asking, settings)
    #expect(field("Access-Control-Allow-Origin", of: refused) == "https://a.example")
  }

  @Test("observers and logs hear of patterns, never of what stands in a path")
  func privacy() {
    final class Observer: RequestObserver {
      let routes = Mutex<[String]>([])
      func ended(_ request: EndedRequest) { routes.withLock { $0.append(request.route) } }
    }
    let observer = Observer()
    let lines = Mutex<String>("")
    let log = ServerLog(format: .json) { bytes in
      lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
    }
    let service = Service(ServiceTests.routes, observers: [observer], log: log)
    for path in ["/models/miller-household", "/unknown/miller-household"] {
      service.ended(
        HTTPExchange(
          method: "GET", path: path, id: "7", peer: "192.0.2.1", status: 200, received: 0, sent: 3,
          seconds: 0.5))
    }
    log.close()
    #expect(observer.routes.withLock { $0 } == ["/models/{name}", "other"])
    let written = lines.withLock { $0 }
    #expect(written.contains("\"route\":\"/models/{name}\""))
    #expect(!written.contains("miller"))
  }

  @Test("what the server itself refuses is said in JSON")
  func faults() throws {
    let service = Service(ServiceTests.routes)
    let long = service.refusal(.longBody(limit: 100))
    #expect(long.status == 413)
    #expect(try message(long).contains("100 bytes"))
    #expect(field("Retry-After", of: service.refusal(.stopping)) == "1")
    #expect(service.refusal(.slow).status == 408)
  }
}
