import Files
import HTTP
import Work

/// A server put together: its models, those who compute, its routes, and who watches them.
package final class ServerAssembly: Sendable {
  private let log: ServerLog
  private let fleet: Fleet
  private let lanes: Lanes
  private let predictionLog: PredictionLog?
  private let server: HTTPServer

  /// Loads the models, and begins to serve them.
  ///
  /// - Throws: `ServingError`: 66 without a model; what models, logs and HTTP refuse.
  package init(_ settings: ServerSettings, log: ServerLog) throws(ServingError) {
    let pool = settings.threads.map { ThreadPool(width: $0) } ?? ThreadPool()
    let fleet = Fleet(settings.sources, settings.models, pool: pool) { event in log.model(event) }
    try fleet.load()
    let lanes = Lanes(settings.lanes, pool: pool)
    let predictionLog = try settings.predictionLog.map { (settings) throws(ServingError) in
      try PredictionLog(settings) { sentence in
        log.event("prediction_log", [.init(key: "message", value: .string(sentence))])
      }
    }
    let measures = ServerMeasures(version: settings.version)
    let routes = ServerAssembly.routes(
      settings, fleet: fleet, lanes: lanes, measures: measures, log: predictionLog)
    let service = Service(
      routes, settings: settings.service, observers: [measures], log: log)
    let server = try ServingError.wrapping {
      try HTTPServer(settings: settings.http, service: service)
    }
    measures.watch(
      ServerMeasures.Watched(
        models: fleet, lanes: lanes, connections: { [weak server] in server?.connections ?? 0 },
        log: predictionLog))
    fleet.startWatching()
    self.log = log
    self.fleet = fleet
    self.lanes = lanes
    self.predictionLog = predictionLog
    self.server = server
    log.event("listening", [.init(key: "port", value: .integer(server.port))])
  }

  /// Everything that can be asked, the pages last: they tell of the others.
  private static func routes(
    _ settings: ServerSettings, fleet: Fleet, lanes: Lanes, measures: ServerMeasures,
    log: PredictionLog?
  ) -> [Route] {
    let observers: [any AnswerObserver] = [measures] + (log.map { [$0] } ?? [])
    let api =
      PredictRoutes.routes(
        models: fleet, lanes: lanes, limits: settings.limits, observers: observers)
      + StreamRoutes.routes(
        models: fleet, lanes: lanes, limits: settings.limits, observers: observers)
      + ModelRoutes.routes(fleet) + HealthRoutes.routes(version: settings.version)
      + MeasureRoutes.routes(measures) + (log.map(LogRoutes.routes) ?? [])
    let shown = api.filter { $0.access != .token || settings.service.token != nil }
    return api + PageRoutes.routes(api: shown, models: fleet)
  }

  /// Where it listens.
  package var port: Int { server.port }

  /// "kettle=3" of every model that serves.
  package var models: [String] { fleet.current.map(\.label) }

  /// Answers what has been asked, and stops.
  ///
  /// - Parameter seconds: The longest it takes; what is not answered by then is answered 503.
  package func drain(seconds: Double) {
    log.event("draining", [.init(key: "connections", value: .integer(server.connections))])
    server.drain(seconds: seconds)
    lanes.drain(within: 0)
    fleet.stop()
    predictionLog?.stop()
    log.event("stopped")
  }
}

extension ServerLog {
  /// What became of a model.
  fileprivate func model(_ event: FleetEvent) {
    var members: [JSON.Member] = [
      .init(key: "what", value: .string(event.kind.rawValue)),
      .init(key: "model", value: .string(event.model)),
    ]
    if let version = event.version {
      members.append(.init(key: "version", value: .string(version)))
    }
    members.append(.init(key: "message", value: .string(event.message)))
    self.event("model", members)
  }
}
