package import HTTP
import Files

/// Answers requests by routes: who may ask what, in which form.
package final class Service: HTTPService {
  private let table: RouteTable
  private let settings: ServiceSettings
  private let observers: [any RequestObserver]
  private let log: ServerLog
  /// Of every response.
  private let common: [HTTPField]

  /// - Parameters:
  ///   - routes: Those for the token alone are left out where there is none.
  ///   - settings: Whom it answers.
  ///   - observers: Told of every request.
  ///   - log: Written for every request.
  package init(
    _ routes: [Route], settings: ServiceSettings = ServiceSettings(),
    observers: [any RequestObserver] = [], log: ServerLog = .silent
  ) {
    table = RouteTable(
      routes.filter { route in settings.token != nil || route.access != .token })
    self.settings = settings
    self.observers = observers
    self.log = log
    var common = [HTTPField("X-Content-Type-Options", "nosniff")]
    if let origin = settings.origin {
      common += [
        HTTPField("Access-Control-Allow-Origin", origin),
        HTTPField("Access-Control-Expose-Headers", "X-Model-Version, X-Request-ID, Retry-After"),
      ]
      if origin != "*" { common.append(HTTPField("Vary", "Origin")) }
    }
    self.common = common
  }

  package func admit(_ head: HTTPHead) -> HTTPAdmission {
    do throws(Refusal) {
      if let response = try options(head) { return .refused(dressed(response)) }
      return .body(limit: try found(head).route.bodyLimit)
    } catch {
      return .refused(dressed(error.response))
    }
  }

  package func answer(_ request: HTTPRequest, _ reply: HTTPReply) {
    let reply = HTTPReply { [self] response in reply.send(dressed(response)) }
    do throws(Refusal) {
      let found = try found(request.head)
      let routed = RoutedRequest(request, parameters: found.parameters, type: found.type)
      found.route.handle(routed, reply)
    } catch {
      reply.send(error.response)
    }
  }

  package func refusal(_ fault: HTTPFault) -> HTTPResponse {
    dressed(Refusal(fault, retryAfter: settings.retrySeconds).response)
  }

  /// Others are words of whoever asks, and of any length.
  private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  package func ended(_ exchange: HTTPExchange) {
    let ended = EndedRequest(
      method: Service.methods.contains(exchange.method) ? exchange.method : "other",
      route: table.place(at: exchange.path)?.place.pattern ?? "other",
      status: exchange.status, seconds: exchange.seconds, received: exchange.received,
      sent: exchange.sent, id: exchange.id)
    for observer in observers { observer.ended(ended) }
    log.request(ended)
  }

  /// Adds what every response has, and does not have yet.
  private func dressed(_ response: HTTPResponse) -> HTTPResponse {
    var response = response
    for field in common where !response.fields.contains(where: { $0.name == field.name }) {
      response.fields.append(field)
    }
    if !response.fields.contains(where: { $0.name == "Cache-Control" }) {
      response.fields.append(HTTPField("Cache-Control", "no-store"))
    }
    return response
  }
}

extension Service {
  private struct Found {
    let route: Route
    let parameters: [String: String]
    let type: String?
  }

  private func found(_ head: HTTPHead) throws(Refusal) -> Found {
    guard let (place, parameters) = table.place(at: head.path) else {
      let question = table.nearest(to: head.path).map { " Did you mean \($0)?" } ?? ""
      throw Refusal(404, "not_found", "There is nothing at this path.\(question)")
    }
    guard let route = place.route(head.method) else {
      throw Refusal(
        405, "wrong_method", "\(place.pattern) takes \(place.allowed).",
        fields: [HTTPField("Allow", place.allowed)])
    }
    try permit(route, head)
    return Found(route: route, parameters: parameters, type: try type(of: head, for: route))
  }

