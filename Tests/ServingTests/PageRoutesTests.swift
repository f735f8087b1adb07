import Files
import Glibc
import HTTP
import Testing

@testable import Serving

@Suite("The pages' routes")
struct PageRoutesTests {
  private final class NoModels: ServedModels {
    var current: [ServedModel] { [] }
    var isReady: Bool { true }
  }

  private static func api() -> [Route] {
    let nothing: @Sendable (RoutedRequest) -> HTTPResponse = { _ in HTTPResponse(status: 200) }
    return [
      Route(
        "POST", "/predict", bodyLimit: 1 << 20, types: ["application/json", "text/csv"],
        summary: "Estimates.", answer: nothing),
      Route("GET", "/models/{name}", summary: "A card.", answer: nothing),
      Route("DELETE", "/models/{name}", access: .token, summary: "Made up.", answer: nothing),
      Route("GET", "/health", access: .anyone, summary: "Whether it lives.", answer: nothing),
    ]
  }

  private static let routes = PageRoutes.routes(api: api(), models: NoModels())

  private static func asked(_ path: String) throws -> HTTPResponse {
    let route = try #require(routes.first { $0.method == "GET" && $0.pattern == path })
    let answer = LateAnswer<HTTPResponse>()
    route.handle(
      RoutedRequest(HTTPRequest(head: HTTPHead(method: "GET", path: path))),
      HTTPReply { answer.put($0) })
    return answer.get()
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try asked(path).body, as: UTF8.self)
  }

  @Test("the document lists each route once, and no other")
  func listsRoutes() throws {
    let document = try JSON.parse(try Self.text("/openapi.json"))
    let listed = (document["paths"]?.members ?? []).flatMap { path in
      path.value.members.map { "\($0.key.uppercased()) \(path.key)" }
    }
    let all = (Self.api() + Self.routes).map { "\($0.method) \($0.pattern)" }
    #expect(Set(listed) == Set(all))
    #expect(listed.count == Set(listed).count)
  }

  @Test("a route that the document knows nothing of has its parameters, errors and access")
  func describesUnknown() throws {
    let document = try JSON.parse(try Self.text("/openapi.json"))
    let operation = try #require(document["paths"]?["/models/{name}"]?["delete"])
    #expect(operation["parameters"]?.elements.first?["name"] == "name")
    #expect(operation["responses"]?.members.map(\.key) == ["200", "401", "404"])
    #expect(operation["security"] == [["token": []]])
  }

  @Test("a body has the kinds that the route reads, and no other")
  func describesBodies() throws {
    let document = try JSON.parse(try Self.text("/openapi.json"))
    let body = document["paths"]?["/predict"]?["post"]?["requestBody"]?["content"]
    #expect(body?.members.map(\.key) == ["application/json", "text/csv"])
  }

  @Test("every schema that the document names is there")
  func namesSchemas() throws {
    let text = try Self.text("/openapi.json")
    let document = try JSON.parse(text)
    let known = Set((document["components"]?["schemas"]?.members ?? []).map(\.key))
    let named = text.components(after: "#/components/schemas/")
    #expect(!named.isEmpty)
    #expect(named.subtracting(known) == [])
  }

  @Test("a page may run and look like itself alone", arguments: ["/", "/docs"])
  func holdsToItself(_ path: String) throws {
    let response = try Self.asked(path)
    let policy = try #require(
      response.fields.first { $0.name == "Content-Security-Policy" }?.value)
    #expect(policy.contains("default-src 'none'"))
    #expect(policy.contains("script-src 'sha256-"))
    #expect(!policy.contains("unsafe"))
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(!text.contains("style=\""))
    #expect(!text.contains("src=\"http"))
  }

  @Test("the example is a day of readings at the first model's period")
  func givesExample() throws {
    let lines = try Self.text("/example.csv").split(separator: "\n")
    #expect(lines.first == "timestamp,power")
    #expect((13_000...14_400).contains(lines.count))
    #expect(lines.dropFirst().allSatisfy { $0.split(separator: ",").count == 2 })
    #expect(try Self.text("/example.csv") == Self.text("/example.csv"))
  }

  @Test("the example is made on a thread of its own, once for all who ask meanwhile")
  func makesExampleOnce() throws {
    let example = ExampleRoute(models: NoModels()).route
    let request = RoutedRequest(
      HTTPRequest(head: HTTPHead(method: "GET", path: "/example.csv")))
    let asking = pthread_self()
    let first = LateAnswer<(body: [UInt8], isElsewhere: Bool)>()
    example.handle(
      request, HTTPReply { first.put((body: $0.body, isElsewhere: asking != pthread_self())) })
    let others = (0..<3).map { _ in LateAnswer<[UInt8]>() }
    for other in others { example.handle(request, HTTPReply { other.put($0.body) }) }
    let made = first.get()
    #expect(made.isElsewhere && !made.body.isEmpty)
    for other in others { #expect(other.get() == made.body) }
  }

  @Test("the old name of the API page leads to it")
  func redirects() throws {
    let response = try Self.asked("/redoc")
    #expect(response.status == 308)
    #expect(response.fields.contains(HTTPField("Location", "/docs")))
  }
}

extension String {
  /// The words that follow each place of a text, up to a quotation mark.
  fileprivate func components(after mark: String) -> Set<String> {
    var found: Set<String> = []
    var rest = self[...]
    while let range = rest.firstRange(of: mark) {
      rest = rest[range.upperBound...]
      found.insert(String(rest.prefix { $0 != "\"" }))
    }
    return found
  }
}
