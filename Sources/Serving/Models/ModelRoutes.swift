import Files
import HTTP

/// What can be asked about the models that serve.
package enum ModelRoutes {
  /// `/ready`, `/models`, `/models/{name}` and `/models/reload`.
  package static func routes(_ fleet: Fleet) -> [Route] {
    [
      Route(
        "GET", "/ready", access: .anyone,
        summary: "Whether all models are loaded and reproduce their golden windows."
      ) { (_) throws(Refusal) in ready(fleet) },
      Route("GET", "/models", summary: "The models that serve.") { (_) throws(Refusal) in
        list(fleet)
      },
      Route(
        "GET", "/models/{name}",
        summary: "What is known of a model: its network, training, metrics and precision."
      ) { (request) throws(Refusal) in
        let name = request.parameters["name"] ?? ""
        let served = try find(name, in: fleet.current)
        return HTTPResponse(json: ModelCard(served: served, note: fleet.notes[served.name]).json)
      },
      Route(
        "POST", "/models/reload", access: .token,
        summary: "Looks for new versions of all models now, and says what became of each."
      ) { _, reply in
        fleet.reload { outcomes in reply.send(answer(outcomes)) }
      },
    ]
  }

  /// The model that a client names; hyphens, blanks and case do not matter.
  ///
  /// - Throws: `Refusal` (404) that names the nearest.
  package static func find(
    _ name: String, in models: [ServedModel]
  ) throws(Refusal) -> ServedModel {
    let wanted = Spelling.folded(name)
    if let model = models.first(where: { Spelling.folded($0.name) == wanted }) { return model }
    let names = models.map(\.name)
    let hint =
      Spelling.question(for: name, among: names)
      ?? (names.isEmpty ? "None is loaded." : "There are: \(names.joined(separator: ", ")).")
    throw Refusal(
      404, "unknown_model", "there is no model \"\(String(name.prefix(80)))\". \(hint)",
      details: [.init(key: "models", value: .array(names.map(JSON.string)))])
  }

  private static func ready(_ fleet: Fleet) -> HTTPResponse {
    let problems = fleet.problems
    let isReady = problems.isEmpty
    let json: JSON = [
      "ready": .bool(isReady), "models": .array(fleet.current.map { .string($0.label) }),
      "reasons": .array(problems.map(JSON.string)),
    ]
    return HTTPResponse(
      status: isReady ? 200 : 503, json: json,
      fields: isReady ? [] : [HTTPField("Retry-After", "1")])
  }

  private static func list(_ fleet: Fleet) -> HTTPResponse {
    let notes = fleet.notes
    return HTTPResponse(json: [
      "models": .array(
        fleet.current.map { ModelCard(served: $0, note: notes[$0.name]).line })
    ])
  }

  private static func answer(_ outcomes: [ReloadOutcome]) -> HTTPResponse {
    HTTPResponse(json: [
      "models": .array(
        outcomes.map { outcome in
          [
            "model": .string(outcome.model), "result": .string(outcome.result.rawValue),
            "version": JSON(outcome.version), "reason": JSON(outcome.reason),
          ]
        })
    ])
  }
}
