import HTTP
import Work

/// `POST /stream/{household}`.
package enum StreamRoutes {
  /// - Parameters:
  ///   - models: Who serves at present.
  ///   - lanes: Who computes.
  ///   - limits: What a request may ask for, and what is remembered.
  ///   - observers: Told of each model's answer.
  ///   - clock: Seconds, by which households are forgotten.
  /// - Returns: The one route.
  package static func routes(
    models: any ServedModels, lanes: any ComputeLanes, limits: PredictLimits = PredictLimits(),
    observers: [any AnswerObserver] = [],
    clock: @escaping @Sendable () -> Double = { ProcessMeasures.seconds }
  ) -> [Route] {
    let work = StreamWork(
      models: models, lanes: lanes, limits: limits, observers: observers, clock: clock)
    return [
      Route(
        "POST", "/stream/{household}", bodyLimit: limits.bodyBytes,
        types: ["application/json"],
        summary: "Append samples of a household; get the estimates that became final, and the "
          + "provisional ones.",
        handle: { request, reply in answer(request, reply, work) })
    ]
  }

  private static func answer(_ routed: RoutedRequest, _ reply: HTTPReply, _ work: StreamWork) {
    let began = ProcessMeasures.seconds
    do throws(Refusal) {
      let name = try household(routed, work.limits)
      try PredictQuery.requireNone(routed.request.head)
      let body = try StreamBody(json: routed.request.body, work.limits)
      let asker = Asker(
        requestID: routed.request.id, household: name, began: began,
        cancellation: routed.request.cancellation)
      try work.append(name, body, asker) { result in
        switch result {
        case .failure(let refusal): reply.send(refusal.response)
        case .success(let answer):
          reply.send(
            HTTPResponse(
              type: "application/json", body: answer.json,
              fields: [HTTPField("X-Model-Version", ModelChoice.label(answer.models))]))
        }
      }
    } catch {
      reply.send(error.response)
    }
  }

  private static func household(
    _ routed: RoutedRequest, _ limits: PredictLimits
  ) throws(Refusal) -> String {
    let name = try PredictOptions.household(routed.parameters["household"] ?? "")
    guard name.utf8.count <= limits.householdBytes else {
      throw BodyPlace.key("household").wrong(
        "a household's name has at most \(limits.householdBytes) bytes", code: "too_long")
    }
    return name
  }
}
