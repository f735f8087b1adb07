package import HTTP

/// One thing that can be asked of the server.
package struct Route: Sendable {
  /// Who may ask.
  package enum Access: Sendable {
    /// Anyone, even where every other route asks for the token: probes of health.
    case anyone
    /// Anyone, unless the server asks for the token everywhere.
    case usual
    /// Whoever has the token; without one the route does not exist.
    case token
  }

  /// "GET".
  package let method: String
  /// Its path: "/models/{name}".
  package let pattern: String
  package let access: Access
  /// Bytes of a body; 0 where it takes none.
  package let bodyLimit: Int
  /// The kinds of body it understands; empty where it takes none.
  package let types: [String]
  /// A sentence for the API page.
  package let summary: String
  /// Sends the reply exactly once, from any thread; must not wait for long.
  package let handle: @Sendable (RoutedRequest, HTTPReply) -> Void

  package init(
    _ method: String, _ pattern: String, access: Access = .usual, bodyLimit: Int = 0,
    types: [String] = [], summary: String,
    handle: @escaping @Sendable (RoutedRequest, HTTPReply) -> Void
  ) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.bodyLimit = bodyLimit
    self.types = types
    self.summary = summary
    self.handle = handle
  }

  /// One that answers at once.
  package init(
    _ method: String, _ pattern: String, access: Access = .usual, bodyLimit: Int = 0,
    types: [String] = [], summary: String,
    answer: @escaping @Sendable (RoutedRequest) throws(Refusal) -> HTTPResponse
  ) {
    self.init(
      method, pattern, access: access, bodyLimit: bodyLimit, types: types, summary: summary,
      handle: { request, reply in
        do throws(Refusal) {
          reply.send(try answer(request))
        } catch {
          reply.send(error.response)
        }
      })
  }
}

/// A request that a route was found for.
package struct RoutedRequest: Sendable {
  package let request: HTTPRequest
  /// What stands for the names in the route's pattern.
  package let parameters: [String: String]
  /// The body's kind without its parameters, small letters: "text/csv"; nil without a body.
  package let type: String?

  package init(_ request: HTTPRequest, parameters: [String: String] = [:], type: String? = nil) {
    self.request = request
    self.parameters = parameters
    self.type = type
  }
}
