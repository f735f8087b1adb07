import Disaggregation
import Files
import HTTP
import Testing
import Work

@testable import Serving

@Suite("Routes about models")
struct ModelRoutesTests {
  private let place: SmallModels
  private let fleet: Fleet

  init() throws {
    place = try SmallModels()
    try place.write(SmallModels.model("kettle"), "a")
    try place.write(SmallModels.model("dish washer", seed: 2), "b")
    let record = #"""
      {"version": "7", "weights_sha256": "ff00", "registered": "2026-01-01T00:00:00+00:00",
       "evaluations": [{"seen_in_training": false, "range": {"from": "a", "to": "b"},
       "model": {"skill": 0.5, "interval_95": {"skill": [0.4, 0.6]}}, "store": {"dataset": "D"}}]}
      """#
    try FileDescriptor(creating: place.path("b/metadata.json")).write(Array(record.utf8))
    fleet = Fleet(
      [.checkpoint(place.path("a")), .path(place.path("b"), metadata: nil)],
      pool: ThreadPool(width: 1))
  }

  private func ask(
    _ method: String, _ pattern: String, _ parameters: [String: String] = [:]
  ) throws -> HTTPResponse {
    let route = try #require(
      ModelRoutes.routes(fleet).first { $0.method == method && $0.pattern == pattern })
    let answer = LateAnswer<HTTPResponse>()
    route.handle(
      RoutedRequest(
        HTTPRequest(head: HTTPHead(method: method, path: pattern)), parameters: parameters),
      HTTPReply { answer.put($0) })
    return answer.get()
  }

  private func json(_ response: HTTPResponse) throws -> JSON { try JSON.parse(response.body) }

  @Test("/ready is 503 with reasons until all models are loaded")
  func ready() throws {
    let before = try ask("GET", "/ready")
    #expect(before.status == 503)
    #expect(try json(before)["reasons"]?.elements.count == 1)
    try fleet.load()
    let after = try ask("GET", "/ready")
    #expect(after.status == 200)
    #expect(try json(after)["models"]?.elements.last?.string?.hasPrefix("kettle=") == true)
  }

  @Test(
    "/models lists what serves, and a card says what is known",
    arguments: [
      "dish_washer", "Dish-Washer", "dish washer",
    ])
  func card(name: String) throws {
    try fleet.load()
    #expect(try json(ask("GET", "/models"))["models"]?.elements.count == 2)
    let response = try ask("GET", "/models/{name}", ["name": name])
    let card = try json(response)
    #expect(card["appliance"] == "dish washer" && card["version"] == "7")
    #expect(card["delay_s"]?.double == 90 && card["weights_sha256"] == "ff00")
    #expect(card["skill"]?["interval_95"]?.elements.count == 2)
    #expect(card["trained"]?.elements.first?["dataset"] == "UK-DALE")
    #expect(!String(decoding: response.body, as: UTF8.self).contains(place.folder))
  }

  @Test("an unknown name is answered with the nearest one")
  func unknown() throws {
    try fleet.load()
    let response = try ask("GET", "/models/{name}", ["name": "ketle"])
    #expect(response.status == 404)
    #expect(try json(response)["error"]?["message"]?.string?.contains("kettle?") == true)
  }

  @Test("a reload says what became of each model; figures recorded since then are seen")
  func reload() throws {
    try fleet.load()
    fleet.startWatching()
    defer { fleet.stop() }
    let weights = fleet.current.first?.model
    let record = #"{"version": "7", "evaluations": []}"#
    try FileDescriptor(creating: place.path("b/metadata.json")).write(Array(record.utf8))
    let outcomes = try json(ask("POST", "/models/reload"))["models"]?.elements ?? []
    #expect(outcomes.map { $0["result"]?.string } == ["unchanged", "switched"])
    let fresh = try #require(fleet.current.first)
    #expect(fresh.metadata["evaluations"]?.elements.isEmpty == true)
    #expect(fresh.model.network.parameters == weights?.network.parameters)
  }

  @Test("routes that change something need the token")
  func access() {
    for route in ModelRoutes.routes(fleet) {
      #expect((route.access == .token) == (route.method == "POST"))
    }
  }
}