  private func permit(_ route: Route, _ head: HTTPHead) throws(Refusal) {
    let isNeeded =
      switch route.access {
      case .anyone: false
      case .usual: settings.requiresToken
      case .token: true
      }
    guard isNeeded else { return }
    let words = (head.field("Authorization") ?? "").split(separator: " ", maxSplits: 1)
    let isBearer = words.count == 2 && words[0].lowercased() == "bearer"
    let given = isBearer ? Array(words[1].utf8) : []
    guard let token = settings.token, Service.isEqual(given, Array(token.utf8)) else {
      throw Refusal(
        401, "no_token", "This route needs the token: Authorization: Bearer TOKEN.",
        fields: [HTTPField("WWW-Authenticate", "Bearer realm=\"energy\"")])
    }
  }

  /// Whether two texts are the same, in a time that says nothing of where they differ.
  private static func isEqual(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
    var difference = UInt8(given.count == expected.count ? 0 : 1)
    for index in given.indices where !expected.isEmpty {
      difference |= given[index] ^ expected[index % expected.count]
    }
    return difference == 0 && !expected.isEmpty
  }

  /// The body's kind, among those the route understands; JSON where the client names none.
  private func type(of head: HTTPHead, for route: Route) throws(Refusal) -> String? {
    let length = head.field("Content-Length").map { Int($0) ?? Int.max } ?? 0
    guard !route.types.isEmpty, length > 0 || head.field("Transfer-Encoding") != nil else {
      return nil
    }
    let json = "application/json"
    guard let given = head.field("Content-Type") else {
      if route.types.contains(json) { return json }
      throw Service.wrongType("Say what the body is", route)
    }
    let kind = given.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard route.types.contains(kind) else {
      throw Service.wrongType("\(route.pattern) does not take this kind of body", route)
    }
    return kind
  }

  private static func wrongType(_ reason: String, _ route: Route) -> Refusal {
    let kinds = route.types.joined(separator: ", ")
    return Refusal(
      415, "wrong_type", "\(reason): Content-Type \(kinds).",
      details: [.init(key: "types", value: .array(route.types.map(JSON.string)))],
      fields: [HTTPField("Accept-Post", kinds)])
  }

  /// What OPTIONS asks: the methods of a path, and whether a page of another origin may ask.
  private func options(_ head: HTTPHead) throws(Refusal) -> HTTPResponse? {
    guard head.method == "OPTIONS", let place = table.place(at: head.path)?.place,
      place.route("OPTIONS") == nil
    else { return nil }
    var fields = [HTTPField("Allow", place.allowed)]
    if settings.origin != nil, head.field("Access-Control-Request-Method") != nil {
      fields += [
        HTTPField("Access-Control-Allow-Methods", place.allowed),
        HTTPField("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-ID"),
        HTTPField("Access-Control-Max-Age", "600"),
      ]
    }
    return HTTPResponse(status: 204, fields: fields)
  }
}

extension Refusal {
  /// What the server itself refuses.
  init(_ fault: HTTPFault, retryAfter seconds: Int) {
    let later = [HTTPField("Retry-After", String(seconds))]
    switch fault {
    case .badTarget:
      self.init(400, "bad_target", "The path or the query is no text, or has a broken escape.")
    case .longTarget(let limit):
      self.init(414, "long_target", "The path has more than \(limit) bytes.")
    case .longBody(limit: 0):
      self.init(413, "long_body", "This route takes no body.")
    case .longBody(let limit):
      self.init(
        413, "long_body", "The body has more than \(limit) bytes.",
        details: [.init(key: "limit", value: .integer(limit))])
    case .slow:
      self.init(408, "too_slow", "The request took too long to come.")
    case .crowded:
      self.init(503, "crowded", "There are too many connections; try again.", fields: later)
    case .full:
      self.init(
        503, "full", "Bodies and answers that wait fill the memory; try again.", fields: later)
    case .stopping:
      self.init(503, "stopping", "The server is going down; try again.", fields: later)
    }
  }
}
