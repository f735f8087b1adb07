/// Whom a service answers.
package struct ServiceSettings: Sendable {
  /// API_TOKEN; without one, the routes that need it do not exist.
  package var token: String?
  /// Every route asks for the token, but those for anyone.
  package var requiresToken = false
  /// Pages of this origin may read the answers, "*" those of any; nil leaves CORS off.
  package var origin: String?
  /// Seconds after which a client may ask again: Retry-After of 503.
  package var retrySeconds = 1

  package init(token: String? = nil, requiresToken: Bool = false, origin: String? = nil) {
    self.token = token
    self.requiresToken = requiresToken
    self.origin = origin
  }
}

/// One request and its end, without whatever names a household.
package struct EndedRequest: Sendable, Equatable {
  /// "GET"; "" where not even the first line came in time.
  package var method: String
  /// The route's pattern, "/stream/{household}"; "other" where there is none.
  package var route: String
  /// 0 where the client went away before it had the response.
  package var status: Int
  package var seconds: Double
  /// Bytes of the body that came.
  package var received: Int
  /// Bytes of the body that went.
  package var sent: Int
  package var id: String
}

/// Who counts requests; called on the server's threads, and must not wait.
package protocol RequestObserver: AnyObject, Sendable {
  /// Told of every request, refused ones too.
  func ended(_ request: EndedRequest)
}
