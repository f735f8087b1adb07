import Disaggregation
import Files
import HTTP
import MeterData
import Networks
import Synchronization
import Testing
import Work

@testable import Serving

/// A folder with a prediction log, and answers of models that nobody trained.
final class LogPlace: Sendable {
  let folder = FileSystem.joined(
    FileSystem.temporaryFolder, "energy-log-\(UInt64.random(in: 0...(.max)))")
  /// What the log reported.
  let reports = Mutex<[String]>([])
  var path: String { FileSystem.joined(folder, "log.sqlite") }

  init() throws { try FileSystem.createFolders(folder) }

  deinit {
    // A folder that stays only takes room.
    try? FileSystem.remove(folder)
  }

  func log(_ change: (inout LogSettings) -> Void = { _ in }) throws -> PredictionLog {
    var settings = LogSettings(path: path)
    change(&settings)
    return try PredictionLog(settings) { [self] text in reports.withLock { $0.append(text) } }
  }

  /// A model whose training mains lay from 0 to 400 W, in four bins.
  static func model(
    _ name: String = "kettle", version: String = "3", counts: [Int] = [40, 30, 20, 10]
  ) throws -> ServedModel {
    let plan = try ArchitectureCatalogue.named("cnn-seq2seq").plan(window: 12)
    var generator = RandomGenerator(seed: 1)
    let description = ModelDescription(
      toolVersion: "0", plan: plan, period: TimeSpan(nanoseconds: 6 * ISOTime.second),
      mains: ModelDescription.Mains(
        quantity: "power active", maximumGap: TimeSpan(nanoseconds: 60 * ISOTime.second),
        histogram: MainsHistogram(minimum: 0, maximum: 400, counts: counts)),
      target: ModelDescription.Target(
        appliance: name, mean: 20, median: 0, rule: ActivationRule(threshold: 100)),
      normalisation: Normalisation(
        mainsMean: 500, mainsDeviation: 800, targetMean: 300, targetDeviation: 1000),
      ranges: [], configuration: "")
    return ServedModel(
      name: name, version: version,
      model: TrainedModel(
        network: Network(plan, generator: &generator), description: description))
  }

  static func answer(
    _ model: ServedModel, household: String? = nil, id: String = "r1",
    mains: [Float] = [50, 150, 250, 500]
  ) -> AnsweredRequest {
    AnsweredRequest(
      kind: .series, model: model, household: household, requestID: id, windows: mains.count,
      mains: mains, energy: 12.5, mainsEnergy: 100, activations: 2, seconds: 0.01)
  }

  /// Looks again and again, for half a minute at most.
  static func eventually(_ isSo: () throws -> Bool) rethrows -> Bool {
    let bell = Doorbell()
    for _ in 0..<1500 {
      if try isSo() { return true }
      bell.wait(seconds: 0.02)
    }
    return false
  }
}

extension PredictionLog {
  /// The answer of one of its routes.
  func ask(
    _ method: String, _ pattern: String, query: [HTTPField] = [], parameters: [String: String] = [:]
  ) throws -> HTTPResponse {
    let route = LogRoutes.routes(self).first { $0.method == method && $0.pattern == pattern }
    let head = HTTPHead(method: method, path: pattern, query: query)
    let answer = LateAnswer<HTTPResponse>()
    try #require(route).handle(
      RoutedRequest(HTTPRequest(head: head), parameters: parameters),
      HTTPReply { answer.put($0) })
    return answer.get()
  }

  func json(
    _ pattern: String, _ query: [HTTPField] = []
  ) throws -> JSON {
    let response = try ask("GET", pattern, query: query)
    #expect(response.status == 200)
    return try JSON.parse(response.body)
  }

  /// Waits until so many answers were written.
  func waitForWritten(_ count: Int) -> Bool {
    LogPlace.eventually { state.written >= count }
  }
}
