import Files
import HTTP

/// A server put together: its models, its routes, and who watches them.
package final class ServerAssembly: Sendable {
  private let server: HTTPServer
  private let log: ServerLog

  /// Loads the models, and begins to serve them.
  ///
  /// - Throws: `ServingError`: 66 without a model, what HTTP refuses.
  package init(_ settings: ServerSettings, log: ServerLog) throws(ServingError) {
    self.log = log
    let routes = HealthRoutes.routes(version: settings.version)
    let service = Service(routes, settings: settings.service, log: log)
    server = try ServingError.wrapping {
      try HTTPServer(settings: settings.http, service: service)
    }
    log.event("listening", [.init(key: "port", value: .integer(server.port))])
  }

  /// Where it listens.
  package var port: Int { server.port }

  /// "kettle=3" of every model that serves.
  package var models: [String] { [] }

  /// Answers what has been asked, and stops.
  ///
  /// - Parameter seconds: The longest it takes.
  package func drain(seconds: Double) {
    log.event("draining", [.init(key: "connections", value: .integer(server.connections))])
    server.drain(seconds: seconds)
    log.event("stopped")
  }
}
