import Disaggregation
import Files
import HTTP
import MeterData
import Testing
import Work

@testable import Serving

@Suite("Times that no meter writes")
struct OddTimesTests {
  private let lanes = Lanes(pool: ThreadPool(width: 1))
  private let models = PlainModels([])

  init() throws { models.exchange([try PlainModels.model()]) }

  /// The answer to a body through the lanes.
  private func ask(
    _ body: String, type: String = "application/json", query: [HTTPField] = []
  ) throws -> HTTPResponse {
    let routes = PredictRoutes.routes(models: models, lanes: lanes)
    let answer = LateAnswer<HTTPResponse>()
    let request = HTTPRequest(
      head: HTTPHead(method: "POST", path: "/predict", query: query), body: Array(body.utf8),
      id: "r1")
    routes[0].handle(RoutedRequest(request, type: type), HTTPReply { answer.put($0) })
    return answer.get()
  }

  private func stream(_ body: String) throws -> HTTPResponse {
    let routes = StreamRoutes.routes(models: models, lanes: lanes)
    let answer = LateAnswer<HTTPResponse>()
    let request = HTTPRequest(
      head: HTTPHead(method: "POST", path: "/stream/home"), body: Array(body.utf8), id: "r1")
    routes[0].handle(
      RoutedRequest(request, parameters: ["household": "home"], type: "application/json"),
      HTTPReply { answer.put($0) })
    return answer.get()
  }

  private static func list(_ times: [String]) -> String {
    "["
      + times.map { "{\"timestamp\": \($0), \"power\": 100}" }.joined(separator: ", ") + "]"
  }

  @Test("readings that go on in the bin in which a block of rows ends have one estimate")
  func resumed() throws {
    let times = ["3", "9", "98306", "98308"]
    let found = try ask("{\"series\": \(Self.list(times))}")
    #expect(found.status == 200, "\(found.text)")
    let watts = try found.document["appliances"]?.elements[0]["watts"]?.elements
    #expect(watts?.count == 4 && watts?[2] == watts?[3])
    let table = try ask(
      "timestamp,power\n" + times.map { "\($0),100\n" }.joined(), type: "text/csv")
    #expect(table.status == 200, "\(table.text)")
    let streamed = try stream("{\"begin\": true, \"samples\": \(Self.list(times))}")
    #expect(streamed.status == 200, "\(streamed.text)")
  }

  @Test("more readings in one bin than a block has rows have one estimate")
  func crowded() throws {
    let power = [String](repeating: "1", count: 100_000).joined(separator: ",")
    let found = try ask("{\"start\": 0, \"period_s\": 0.000001, \"power\": [\(power)]}")
    #expect(found.status == 200)
    let watts = try found.document["appliances"]?.elements[0]["watts"]?.elements
    #expect(watts?.count == 100_000 && watts?.allSatisfy { $0 == watts?[0] } == true)
  }

  @Test(
    "times beyond the years that are understood are refused",
    arguments: [
      "{\"series\": \(list(["-4611686018", "4611686018"]))}",
      "{\"series\": \(list(["4102444799", "4102444800"]))}",
      "{\"timezone\": \"America/Juneau\", \"series\": "
        + list(["\"1823-11-12T00:30:00\"", "\"2116-02-19T23:50:00\""]) + "}",
      "{\"timezone\": \"America/Juneau\", \"series\": "
        + list(["\"1850-01-01T00:30:00\"", "\"2099-12-31T23:50:00\""]) + "}",
      "{\"timezone\": \"America/Juneau\", \"start\": \"2099-12-31T23:50:00\", \"period_s\": 6, "
        + "\"power\": [1]}",
      "{\"start\": \"2099-12-31T23:59:50\", \"period_s\": 6, \"power\": [1, 2, 3]}",
    ])
  func beyond(_ body: String) throws {
    let found = try ask(body)
    #expect(found.status == 422, "\(found.text)")
    #expect(found.text.contains("1850 to 2099"), "\(found.text)")
  }

  @Test("a table without a header whose columns are one is refused")
  func oneColumn() throws {
    let found = try ask(
      "5,1370242800\n6,1370242806\n", type: "text/csv",
      query: [HTTPField("time_column", "column 2")])
    #expect(found.status == 422 && found.text.contains("both times and power"), "\(found.text)")
  }

  @Test("the farthest two readings that are understood are refused for how far apart they lie")
  func farthest() throws {
    let times = ["-3786911999", "4102444799"]
    let found = try ask("{\"series\": \(Self.list(times))}")
    #expect(found.status == 422 && found.text.contains("91312 d apart"), "\(found.text)")
    let streamed = try stream("{\"begin\": true, \"samples\": \(Self.list(times))}")
    #expect(streamed.status == 200 && streamed.text.contains("far apart"), "\(streamed.text)")
  }
}

@Suite("Works that wait")
struct BacklogTests {
  @Test("tell when to come back, however many of them took no time or brought nothing")
  func pace() throws {
    let backlog = Backlog<Int>(units: 10)
    backlog.note(units: 5, seconds: 1)
    for _ in 0..<2000 { backlog.note(units: 0, seconds: 0.001) }
    for _ in 0..<2000 { backlog.note(units: 1, seconds: 1e300) }
    #expect(backlog.add(1, units: 10) == nil)
    let refusal = try #require(backlog.add(2, units: 1))
    #expect(refusal.fields == [HTTPField("Retry-After", "60")])
  }
}
