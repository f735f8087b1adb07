import Files
import HTTP
import Work

/// `GET /health`: whether the process answers at all; whether its models do is /ready's.
package enum HealthRoutes {
  /// The route, of a program of a version.
  package static func routes(version: String) -> [Route] {
    let started = ProcessMeasures.seconds
    return [
      Route(
        "GET", "/health", access: .anyone,
        summary: "Whether the process answers, since when, and which version it is."
      ) { _ in
        let uptime = ((ProcessMeasures.seconds - started) * 10).rounded() / 10
        return HTTPResponse(
          json: ["status": "ok", "version": .string(version), "uptime_s": .number(uptime)])
      }
    ]
  }
}
