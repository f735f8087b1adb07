import Files

/// A route as OpenAPI writes it: what its declaration says, and what is known beside it.
struct APIOperation {
  private let route: Route
  private let known: JSON

  init(_ route: Route, _ known: JSON) {
    self.route = route
    self.known = known
  }

  var json: JSON {
    var members: [JSON.Member] = [
      .init(key: "operationId", value: .string(name)),
      .init(key: "summary", value: .string(route.summary)),
    ]
    for key in ["description"] {
      if let value = known[key] { members.append(.init(key: key, value: value)) }
    }
    if !parameters.isEmpty { members.append(.init(key: "parameters", value: .array(parameters))) }
    if !route.types.isEmpty { members.append(.init(key: "requestBody", value: body)) }
    members.append(.init(key: "responses", value: .object(responses)))
    members.append(.init(key: "security", value: security))
    return .object(members)
  }

  /// "getModelsName", one for each route.
  private var name: String {
    let words = route.pattern.split { !$0.isLetter && !$0.isNumber }
    let path = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    return route.method.lowercased() + (path.isEmpty ? "Page" : path)
  }

  /// Names in braces.
  private var placeholders: [String] {
    route.pattern.split(separator: "/").filter { $0.first == "{" }
      .map { String($0.dropFirst().dropLast()) }
  }

  /// Those of the path, and what is known of the query and the head.
  private var parameters: [JSON] {
    let known = known["parameters"]?.elements ?? []
    let named = placeholders.map { name in
      known.first { $0["in"]?.string == "path" && $0["name"]?.string == name }
        ?? [
          "name": .string(name), "in": "path", "required": true, "schema": ["type": "string"],
        ]
    }
    return named + known.filter { $0["in"]?.string != "path" }
  }

  private var body: JSON {
    let known = known["requestBody"]
    let content = route.types.map { type in
      JSON.Member(key: type, value: known?[type] ?? ["schema": [:]])
    }
    return ["required": true, "content": .object(content)]
  }

  private var responses: [JSON.Member] {
    let known = known["responses"]?.members ?? []
    let good =
      known.isEmpty
      ? [JSON.Member(key: "200", value: ["description": "As asked."])]
      : known.map(APIOperation.good)
    let statuses = errors.filter { status in !known.contains { $0.key == String(status) } }
    return good
      + statuses.map { status in
        JSON.Member(
          key: String(status),
          value: [
            "description": .string(APIOperation.meaning(of: status)),
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
          ])
      }
  }

  /// A known answer with the fields of its head.
  private static func good(_ member: JSON.Member) -> JSON.Member {
    var parts = member.value.members.filter { $0.key != "headers" }
    let named = member.value["headers"]?.elements.compactMap(\.string) ?? []
    let fields = (named + ["X-Request-ID"]).map { name in
      JSON.Member(key: name, value: ["schema": ["type": "string"]])
    }
    parts.append(.init(key: "headers", value: .object(fields)))
    return JSON.Member(key: member.key, value: .object(parts))
  }

  /// Statuses that the declaration makes possible, and those that are known.
  private var errors: [Int] {
    var errors = Set((known["errors"]?.elements ?? []).compactMap(\.whole))
    if case .anyone = route.access {} else { errors.insert(401) }
    if !placeholders.isEmpty { errors.insert(404) }
    if route.bodyLimit > 0 { errors.formUnion([400, 408, 413]) }
    if !route.types.isEmpty { errors.insert(415) }
    return errors.sorted()
  }

  /// An empty object stands for asking without the token.
  private var security: JSON {
    switch route.access {
    case .anyone: []
    case .usual: [[:], ["token": []]]
    case .token: [["token": []]]
    }
  }

  /// What a status says of any route.
  static func meaning(of status: Int) -> String {
    switch status {
    case 400: "The request cannot be read; the error names the field and the index, or the line."
    case 401: "The token is missing or wrong."
    case 404: "There is no such thing; the error names the nearest."
    case 408: "The request took too long to arrive."
    case 409: "The state that the request builds on is not known here."
    case 413: "The body, the series or a number in it is longer than the server takes."
    case 415: "The body is of a kind that the route does not read."
    case 422: "The request is read but cannot be answered; the error names the field."
    case 429: "Too much waits already."
    case 503: "Nothing is loaded, too much waits, or the server is going down; try again."
    default: "Refused."
    }
  }
}
