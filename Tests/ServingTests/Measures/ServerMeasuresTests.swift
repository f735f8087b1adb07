import HTTP
import Testing
import Work

@testable import Serving

@Suite("Measures of the server")
struct ServerMeasuresTests {
  /// The value of a line that begins so.
  private func value(_ line: String, in text: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(line + " ") }
      .flatMap { Double($0.dropFirst(line.count + 1)) }
  }

  @Test("requests are counted by route and status, and their times in bins that add up")
  func requests() {
    let measures = ServerMeasures(version: "1.2.3")
    measures.count(route: "/predict", status: 200, seconds: 0.004)
    measures.count(route: "/predict", status: 200, seconds: 0.02)
    measures.count(route: "/predict", status: 422, seconds: 100)
    measures.count(route: "/health", status: 0, seconds: 0.0001)
    let text = measures.text
    #expect(value(#"energy_requests_total{route="/predict",status="200"}"#, in: text) == 2)
    #expect(value(#"energy_requests_total{route="/predict",status="422"}"#, in: text) == 1)
    #expect(value(#"energy_requests_total{route="/health",status="0"}"#, in: text) == 1)
    let bucket = "energy_request_seconds_bucket"
    #expect(value(bucket + #"{route="/predict",le="0.0025"}"#, in: text) == 0)
    #expect(value(bucket + #"{route="/predict",le="0.005"}"#, in: text) == 1)
    #expect(value(bucket + #"{route="/predict",le="30"}"#, in: text) == 2)
    #expect(value(bucket + #"{route="/predict",le="+Inf"}"#, in: text) == 3)
    #expect(value(#"energy_request_seconds_count{route="/predict"}"#, in: text) == 3)
    #expect(value(#"energy_build_info{version="1.2.3"}"#, in: text) == 1)
  }

  @Test("labels stay few, whatever is asked for")
  func cardinality() {
    let measures = ServerMeasures(version: "1")
    for number in 0..<1000 { measures.count(route: "/\(number)", status: number, seconds: 0) }
    let routes = measures.text.split(separator: "\n").filter { $0.contains("_seconds_count{") }
    #expect(routes.count == RequestCounts.mostRoutes + 1)
    #expect(value(#"energy_request_seconds_count{route="other"}"#, in: measures.text) == 900)
  }

  @Test("inputs are summed by model, those outside of the training mains too, and no household")
  func inputs() throws {
    let measures = ServerMeasures(version: "1")
    let model = try LogPlace.model()
    measures.answered(
      LogPlace.answer(model, household: "Ada's", mains: [50, .nan, 401, -1, 400, .infinity]))
    measures.answered(LogPlace.answer(model, household: "Ada's", mains: []))
    let text = measures.text
    #expect(value(#"energy_input_samples_total{model="kettle"}"#, in: text) == 4)
    #expect(value(#"energy_input_watts_total{model="kettle"}"#, in: text) == 850)
    #expect(value(#"energy_input_outside_total{model="kettle"}"#, in: text) == 2)
    #expect(value(#"energy_input_mean_watts{model="kettle"}"#, in: text) == 212.5)
    #expect(value(#"energy_input_outside_share{model="kettle"}"#, in: text) == 0.5)
    #expect(value(#"energy_windows_total{model="kettle"}"#, in: text) == 6)
    #expect(value(#"energy_answers_total{model="kettle",kind="series"}"#, in: text) == 2)
    #expect(!text.contains("Ada"))
  }

  @Test("what came in minutes ago counts for less than what comes in now")
  func recent() throws {
    var counts = ModelCounts()
    let histogram = try LogPlace.model().model.description.mains.histogram
    counts.add(.windows, windows: 1, InputCounts(of: [100], beside: histogram), at: 1000)
    counts.add(
      .windows, windows: 1, InputCounts(of: [200], beside: histogram),
      at: 1000 + ModelCounts.memory)
    // 1/e of a sample of 100 W and one of 200 W.
    #expect(abs(counts.recentMean - (100 * 0.36788 + 200) / 1.36788) < 1e-3)
  }

  @Test("models, log and process are looked at when somebody asks")
  func watched() throws {
    let place = try LogPlace()
    let log = try place.log()
    let models = FixedModels([try LogPlace.model(version: "a\"b\\\n")])
    let measures = ServerMeasures(version: "1")
    measures.watch(
      ServerMeasures.Watched(models: models, lanes: nil, connections: { 7 }, log: log))
    log.answered(LogPlace.answer(try LogPlace.model()))
    #expect(log.waitForWritten(1))
    let text = measures.text
    let info = #"energy_model_info{model="kettle",version="a\"b\\\n",precision="full"}"#
    #expect(value(info, in: text) == 1)
    #expect(value("energy_connections", in: text) == 7)
    #expect(value(#"energy_prediction_log_rows_total{outcome="written"}"#, in: text) == 1)
    #expect(value("energy_prediction_log_writing", in: text) == 1)
    #expect(try #require(value("process_resident_memory_bytes", in: text)) > 1e6)
    #expect(try #require(value("process_cpu_seconds_total", in: text)) > 0)
    #expect(try #require(value("process_threads", in: text)) >= 1)
    #expect(try #require(value("process_open_fds", in: text)) >= 3)
    #expect(try #require(value("process_start_time_seconds", in: text)) > 1.7e9)
  }

  @Test("every sample stands below the type of its name, which stands once")
  func form() throws {
    let measures = ServerMeasures(version: "1")
    measures.count(route: "/predict", status: 200, seconds: 0.004)
    measures.answered(LogPlace.answer(try LogPlace.model()))
    let response = try answer(of: MeasureRoutes.routes(measures))
    #expect(
      response.fields.contains(
        HTTPField("Content-Type", "text/plain; version=0.0.4; charset=utf-8")))
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(text.hasSuffix("\n"))
    var types: [String] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("# HELP") {
      if line.hasPrefix("# TYPE") {
        types.append(String(line.split(separator: " ")[2]))
      } else {
        let name = String(line.prefix { $0 != "{" && $0 != " " })
        let parts = ["", "_bucket", "_sum", "_count"].map { (types.last ?? "") + $0 }
        #expect(parts.contains(name))
      }
    }
    #expect(Set(types).count == types.count)
  }

  private func answer(of routes: [Route]) throws -> HTTPResponse {
    let answer = LateAnswer<HTTPResponse>()
    let route = try #require(routes.first { $0.pattern == "/metrics" })
    route.handle(
      RoutedRequest(HTTPRequest(head: HTTPHead(method: "GET", path: "/metrics"))),
      HTTPReply { answer.put($0) })
    return answer.get()
  }
}

/// Models that neither come nor go.
private final class FixedModels: ServedModels {
  let current: [ServedModel]
  let isReady = true
  init(_ models: [ServedModel]) { current = models }
}
