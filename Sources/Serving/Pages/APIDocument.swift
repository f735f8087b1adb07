import Files

/// The routes as an OpenAPI 3.1 document: whatever is not a route cannot stand in it.
struct APIDocument {
  /// One route with all that is known of it, as OpenAPI writes it.
  struct Operation {
    let route: Route
    let json: JSON
  }

  /// In the order of their declaration, those of one path together.
  let operations: [Operation]

  init(routes: [Route]) {
    let details = APIDetails.all
    var patterns: [String] = []
    for route in routes where !patterns.contains(route.pattern) { patterns.append(route.pattern) }
    operations = patterns.flatMap { pattern in
      routes.filter { $0.pattern == pattern }.map { route in
        let known = details["\(route.method) \(route.pattern)"]
        return Operation(route: route, json: APIOperation(route, known ?? [:]).json)
      }
    }
  }

  private static let description =
    "What appliances used, from the mains alone. Numbers are watts, kilowatt-hours and seconds; "
    + "times are ISO 8601. Every answer carries X-Request-ID."

  /// The document.
  var json: JSON {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "energy", "version": "1",
        "description": .string(APIDocument.description),
      ],
      "servers": [["url": "/"]], "paths": .object(paths), "components": components,
    ]
  }

  private var paths: [JSON.Member] {
    var paths: [JSON.Member] = []
    for operation in operations {
      let member = JSON.Member(key: operation.route.method.lowercased(), value: operation.json)
      let pattern = operation.route.pattern
      if let last = paths.last, last.key == pattern {
        paths[paths.count - 1] = .init(key: pattern, value: .object(last.value.members + [member]))
      } else {
        paths.append(.init(key: pattern, value: .object([member])))
      }
    }
    return paths
  }

  private var components: JSON {
    [
      "schemas": APISchemas.all,
      "securitySchemes": [
        "token": [
          "type": "http", "scheme": "bearer",
          "description": "API_TOKEN, where the server was started with one.",
        ]
      ],
    ]
  }
}
