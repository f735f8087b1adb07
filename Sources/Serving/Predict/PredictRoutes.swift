import HTTP
import Work

/// `POST /predict`.
package enum PredictRoutes {
  /// - Parameters:
  ///   - models: Who serves at present.
  ///   - lanes: Who computes.
  ///   - limits: What a request may ask for.
  ///   - observers: Told of each model's answer.
  /// - Returns: The one route.
  package static func routes(
    models: any ServedModels, lanes: any ComputeLanes, limits: PredictLimits = PredictLimits(),
    observers: [any AnswerObserver] = []
  ) -> [Route] {
    let work = PredictWork(models: models, lanes: lanes, limits: limits, observers: observers)
    return [
      Route(
        "POST", "/predict", bodyLimit: limits.bodyBytes,
        types: ["application/json", "text/csv", "application/x-ndjson"],
        summary: "Disaggregate a series with timestamps, raw windows, or a household a line.",
        handle: { request, reply in answer(request, reply, work) })
    ]
  }

  private static func answer(
    _ routed: RoutedRequest, _ reply: HTTPReply, _ work: PredictWork
  ) {
    let request = routed.request
    let asker = Asker(
      requestID: request.id, household: nil, began: ProcessMeasures.seconds,
      cancellation: request.cancellation)
    do throws(Refusal) {
      if routed.type == "application/x-ndjson" {
        try PredictQuery.requireNone(request.head)
        try HouseholdLines(request.body, work, asker) { reply.send($0) }.start()
        return
      }
      let body = try body(routed, work.limits)
      var named = asker
      named.household = body.options.household
      let wantsTable = wantsTable(request.head)
      work.estimate(body, named) { result in
        reply.send(PredictRoutes.response(result, wantsTable))
      }
    } catch {
      reply.send(error.response)
    }
  }

  private static func body(
    _ routed: RoutedRequest, _ limits: PredictLimits
  ) throws(Refusal) -> PredictBody {
    if routed.type == "text/csv" {
      return try PredictBody(csv: routed.request, limits)
    }
    try PredictQuery.requireNone(routed.request.head)
    return try PredictBody(json: routed.request.body, limits)
  }

  private static func wantsTable(_ head: HTTPHead) -> Bool {
    head.field("Accept")?.lowercased().split(separator: ",").contains {
      $0.split(separator: ";").first?.filter { $0 != " " } == "text/csv"
    } ?? false
  }

  private static func response(
    _ result: Result<PredictReply, Refusal>, _ wantsTable: Bool
  ) -> HTTPResponse {
    switch result {
    case .failure(let refusal): return refusal.response
    case .success(let reply):
      let fields = [HTTPField("X-Model-Version", ModelChoice.label(reply.models))]
      if wantsTable, case .series(let series) = reply {
        return HTTPResponse(type: "text/csv; charset=utf-8", body: series.csv, fields: fields)
      }
      return HTTPResponse(type: "application/json", body: reply.json() + [10], fields: fields)
    }
  }
}
