import Files
import HTTP
import Testing

@testable import Serving

@Suite("Drift")
struct DriftTests {
  @Test("index and distance are those of numpy and scipy")
  func reference() throws {
    // scripts/checks/check_log.py computes the same by other means.
    let training = [50, 400, 300, 0, 120, 60, 30, 20, 10, 5, 3, 2]
    let counts = [4, 30, 310, 280, 10, 0, 90, 80, 20, 15, 0, 0, 1, 9]
    let drift = Drift(counts, training: training, width: 25)
    #expect(abs(try #require(drift.index) - 0.347336938199346) < 1e-12)
    #expect(abs(try #require(drift.distance) - 8.23989988221437) < 1e-9)
    #expect(drift.samples == 849)
    #expect(drift.outside == 13)
  }

  @Test("the same distribution has not drifted, whatever the number of samples")
  func same() {
    let training = [500, 4000, 0, 100, 7]
    let drift = Drift([0] + training.map { $0 * 3 } + [0], training: training, width: 25)
    #expect(abs(drift.index ?? 1) < 1e-12)
    #expect(abs(drift.distance ?? 1) < 1e-12)
    #expect(drift.verdict == .stable)
  }

  @Test("a shift by one bin is a distance of one bin")
  func shift() throws {
    let drift = Drift([0, 0, 9000, 0, 0], training: [10, 0, 0], width: 160)
    #expect(abs(try #require(drift.distance) - 160) < 1e-9)
    #expect(drift.verdict == .drifted)
  }

  @Test(
    "the verdict waits for enough samples",
    arguments: [
      (4999, Drift.Verdict.tooLittle), (5000, .stable),
    ])
  func verdict(_ samples: Int, _ verdict: Drift.Verdict) {
    #expect(Drift([0, samples, 0], training: [1], width: 1).verdict == verdict)
  }

  @Test("between a tenth and a quarter it is moderate")
  func moderate() throws {
    // Two groups: 0.7 and 0.3 beside 0.5 and 0.5 give 0.2 ln 1.4 - 0.2 ln 0.6 = 0.169.
    let drift = Drift([0, 7000, 3000, 0], training: [50, 50], width: 1)
    #expect(abs(try #require(drift.index) - 0.16946) < 1e-5)
    #expect(drift.verdict == .moderate)
  }

  @Test("nothing to compare is no drift and no number")
  func nothing() {
    #expect(Drift([0, 0, 0], training: [1], width: 1).index == nil)
    #expect(Drift([0, 6000, 0], training: [0], width: 1).verdict == .tooLittle)
  }

  @Test("counts come back as they were packed, and a cut is noticed")
  func packing() {
    let counts = [0, 1, 127, 128, 16_383, 16_384, 5_000_000_000]
    let bytes = PackedCounts.pack(counts)
    #expect(bytes.count == 1 + 1 + 1 + 2 + 2 + 3 + 5)
    #expect(PackedCounts.unpack(bytes) == counts)
    #expect(PackedCounts.unpack(Array(bytes.dropLast())) == Array(counts.dropLast()))
    #expect(PackedCounts.unpack([UInt8](repeating: 255, count: 20)) == [])
  }

  @Test("the route tells by model, version and day how far inputs lie from the training")
  func route() throws {
    let place = try LogPlace()
    let log = try place.log()
    // The mains of training in shares, and all of them in one bin.
    let usual = (0..<10_000).map { Float([50, 50, 50, 50, 150, 150, 150, 250, 250, 350][$0 % 10]) }
    log.answered(LogPlace.answer(try LogPlace.model(version: "1"), mains: usual))
    log.answered(
      LogPlace.answer(
        try LogPlace.model(version: "2"), mains: [Float](repeating: 900, count: 6000)))
    log.answered(LogPlace.answer(try LogPlace.model("fridge"), mains: [1]))
    #expect(log.waitForWritten(3))
    let models = try log.json("/drift")["models"]?.elements ?? []
    #expect(models.map { $0["model"] } == ["fridge", "kettle", "kettle"])
    #expect(
      models.map { $0["whole"]?["verdict"] } == ["too little data", "stable", "drifted"])
    #expect(models[2]["whole"]?["outside_share"]?.double == 1)
    #expect(models[1]["days"]?.elements.map { $0["samples"] } == [10_000])
    let kettle = try log.json(
      "/drift", [HTTPField("model", "kettle"), HTTPField("days", "1")])
    #expect(kettle["models"]?.elements.count == 2)
  }
}

@Suite("Questions about the log")
struct LogQueryTests {
  @Test(
    "a parameter that is wrong is named",
    arguments: [
      ("/log/recent", "limit", "0"), ("/log/recent", "limit", "x"),
      ("/log/recent", "limt", "3"), ("/log/hourly", "from", "yesterday"),
      ("/log/hourly", "from", "2999-01-01"), ("/log/hourly", "from", "1970-01-01"),
      ("/log/hourly", "from", "1e300"), ("/drift", "days", "367"), ("/log/summary", "model", "x"),
    ])
  func wrong(_ pattern: String, _ name: String, _ value: String) throws {
    let log = try LogPlace().log()
    let response = try log.ask("GET", pattern, query: [HTTPField(name, value)])
    #expect(response.status == 400)
    #expect(try JSON.parse(response.body)["error"]?["field"] == .string(name))
  }

  @Test("times are ISO 8601, UTC unless they say otherwise, or seconds since 1970")
  func times() throws {
    func time(_ text: String) throws -> Int? {
      let head = HTTPHead(method: "GET", path: "/", query: [HTTPField("from", text)])
      return try LogQuery(RoutedRequest(HTTPRequest(head: head)), ["from"]).time("from")
    }
    #expect(try time("2026-01-31T06:00:00Z") == 1_769_839_200_000)
    #expect(try time("2026-01-31T07:00:00.25+01:00") == 1_769_839_200_250)
    #expect(try time("2026-01-31") == 1_769_817_600_000)
    #expect(try time("1769839200.25") == 1_769_839_200_250)
  }

  @Test("all of it needs the token")
  func access() throws {
    let routes = LogRoutes.routes(try LogPlace().log())
    #expect(routes.count == 5)
    for route in routes { #expect(route.access == .token) }
  }
}
