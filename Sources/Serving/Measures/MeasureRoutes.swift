import HTTP

/// What there is to ask about the server's own measures.
package enum MeasureRoutes {
  /// GET /metrics.
  package static func routes(_ measures: ServerMeasures) -> [Route] {
    [
      Route(
        "GET", "/metrics", summary: "Measures of the server in Prometheus' text format.",
        answer: { (_) throws(Refusal) in
          HTTPResponse(type: PrometheusText.type, body: Array(measures.text.utf8))
        })
    ]
  }
}
